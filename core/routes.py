"""Which path leads where: core's own, those of the demo, and those that plugins bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphql import GraphQLObjectType, GraphQLSchema
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

import core.desk.types
import core.documents.types
import core.notifications.loaders
import core.payments.fees
import core.privacy.types
import core.service_requests.loaders
import core.service_requests.schema
import core.units.loaders
from core.context import Loader
from core.documents.copies import copy_finder
from core.effects import Effects
from core.errors import StartupError
from core.execution.documents import Documents
from core.execution.limits import DocumentLimits
from core.execution.sources import Method, source_of
from core.files import links
from core.http import tus
from core.http.downloads import DownloadEndpoint
from core.http.graphql import PATH, GraphQLEndpoint
from core.http.health import Readiness, livez
from core.http.inbox_csv import InboxExport
from core.http.pages import ASSETS, DemoOutbox
from core.http.payments import GatewayCallback
from core.http.socket import SocketEndpoint
from core.http.unnamed import UnnamedSenders
from core.http.unnamed_routes import UnnamedRoute, unnamed_of
from core.http.verify import VerifyPages
from core.live.watching import Hub
from core.plugins import PluginRegistry
from core.root_fields import needs_sign_in, unnamed_fields
from core.runtime import Runtime
from core.sandboxes import Sandboxes
from core.schema import bound_of
from core.settings import Settings


def documents_of(settings: Settings, schema: GraphQLSchema) -> Documents:
    """What runs documents of a schema, within the limits that are set."""
    return Documents(
        schema,
        document_limits(settings),
        bound_of=bound_of,
        kept=settings.graphql.cached_documents,
        is_schema_public=settings.is_demo,
        unnamed=unnamed_fields(schema),
    )


def document_limits(settings: Settings) -> DocumentLimits:
    """The limits on documents, as they are set."""
    of = settings.graphql
    return DocumentLimits(of.tokens, of.depth, of.aliases, of.root_fields, of.directives, of.cost)


def loaders_of(registry: PluginRegistry) -> dict[str, Loader]:
    """The batched reads by name, core's and the services'."""
    own = (
        core.units.loaders.LOADERS,
        core.notifications.loaders.LOADERS,
        core.desk.types.LOADERS,
        core.documents.types.LOADERS,
        core.payments.fees.LOADERS,
        core.privacy.types.LOADERS,
        core.service_requests.loaders.LOADERS,
        core.service_requests.schema.LOADERS,
    )
    return {
        name: read
        for loaders in (*own, *(s.loaders for s in registry.services))
        for name, read in loaders.items()
    }


def check_loaders(schema: GraphQLSchema, loaders: Mapping[str, Loader]) -> None:
    """A field that is loaded ahead by a loader that there is not is a StartupError."""
    for owner in schema.type_map.values():
        for name, each in getattr(owner, "fields", {}).items():
            source = source_of(each) if isinstance(owner, GraphQLObjectType) else None
            if isinstance(source, Method) and source.ahead and source.ahead.loader not in loaders:
                loader = source.ahead.loader
                raise StartupError(
                    f"{owner.name}.{name}: there is no loader {loader} to load ahead"
                )


def routes(
    runtime: Runtime,
    registry: PluginRegistry,
    documents: Documents,
    effects: Effects,
    readiness: Readiness,
    sandboxes: Sandboxes,
    hub: Hub,
    senders: UnnamedSenders,
) -> list[BaseRoute]:
    """Core's routes and the plugins'. Two of one path are a StartupError."""
    loaders = loaders_of(registry)
    check_loaders(documents.schema, loaders)
    endpoint = GraphQLEndpoint(runtime, registry, documents, loaders, senders)
    is_closed = needs_sign_in(documents.schema)
    socket = SocketEndpoint(runtime, registry, documents, loaders, hub, needs_sign_in=is_closed)
    is_demo = runtime.settings.is_demo
    finders = {"file": links.file_finder(runtime), "document": copy_finder(runtime)}
    own: list[BaseRoute] = [
        Route(PATH, endpoint, methods=["GET", "POST"] if is_demo else ["POST"]),
        WebSocketRoute(PATH, socket.__call__),
        Route("/livez", livez),
        Route("/readyz", readiness.__call__),
        *tus.TusEndpoint(runtime, registry, sandboxes.inspection).routes,
        *DownloadEndpoint(runtime, finders).routes,
        *InboxExport(runtime, registry).routes,
        *GatewayCallback(runtime, registry).routes,
        *VerifyPages(runtime, registry).routes,
    ]
    if is_demo:
        own += [
            Route("/", RedirectResponse(PATH)),
            Route("/dev/outbox", DemoOutbox(effects.codes, effects.messages).__call__),
            Mount("/assets", StaticFiles(directory=str(ASSETS))),
        ]
    return with_plugins_routes(own, registry, runtime)


def with_plugins_routes(
    own: Sequence[BaseRoute], registry: PluginRegistry, runtime: Runtime
) -> list[BaseRoute]:
    """Core's routes and those of the plugins. Two of one path are a StartupError."""
    owned = [("core", route) for route in own]
    for code, provided in registry.each("register_routes", runtime=runtime):
        owned += [(code, route) for route in provided]
    _check_routes(owned)
    return [route for _, route in owned]


def silent_paths(routes: Sequence[BaseRoute], documents: Documents) -> tuple[str, ...]:
    """What the paths begin with whose senders stay unnamed, or may."""
    graphql = [PATH] if documents.unnamed else []
    return (*graphql, *(route.beginning for route in unnamed_of(routes)))


def _check_routes(owned: list[tuple[str, BaseRoute]]) -> None:
    owners: dict[str, str] = {}
    for code, route in owned:
        path = getattr(route, "path", "")
        if isinstance(route, WebSocketRoute):
            path = f"{path} of sockets"
        if isinstance(route, UnnamedRoute) and route.unless:
            path = f"{path} without {route.unless}"
        if path in owners:
            raise StartupError(f"{owners[path]} and {code} both bring the route {path}")
        owners[path] = code
