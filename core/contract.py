"""What a plugin is: the Service descriptor and the hooks. The file that a plugin author reads.

A plugin is a package `plugins/<code>` (or any installed one) with an entry point `<code>` in the
group `thana.plugins`. One word carries everything: folder = entry point = `Service.code` =
database app label = table prefix. Hooks are implemented with `@hookimpl` in the package's
`__init__`, import `core` alone, and are called in no order.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import pluggy
import typer
from starlette.routing import BaseRoute

from core.context import Context, Loader
from core.documents import issuing
from core.documents.kinds import DocumentTemplate
from core.notifications.events import Event
from core.payments.fees import Fee
from core.privacy.kept import Kept
from core.privacy.notices import Notice
from core.relay import Node
from core.runtime import Runtime
from core.service_requests.deadlines import Due
from core.service_requests.models import ServiceRequest
from core.service_requests.workflow import Workflow
from core.setting_sections import Section
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


NodeFinder = Callable[[Context, str], Awaitable[Node | None]]
"""Finds the record of a key, if the viewer may see it."""

Effect = Callable[[Runtime, UUID, Any], Awaitable[None]]
"""`async def effect(runtime, id, payload)`: called with what was enqueued and its id, by which it
must be idempotent. It has no transaction of its own; an exception repeats it.
"""


@dataclass(frozen=True)
class Upload:
    """What may be uploaded for a purpose. Content types are those of the content, whatever the file
    is called. A state may change which are required, `[services.<code>] required_uploads`, but for
    what only officers send, which is not `can_be_required`.
    """

    purpose: str
    title: Text
    content_types: tuple[str, ...]
    max_bytes: int
    required: bool
    max_files: int
    can_be_required: bool = True


@dataclass(frozen=True)
class Service:
    """Everything static about one service.

    `code` is the plugin's folder, or begins with it and an underscore. `contract` is the CONTRACT
    that the plugin was written for. `query`, `mutation` and `subscription` are Strawberry types
    whose fields join the schema's; a subscription's resolver runs again after each change that its
    `watch` waits for, and `announce` tells of one. `request_type` implements core's ServiceRequest
    interface and is built as `request_type(row=…)`. It goes with `workflow` and `number_prefix`,
    the middle of the request's number. `types` are the implementations that only an interface leads
    to. `settings` describes `[services.<code>]` of thana.toml, without `workflow` and
    `required_uploads`, which are core's; `due` and `fee` get it checked. `uploads` say what may be
    uploaded, `documents` which papers the requests lead to, `events` what people are told of,
    `notices` what their data is used for. `effects` are what happens after a commit:
    `enqueue(runtime, "<code>.<name>", payload)` has the effect of that name called, at least once.
    `loaders` are batched reads by name, `<code>.<name>`. `nodes` find what `node(id)` answers
    beside requests, by the name of the GraphQL type. `headers` are the request headers that the
    service's fields may read, `Thana-<Word>` each.
    `error_codes` are the codes of the service's own input errors.
    """

    code: str
    title: Text
    summary: Text
    contract: int
    number_prefix: str = ""
    query: type | None = None
    mutation: type | None = None
    subscription: type | None = None
    request_type: type[ServiceRequestType] | None = None
    types: tuple[type, ...] = ()
    workflow: Workflow | None = None
    requires_sign_in: bool = True
    uploads: tuple[Upload, ...] = ()
    documents: tuple[DocumentTemplate, ...] = ()
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()
    effects: Mapping[str, Effect] = field(default_factory=dict)
    fee: Callable[[Any], Fee | None] = lambda settings: None
    due: Callable[[Any], Due | None] = lambda settings: None
    settings: type[Section] = Section
    loaders: Mapping[str, Loader] = field(default_factory=dict)
    nodes: Mapping[str, NodeFinder] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
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


@dataclass(frozen=True)
class ServiceEvent:
    """Something happened at a service that has no requests, or tells of none: plain facts, never
    content. `service` and `event` are codes, `unit` is a unit's, `count` is how often that day.
    """

    service: str
    event: str
    unit: str
    day: date
    count: int


class Hooks:
    """The hooks, each optional."""

    @hookspec
    def register_services(self) -> Sequence[Service]:  # type: ignore[empty-body]
        """The services that the plugin brings, one or more. Called once, when the platform is
        composed.
        """

    @hookspec
    def register_routes(self, runtime: Runtime) -> Sequence[BaseRoute]:  # type: ignore[empty-body]
        """HTTP routes beside GraphQL. Called once, when the app is built. Two routes of one path
        stop the start.
        """

    @hookspec
    def register_commands(self, cli: typer.Typer) -> None:
        """Add the plugin's own commands to `thana`. One that takes a `typer.Context` finds in its
        `obj` a function: `context.obj(work)` runs `async work(runtime)` with the database open.
        """

    @hookspec
    def provide(self, port: type) -> Mapping[str, Callable[[Runtime], Any]]:  # type: ignore[empty-body]
        """Named factories of a capability, such as core's StationDirectory; empty for ports that
        the plugin does not know.

        Two providers of one name stop the start.
        """

    @hookspec
    async def seed_demo(self, runtime: Runtime) -> None:
        """The demo's database is being prepared: fill in examples, plainly marked as such, where
        there are none yet. Within a transaction, after core's units, officers and citizens.
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

    @hookspec
    async def service_told(self, runtime: Runtime, event: ServiceEvent) -> None:
        """A service has told of something by `tell_plugins`, after its commit. At least once: be
        idempotent. An exception repeats it.
        """

    @hookspec
    async def keep_house(self, runtime: Runtime) -> None:
        """A minute has passed: delete what need not be kept, do what is due. Called in each process
        that does housekeeping, so two may do so at once. An exception is logged by its class, and
        the next minute tries again.
        """

    @hookspec
    async def file_scanned(self, runtime: Runtime, service: Service, request_id: UUID) -> None:
        """A file of a request has been scanned, clean or not, after the commit that says so. The
        request is one of `service`, as it is in force. At least once: be idempotent. An exception
        repeats it.
        """

    @hookspec
    async def export_citizen(  # type: ignore[empty-body]
        self, runtime: Runtime, citizen_id: UUID
    ) -> Mapping[str, Any]:
        """All that the plugin keeps of a citizen, as JSON by name, for the citizen's own copy
        (DPDP Act 2023, section 11). Requests, files and documents are core's to add.
        """

    @hookspec
    async def erase_citizen(self, runtime: Runtime, citizen_id: UUID) -> Sequence[Kept]:  # type: ignore[empty-body]
        """Erase what the plugin keeps of a citizen (DPDP Act 2023, section 12), within the
        transaction, but for the requests that must be kept for now, by law or the state's own rule:
        those are answered, with why and until when. Of all its other requests core erases its own
        part. Called again when that day has passed.
        """
