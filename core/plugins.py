"""Loads the enabled plugins into a registry: an object, so that a test or a process composes any
subset.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from core.contract import PROJECT, Hooks, NodeFinder, Service
from core.documents.kinds import DocumentTemplate
from core.documents.signing import DocumentSigner
from core.errors import ServiceClosed, StartupError
from core.notifications.events import CORE_EVENTS, Event
from core.notifications.sms import SmsGateway
from core.notifications.templates import CORE_FOLDER
from core.payments.reports import PaymentProvider
from core.platform import ServiceType
from core.privacy.notices import check_required
from core.runtime import Runtime
from core.service_faults import clashes, faults
from core.service_requests.models import ServiceRequest
from core.service_requests.types import ArchivedRequest, ServiceRequestType
from core.service_requests.workflow import Workflow
from core.service_settings import in_force, read_own_settings
from core.settings import Settings
from core.units.stations import StationDirectory

GROUP = "thana.plugins"
PORTS: tuple[type, ...] = (
    DocumentSigner,
    PaymentProvider,
    SmsGateway,
    StationDirectory,
)
"""What core asks plugins for. They are collected when the platform is composed."""


class PluginRegistry:
    """The plugins of one platform and their services, sorted by code, with the workflows in
    force.
    """

    def __init__(self, plugins: Mapping[str, ModuleType], settings: Settings) -> None:
        self.packages = {code: plugin.__name__ for code, plugin in sorted(plugins.items())}
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(Hooks)
        services = [
            service
            for code, plugin in sorted(plugins.items())
            for service in self._register(code, plugin)
        ]
        declared = sorted(services, key=lambda service: service.code)
        _stop_at([fault for service in declared for fault in faults(service)] + clashes(declared))
        self._settings = read_own_settings(declared, settings)
        self.services = tuple(in_force(service, settings) for service in declared)
        self._by_code = {service.code: service for service in self.services}
        self._package_of = {
            service.code: self.packages[code]
            for service in self.services
            for code in self.packages
            if service.code == code or service.code.startswith(f"{code}_")
        }
        self.headers = tuple(
            sorted({name.lower() for service in self.services for name in service.headers})
        )
        check_required(settings, self.services)
        self._providers = {port: self._collect(port) for port in PORTS}

    @property
    def hook(self) -> pluggy.HookRelay:
        return self._manager.hook

    def each(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """What each plugin answers to a hook that is not async, by its code."""
        return list(self._answers(hook, arguments))

    async def ask(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
        """What each plugin answers to an async hook, by its code, one after the other."""
        return [(code, await answer) for code, answer in self._answers(hook, arguments)]

    async def try_each(self, hook: str, **arguments: Any) -> dict[str, Exception]:
        """Have the plugins do what an async hook asks, side by side; what failed, by their code."""
        asked = dict(self._answers(hook, arguments))
        ended = await asyncio.gather(*asked.values(), return_exceptions=True)
        return {
            code: answer
            for code, answer in zip(asked, ended, strict=True)
            if isinstance(answer, Exception)
        }

    def _answers(self, hook: str, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        calls = getattr(self.hook, hook).get_hookimpls()
        for call in sorted(calls, key=lambda call: call.plugin_name):
            given = (arguments[name] for name in call.argnames)
            yield call.plugin_name, call.function(*given)

    def _register(self, code: str, plugin: ModuleType) -> Sequence[Service]:
        self._manager.register(plugin, name=code)
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise StartupError(f"plugin {code}: {error}") from error
        services = _services_of(code, plugin)
        if not services:
            raise StartupError(f"plugin {code}: register_services brings no service")
        if strange := [
            s.code for s in services if s.code != code and not s.code.startswith(f"{code}_")
        ]:
            raise StartupError(
                f"plugin {code}: service {strange[0]} must be called {code}, or {code}_<word>"
            )
        return services

    def service(self, code: str) -> Service:
        """An enabled service; ServiceClosed for any other."""
        if code not in self._by_code:
            raise ServiceClosed
        return self._by_code[code]

    def settings(self, code: str) -> Any:
        """The checked settings of an enabled service, of the class that the service declares."""
        return self._settings[code]

    def flow(self, code: str) -> Workflow | None:
        """The workflow in force of a service; None when it is not enabled."""
        service = self._by_code.get(code)
        return service.workflow if service else None

    def document_template(self, service: str, kind: str) -> DocumentTemplate | None:
        """What a service declares about a kind of document; None when it is not enabled."""
        enabled = self._by_code.get(service)
        declared = enabled.documents if enabled else ()
        return next((template for template in declared if template.kind == kind), None)

    def template_folder(self, service: str) -> Path:
        """The folder in which an enabled service keeps the templates of its documents."""
        return Path(str(files(self._package_of[service]) / "templates"))

    def event_texts(self) -> dict[Event, Path]:
        """Where the texts of each event lie: a path without `.<language>.toml`."""
        places = {event: CORE_FOLDER / event.code for event in CORE_EVENTS}
        for service in self.services:
            folder = self.template_folder(service.code) / "messages"
            for event in service.events:
                places[event] = folder / event.code.removeprefix(f"{service.code}.")
        return places

    def node_finder(self, type_name: str) -> NodeFinder | None:
        """How an enabled service finds its records of a GraphQL type; None where none has such."""
        finders = (service.nodes.get(type_name) for service in self.services)
        return next((finder for finder in finders if finder), None)

    def service_type(self, code: str) -> ServiceType:
        """The service as GraphQL shows it, enabled or not."""
        return ServiceType(
            code=code, descriptor=self._by_code.get(code), settings=self._settings.get(code)
        )

    def request_type(self, row: ServiceRequest) -> ServiceRequestType:
        """A request as its service's type; as ArchivedRequest when the service is not enabled."""
        service = self._by_code.get(row.service)
        made = service.request_type if service and service.request_type else ArchivedRequest
        return made(row=row)

    def port(self, port: type[Any], runtime: Runtime, name: str | None = None) -> Any:
        """A provider of a capability, by name or the only one there is; None when no plugin
        provides it.
        """
        if port not in self._providers:
            self._providers[port] = self._collect(port)
        factories = self._providers[port]
        if name is None and len(factories) > 1:
            raise StartupError(
                f"port {port.__name__}: provided as {', '.join(sorted(factories))};"
                " choose one by name"
            )
        factory = factories.get(name) if name else next(iter(factories.values()), None)
        return factory(runtime) if factory else None

    def _collect(self, port: type) -> dict[str, Callable[[Runtime], Any]]:
        factories: dict[str, Callable[[Runtime], Any]] = {}
        owners: dict[str, str] = {}
        for code, provided in self.each("provide", port=port):
            if twice := sorted(set(provided) & set(factories)):
                raise StartupError(
                    f"plugins {owners[twice[0]]} and {code} both provide {twice[0]}"
                    f" for the port {port.__name__}"
                )
            factories.update(provided)
            owners.update(dict.fromkeys(provided, code))
        return factories


