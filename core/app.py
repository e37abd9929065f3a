"""The only composition root: settings in, a Starlette application out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any

from starlette.applications import Starlette

from core import housekeeping, migration
from core.clock import Clock
from core.documents import signing
from core.effects import Effects
from core.errors import StartupError
from core.execution.documents import Documents
from core.execution.trusted import stored_documents
from core.files.storage import prepare_folder
from core.http import payments, tus
from core.http.health import Readiness
from core.http.unnamed import UnnamedSenders
from core.http.unnamed_routes import bodies_of
from core.live.hearing import hear
from core.live.watching import Hub
from core.middleware import exception_handlers, middleware
from core.payments.gateway import CALLBACK
from core.payments.providers import check_providers
from core.platforms import Platform, create_platform, open_database, stop
from core.plugins import PluginRegistry
from core.routes import documents_of, routes, silent_paths
from core.sandboxes import Sandboxes
from core.schema import compose
from core.settings import Settings
from core.silence import Silence
from core.unnamed_app import create_unnamed_app, narrowed

__all__ = ["Platform", "create_app", "create_platform"]

logger = logging.getLogger("thana")

OWN_BODIES = {tus.PATH: tus.COUNTED_HERE, CALLBACK: payments.LONGEST_BODY}
THIS_MACHINE = {"127.0.0.1", "localhost", "[::1]"}


def create_app(
    settings: Settings,
    clock: Clock | None = None,
    registry: PluginRegistry | None = None,
    sandboxes: Sandboxes | None = None,
    *,
    delivers: bool = True,
    only: tuple[str, ...] = (),
) -> Starlette:
    """The application. Raises StartupError for what is wrong with settings, plugins or schema.

    Sandboxes that are handed in are neither warmed nor closed. An app that does not deliver leaves
    what happens after commits to another process. With `only` it has these plugins alone, and
    recognises nobody.
    """
    if settings.is_demo and (public := sorted(set(settings.hosts) - THIS_MACHINE)):
        raise StartupError(
            f"setting hosts: the demo shows all codes, so it must not be {public[0]}"
        )
    if only:
        return create_unnamed_app(create_platform(narrowed(settings, only), clock), sandboxes)
    if not settings.is_demo and not settings.public_url.startswith("https://"):
        raise StartupError(
            "setting public_url: name the https:// address at which citizens reach the platform;"
            " documents and their QR codes carry it"
        )
    platform = create_platform(settings, clock, registry)
    runtime, registry = platform.runtime, platform.registry
    check_providers(runtime, registry)
    children = sandboxes or Sandboxes(settings, renders=delivers)
    effects = Effects(runtime, registry, children)
    hub, senders = Hub(), UnnamedSenders(runtime)
    readiness = Readiness(runtime, lambda: migration.pending(platform.database), delivers=delivers)
    documents = documents_of(settings, compose(registry, settings))
    all_routes = routes(runtime, registry, documents, effects, readiness, children, hub, senders)
    app = Starlette(
        routes=all_routes,
        lifespan=_lifespan(
            platform,
            effects if delivers else None,
            nullcontext() if sandboxes else children,
            hub,
            senders.silence,
            documents,
        ),
        middleware=middleware(
            runtime,
            registry,
            all_routes,
            bodies={**OWN_BODIES, **bodies_of(all_routes)},
            silent_paths=silent_paths(all_routes, documents),
            counts=senders.silence,
        ),
        exception_handlers=exception_handlers(runtime),
    )
    app.state.platform, app.state.effects, app.state.readiness = platform, effects, readiness
    app.state.sandboxes, app.state.senders, app.state.recognises = children, senders, True
    return app


def _lifespan(
    platform: Platform,
    effects: Effects | None,
    children: AbstractContextManager[object],
    hub: Hub,
    silence: Silence,
    documents: Documents,
) -> Any:
    runtime, hook = platform.runtime, platform.registry.hook

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await open_database(stack, platform.database)
            await signing.prepare(runtime, platform.registry)
            prepare_folder(runtime.settings.files.folder)
            most = runtime.settings.graphql.cached_documents
            documents.prepare_trusted(await stored_documents(most))
            stack.enter_context(children)
            stack.callback(silence.tell)
            await asyncio.gather(*hook.startup(runtime=runtime))
            if effects:
                stack.push_async_callback(effects.close)
            jobs = [
                *(effects.jobs() if effects else ()),
                *housekeeping.jobs(runtime, platform.registry),
                ("hearing", hear(hub)),
                ("silence", silence.run()),
            ]
            tasks = [asyncio.create_task(job, name=name) for name, job in jobs]
            stack.push_async_callback(stop, *tasks)
            yield
            await asyncio.gather(*hook.shutdown(runtime=runtime))

    return lifespan
