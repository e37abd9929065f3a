"""What is composed of settings and plugins before anything serves: what commands need as well."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from core import db, migration
from core.clock import Clock, SystemClock
from core.errors import StartupError
from core.plugins import PluginRegistry, load
from core.runtime import Runtime, Secrets
from core.settings import Settings
from core.texts import Texts

PATIENCE_SECONDS = 5
"""A job puts back what it has begun before it is cancelled again."""


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


async def open_database(stack: AsyncExitStack, database: Mapping[str, Any]) -> None:
    """Open a platform's database until the stack is left. Raises StartupError where it lacks
    migrations.
    """
    context = await db.connect(database)
    stack.push_async_callback(context.close_connections)
    if missing := await migration.pending(database):
        raise StartupError(f"database: {len(missing)} migrations are missing; run `thana migrate`")


async def stop(*tasks: asyncio.Task[None]) -> None:
    """Cancel until all have ended: a job that outlives faults may take the first cancellation, come
    out of a library as another error, for one of them.
    """
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=PATIENCE_SECONDS)
