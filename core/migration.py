"""Applying, listing and writing migrations: of core and all plugins together, never of one app
alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tortoise.connection import get_connection
from tortoise.context import require_context
from tortoise.exceptions import OperationalError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.recorder import MigrationRecorder


async def migrate(config: Mapping[str, Any]) -> list[str]:
    """Apply what is not applied yet; the names, in order."""
    done = await pending(config)
    executor = _executor(config)
    targets = [MigrationTarget(app_label=label, name="__latest__") for label in config["apps"]]
    await executor.migrate(targets)
    return done


async def pending(config: Mapping[str, Any]) -> list[str]:
    """The migrations that the database lacks."""
    executor = _executor(config)
    await executor.loader.build_graph()
    recorder = MigrationRecorder(get_connection("default"))
    await get_connection("default").execute_query("SELECT 1")
    try:
        applied = set(await recorder.applied_migrations())
    except OperationalError:  # an empty database has no table of migrations yet
        applied = set()
    keys = sorted(key for key in executor.loader.graph.nodes if key not in applied)
    return [f"{key.app_label}.{key.name}" for key in keys]


async def unwritten(config: Mapping[str, Any], *, write: bool = False) -> list[str]:
    """The apps whose models have changed since their last migration; with `write` the migrations
    are written.
    """
    apps = require_context().apps
    assert apps is not None  # noqa: S101
    detector = MigrationAutodetector(apps, dict(config["apps"]))
    writers = await detector.changes()
    return [f"{w.app_label}.{w.name}" + (f" -> {w.write()}" if write else "") for w in writers]


def _executor(config: Mapping[str, Any]) -> MigrationExecutor:
    return MigrationExecutor(get_connection("default"), dict(config["apps"]))
