"""The only composition root: settings in, a Starlette application out."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

import core.service_requests.loaders
import core.service_requests.schema
import core.units.loaders
from core import db, housekeeping, migration
from core.clock import Clock, SystemClock
from core.context import Loader
from core.contract import RequestMoved
from core.errors import BadRequest, NotFound, RequestError, StartupError
from core.execution.documents import Documents
from core.execution.limits import DocumentLimits
from core.http.answers import accepted_language, error_response
from core.http.boundary import Boundary
from core.http.graphql import GraphQLEndpoint
from core.http.health import Readiness, livez
from core.http.pages import ASSETS, DemoOutbox
from core.notifications.delivery import Delivery, DemoSender, NoSender
from core.outbox import Worker
from core.plugins import PluginRegistry, load
from core.runtime import Runtime, Secrets
from core.schema import bound_of, compose
from core.settings import Settings
from core.texts import Texts

logger = logging.getLogger("thana")

THIS_MACHINE = {"127.0.0.1", "localhost", "[::1]"}


@dataclass(frozen=True)
class Platform:
    """A composed platform, before it serves: what commands need as well."""

    runtime: Runtime
    registry: PluginRegistry
    database: Mapping[str, Any]


def create_platform(
    settings: Settings, clock: Clock | None = None, registry: PluginRegistry | None = None
) -> Platform:
    """Load the enabled plugins and read their texts. Raises StartupError."""
    registry = registry or load(settings)
    texts = Texts({"core": "core", **registry.packages})
    runtime = Runtime(settings, clock or SystemClock(), texts, Secrets(settings.keys))
    database = db.configuration(
        settings.database_url, settings.database_connections, registry.packages
    )
    return Platform(runtime, registry, database)


def create_app(
    settings: Settings, clock: Clock | None = None, registry: PluginRegistry | None = None
) -> Starlette:
    """The application. Raises StartupError for what is wrong with settings, plugins or schema."""
    if settings.is_demo and (public := sorted(set(settings.hosts) - THIS_MACHINE)):
        raise StartupError(
            f"setting hosts: the demo shows all codes, so it must not be {public[0]}"
        )
    platform = create_platform(settings, clock, registry)
    runtime, registry = platform.runtime, platform.registry
    worker = Worker(runtime, _handlers(runtime, registry))
    readiness = Readiness(runtime, lambda: migration.pending(platform.database))
    app = Starlette(
        routes=_routes(platform, worker, readiness),
        lifespan=_lifespan(platform, worker),
        middleware=_middleware(runtime),
        exception_handlers={HTTPException: _http_error(runtime)},
    )
    app.state.platform, app.state.worker, app.state.readiness = platform, worker, readiness
    return app


def _documents(platform: Platform) -> Documents:
    settings = platform.runtime.settings
    return Documents(
        compose(platform.registry, settings),
        document_limits(settings),
        bound_of=bound_of,
        kept=settings.graphql.cached_documents,
        is_schema_public=settings.is_demo,
    )


def document_limits(settings: Settings) -> DocumentLimits:
    """The limits on documents, as they are set."""
    of = settings.graphql
    return DocumentLimits(of.tokens, of.depth, of.aliases, of.root_fields, of.directives, of.cost)


def _loaders(registry: PluginRegistry) -> dict[str, Loader]:
    own = (
        core.units.loaders.LOADERS,
        core.service_requests.loaders.LOADERS,
        core.service_requests.schema.LOADERS,
    )
    return {
        name: read
        for loaders in (*own, *(s.loaders for s in registry.services))
        for name, read in loaders.items()
    }


def _routes(platform: Platform, worker: Worker, readiness: Readiness) -> list[BaseRoute]:
    runtime, registry = platform.runtime, platform.registry
    endpoint = GraphQLEndpoint(runtime, registry, _documents(platform), _loaders(registry))
    is_demo = runtime.settings.is_demo
    routes: list[BaseRoute] = [
        Route("/graphql", endpoint.__call__, methods=["GET", "POST"] if is_demo else ["POST"]),
        Route("/livez", livez),
        Route("/readyz", readiness.__call__),
    ]
    if is_demo:
        routes += [
            Route("/", RedirectResponse("/graphql")),
            Route("/dev/outbox", DemoOutbox(worker).__call__),
            Mount("/assets", StaticFiles(directory=str(ASSETS))),
        ]
    owned = [("core", route) for route in routes]
    for code, provided in registry.each("register_routes"):
        owned += [(code, route) for route in provided]
    _check_routes(owned)
    return [route for _, route in owned]


def _check_routes(owned: list[tuple[str, BaseRoute]]) -> None:
    owners: dict[str, str] = {}
    for code, route in owned:
        path = getattr(route, "path", "")
        if path in owners:
            raise StartupError(f"{owners[path]} and {code} both bring the route {path}")
        owners[path] = code


def _middleware(runtime: Runtime) -> list[Middleware]:
    settings = runtime.settings
    middleware = [Middleware(Boundary, runtime=runtime, body_bytes=settings.graphql.body_bytes)]
    if settings.allowed_origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.allowed_origins),
                allow_methods=["POST"],
                allow_headers=["authorization", "content-type"],
                allow_credentials=True,
            )
        )
    return middleware


def _http_error(runtime: Runtime) -> Any:
    offered = runtime.settings.languages

    async def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        kind: RequestError = NotFound() if error.status_code == 404 else BadRequest()
        language = (
            accepted_language(request.headers.get("accept-language", ""), offered) or offered[0]
        )
        return error_response(kind, runtime.texts, language, error.status_code, error.headers)

    return answer


def _handlers(runtime: Runtime, registry: PluginRegistry) -> dict[str, Any]:
    sender = DemoSender(runtime) if runtime.settings.is_demo else NoSender()

    async def tell_plugins(_: uuid.UUID, payload: dict[str, Any]) -> None:
        event = RequestMoved(
            request_id=payload["request_id"],
            number=payload["number"],
            service=payload["service"],
            action=payload["action"],
            from_status=payload["from"],
            to_status=payload["to"],
            version=payload["version"],
        )
        await asyncio.gather(*registry.hook.request_moved(runtime=runtime, event=event))

    return {"message": Delivery(runtime, sender), "request_moved": tell_plugins}


def _lifespan(platform: Platform, worker: Worker) -> Any:
    runtime, hook = platform.runtime, platform.registry.hook

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            context = await db.connect(platform.database)
            stack.push_async_callback(context.close_connections)
            if missing := await migration.pending(platform.database):
                raise StartupError(
                    f"database: {len(missing)} migrations are missing; run `thana migrate`"
                )
            await asyncio.gather(*hook.startup(runtime=runtime))
            for name, job in {
                "outbox": worker.run(),
                "housekeeping": housekeeping.run(runtime),
            }.items():
                stack.push_async_callback(_stop, asyncio.create_task(job, name=name))
            yield
            await asyncio.gather(*hook.shutdown(runtime=runtime))

    return lifespan


async def _stop(task: asyncio.Task[None]) -> None:
    """Cancel until it has ended: a job that outlives faults may take the first cancellation, come
    out of a library as another error, for one of them.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=1)
