"""Whether the process lives, and whether it can take requests."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from tortoise.transactions import in_transaction

from core.db import fetch, is_sqlite
from core.documents.issuing import TOPIC as DOCUMENT
from core.http.answers import json_response
from core.outbox.figures import oldest_waiting
from core.runtime import Runtime

LEAST_FREE_BYTES = 100_000_000
OLDEST_OUTBOX = timedelta(minutes=5)
PATIENCE_SECONDS = 3


async def livez(request: Request) -> Response:
    """The process answers; the database is not asked."""
    return json_response({"status": "ok"})


class Readiness:
    """GET /readyz: database writable, migrated, disks not full, outbox moving, and not about to
    stop.
    """

    def __init__(
        self,
        runtime: Runtime,
        pending_migrations: Callable[[], Awaitable[list[str]]],
        *,
        delivers: bool,
    ) -> None:
        self._runtime = runtime
        self._pending_migrations = pending_migrations
        self._delivers = delivers
        self.is_draining = False

    async def __call__(self, request: Request) -> Response:
        failing = [name for name, check in self.checks().items() if not await _holds(check)]
        if failing:
            return json_response(
                {"status": "not ready", "failing": failing}, 503, {"Retry-After": "5"}
            )
        return json_response({"status": "ok"})

    def checks(self) -> dict[str, Callable[[], Awaitable[bool]]]:
        """What must hold, by name."""
        return {
            "accepting": self._accepting,
            "database": self._database,
            "migrations": self._migrations,
            "disk": self._disk,
            "outbox": self._outbox,
        }

    async def _accepting(self) -> bool:
        return not self.is_draining

    async def _database(self) -> bool:
        async with in_transaction() as connection:  # deletes nothing, and fails where writing does
            await connection.execute_query("DELETE FROM core_rate_limit WHERE 1 = 0")
        return True

    async def _migrations(self) -> bool:
        return not await self._pending_migrations()

    async def _disk(self) -> bool:
        folders = [self._runtime.settings.files.folder, *self._folders_of_database()]
        return _have_room(folders)

    def _folders_of_database(self) -> list[Path]:
        url = self._runtime.settings.database_url
        return [Path(url.removeprefix("sqlite://")).parent] if is_sqlite() else []

    async def _outbox(self) -> bool:
        """Documents may take their time, and another process may make them, or deliver all."""
        if not self._delivers:
            return True
        return await oldest_waiting(self._runtime.now(), besides=DOCUMENT) < OLDEST_OUTBOX


class UnnamedReadiness(Readiness):
    """The same of a process that recognises nobody: it may read next to nothing of core, and keeps
    no files.
    """

    def checks(self) -> dict[str, Callable[[], Awaitable[bool]]]:
        of_all = super().checks()
        return {
            **{name: of_all[name] for name in ("accepting", "migrations")},
            "database": self._reads,
            "disk": self._has_room,
        }

    async def _reads(self) -> bool:
        await fetch("SELECT COUNT(*) FROM core_trusted_document")
        return True

    async def _has_room(self) -> bool:
        return _have_room(self._folders_of_database())


def _have_room(folders: list[Path]) -> bool:
    return all(shutil.disk_usage(folder).free > LEAST_FREE_BYTES for folder in folders)


async def _holds(check: Callable[[], Awaitable[bool]]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await check()
    except Exception:  # any failure of the check is the answer
        return False
