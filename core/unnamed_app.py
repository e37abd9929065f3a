"""`thana serve --only`: a few plugins in a process that recognises nobody. It has no sessions,
citizens, officers, audit or outbox, delivers nothing and deletes nothing: the main process does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from core import migration
from core.errors import StartupError
from core.execution.documents import Documents
from core.http.graphql import PATH, GraphQLEndpoint
from core.http.health import UnnamedReadiness, livez
from core.http.unnamed import UnnamedSenders
from core.http.unnamed_routes import bodies_of
from core.middleware import exception_handlers, middleware
from core.platforms import Platform, open_database, stop
from core.routes import documents_of, loaders_of, silent_paths, with_plugins_routes
from core.sandboxes import Sandboxes
from core.settings import Settings
from core.unnamed_schema import compose_unnamed

ALL_PATHS = ("",)


def narrowed(settings: Settings, only: tuple[str, ...]) -> Settings:
    """The settings with no other plugins than these. StartupError for one that is not enabled."""
    if strange := [code for code in only if code not in settings.plugins]:
        raise StartupError(
            f"--only {strange[0]}: this plugin is not enabled;"
            f" enabled: {', '.join(settings.plugins) or 'none'}"
        )
    services = {
        code: table
        for code, table in settings.services.items()
        if any(code == each or code.startswith(f"{each}_") for each in only)
    }
    privacy = settings.privacy.model_copy(update={"required_consents": ()})
    changes = {"plugins": only, "services": services, "privacy": privacy}
    return settings.model_copy(update=changes)


def create_unnamed_app(of: Platform, sandboxes: Sandboxes | None = None) -> Starlette:
    """The application of a narrowed platform. Raises StartupError, also where an access log would
    tell when people came who stay unnamed.
    """
    runtime, registry = of.runtime, of.registry
    senders = UnnamedSenders(runtime)
    children = sandboxes or Sandboxes(runtime.settings, renders=False)
    readiness = UnnamedReadiness(runtime, lambda: migration.pending(of.database), delivers=False)
    documents = documents_of(runtime.settings, compose_unnamed(registry, runtime.settings))
    routes = _routes(of, documents, senders, readiness)
    silent = silent_paths(routes, documents)
    _check_log(runtime.settings, silent)
    app = Starlette(
        routes=routes,
        lifespan=_lifespan(of, senders, nullcontext() if sandboxes else children),
        middleware=middleware(
            runtime,
            registry,
            routes,
            bodies=bodies_of(routes),
            silent_paths=ALL_PATHS if silent else (),
            counts=senders.silence,
        ),
        exception_handlers=exception_handlers(runtime),
    )
    app.state.platform, app.state.readiness = of, readiness
    app.state.sandboxes, app.state.senders, app.state.recognises = children, senders, False
    return app


def _check_log(settings: Settings, silent: tuple[str, ...]) -> None:
    if settings.access_log and silent:
        raise StartupError(
            "setting access_log: this process serves people who stay unnamed, at"
            f" {', '.join(silent)}, and an access log would tell when each of them came; set"
            " access_log = false for it (THANA_ACCESS_LOG=false), the main process keeps its own"
        )


def _routes(
    of: Platform, documents: Documents, senders: UnnamedSenders, readiness: UnnamedReadiness
) -> list[BaseRoute]:
    loaders = loaders_of(of.registry)
    endpoint = GraphQLEndpoint(
        of.runtime, of.registry, documents, loaders, senders, recognises=False
    )
    own = [
        Route(PATH, endpoint, methods=["POST"]),
        Route("/livez", livez),
        Route("/readyz", readiness.__call__),
    ]
    return with_plugins_routes(own, of.registry, of.runtime)


def _lifespan(
    of: Platform, senders: UnnamedSenders, children: AbstractContextManager[object]
) -> Any:
    hook = of.registry.hook

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await open_database(stack, of.database)
            stack.enter_context(children)
            stack.callback(senders.silence.tell)
            await asyncio.gather(*hook.startup(runtime=of.runtime))
            telling = asyncio.create_task(senders.silence.run(), name="silence")
            stack.push_async_callback(stop, telling)
            yield
            await asyncio.gather(*hook.shutdown(runtime=of.runtime))

    return lifespan