def _services_of(code: str, plugin: ModuleType) -> Sequence[Service]:
    register = getattr(plugin, "register_services", tuple)
    try:
        services: Sequence[Service] = register()
    except Exception as error:
        raise StartupError(
            f"plugin {code}: register_services: {type(error).__name__}: {error}"
        ) from error
    return services


def installed() -> dict[str, EntryPoint]:
    """The installed plugins by code. Two of one code are a StartupError."""
    points: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if points.setdefault(point.name, point).value != point.value:
            raise StartupError(
                f"plugin {point.name}: installed twice, as {points[point.name].value} and"
                f" {point.value}; uninstall one of them"
            )
    return points


def load(settings: Settings) -> PluginRegistry:
    """The registry of the plugins that the settings enable. A plugin that does not load stops the
    start, by name.
    """
    points = installed()
    if missing := [code for code in settings.plugins if code not in points]:
        raise StartupError(
            f"setting plugins: {missing[0]} is not installed;"
            f" installed: {', '.join(sorted(points)) or 'none'}"
        )
    return PluginRegistry({code: _load(points[code]) for code in settings.plugins}, settings)


def _load(point: EntryPoint) -> ModuleType:
    try:
        plugin: ModuleType = point.load()
    except Exception as error:
        raise StartupError(
            f"plugin {point.name}: cannot be loaded: {type(error).__name__}: {error}"
        ) from error
    return plugin


def _stop_at(faults: Sequence[str]) -> None:
    if faults:
        raise StartupError(*faults)
