"""What a plugin is: the Service descriptor and the hooks. The file that a plugin author reads.

A plugin is a package `plugins/<code>` (or any installed one) with an entry point `<code>` in the
group `thana.plugins`. One word carries everything: folder = entry point = `Service.code` =
database app label = table prefix. Hooks are implemented with `@hookimpl` in the package's
`__init__`, import `core` alone, and are called in no order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy
import typer
from starlette.routing import BaseRoute

from core.context import Loader
from core.documents import issuing
from core.documents.kinds import DocumentTemplate
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.service_requests.workflow import Workflow
from core.settings import Section
from core.texts import Text

if TYPE_CHECKING:
    from core.service_requests.types import ServiceRequestType

CONTRACT = 1
"""The version of this contract. A plugin names the one that it was written for; another one stops
the start.
"""

PROJECT = "thana"

Hook = TypeVar("Hook", bound=Callable[..., Any])

hookspec: Callable[[Hook], Hook] = pluggy.HookspecMarker(PROJECT)
hookimpl: Callable[[Hook], Hook] = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True)
class Fee:
    """What a request costs: an amount in a currency (ISO 4217), and the rule in words."""

    amount: Decimal
    currency: str
    rule: Text


@dataclass(frozen=True)
class Due:
    """When the police must have acted, in working days, and the rule in words."""

    days: int
    rule: Text


@dataclass(frozen=True)
class Upload:
    """What may be uploaded for a purpose. Content types are those of the content, whatever the file
    is called.
    """

    purpose: str
    title: Text
    content_types: tuple[str, ...]
    max_bytes: int
    required: bool
    max_files: int


@dataclass(frozen=True)
class Service:
    """Everything static about one service.

    `code` is the plugin's folder, or begins with it and an underscore. `contract` is the CONTRACT
    that the plugin was written for. `query` and `mutation` are Strawberry types whose fields join
    the schema's. `request_type` implements core's ServiceRequest interface and is built as
    `request_type(row=…)`. It goes with `workflow` and `number_prefix`, the middle of the request's
    number. `types` are the implementations that only an interface leads to. `settings` describes
    `[services.<code>]` of thana.toml, and `due` and `fee` get it checked. `uploads` say what may be
    uploaded, `documents` which papers the requests lead to. `loaders` are batched reads by name,
    `<code>.<name>`. `error_codes` are the codes of the service's own input errors.
    """

    code: str
    title: Text
    summary: Text
    contract: int
    number_prefix: str = ""
    query: type | None = None
    mutation: type | None = None
    request_type: type[ServiceRequestType] | None = None
    types: tuple[type, ...] = ()
    workflow: Workflow | None = None
    requires_sign_in: bool = True
    uploads: tuple[Upload, ...] = ()
    documents: tuple[DocumentTemplate, ...] = ()
    fee: Callable[[Any], Fee | None] = lambda settings: None
    due: Callable[[Any], Due | None] = lambda settings: None
    settings: type[Section] = Section
    loaders: Mapping[str, Loader] = field(default_factory=dict)
    error_codes: tuple[str, ...] = ()

    @property
    def flow(self) -> Workflow:
        """The workflow of a service that has one."""
        if self.workflow is None:
            raise ValueError(f"service {self.code} has no workflow")
        return self.workflow

    async def follow(self, runtime: Runtime, request: ServiceRequest) -> None:
        """Issue, renew and revoke the documents that a step of a request calls for."""
        await issuing.follow(runtime, self.documents, request)


@dataclass(frozen=True)
class RequestMoved:
    """A request took a step. May arrive more than once: `request_id` and `version` name it."""

    request_id: str
    number: str
    service: str
    action: str
    from_status: str | None
    to_status: str
    version: int


class Hooks:
    """The hooks, each optional."""

    @hookspec
    def register_services(self) -> Sequence[Service]:  # type: ignore[empty-body]
        """The services that the plugin brings, one or more. Called once, when the platform is
        composed.
        """

    @hookspec
    def register_routes(self) -> Sequence[BaseRoute]:  # type: ignore[empty-body]
        """HTTP routes beside GraphQL. Called once, when the app is built. Two routes of one path
        stop the start.
        """

    @hookspec
    def register_commands(self, cli: typer.Typer) -> None:
        """Add the plugin's own commands to `thana`."""

    @hookspec
    def provide(self, port: type) -> Mapping[str, Callable[[Runtime], Any]]:  # type: ignore[empty-body]
        """Named factories of a capability, such as core's StationDirectory; empty for ports that
        the plugin does not know.

        Two providers of one name stop the start.
        """

    @hookspec
    async def startup(self, runtime: Runtime) -> None:
        """The process starts, the database is open. An exception stops the start."""

    @hookspec
    async def shutdown(self, runtime: Runtime) -> None:
        """The process ends, the database is still open."""

    @hookspec
    async def request_moved(self, runtime: Runtime, event: RequestMoved) -> None:
        """A request of any service took a step, after its commit. At least once: be idempotent. An
        exception repeats it.
        """
