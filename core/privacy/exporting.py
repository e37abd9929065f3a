"""A citizen's own copy of all data (DPDP Act 2023, section 11): asked for by the citizen, made by a
worker, kept for some days.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tortoise.expressions import Q

from core import rate_limits
from core.audit import service as audit
from core.clock import IST
from core.db import transactional
from core.errors import RateLimited
from core.files.models import MADE_HERE, FileState, ScanState, StoredFile
from core.files.storage import DiskStorage
from core.files.sweeping import give_up
from core.identity.models import Citizen
from core.notifications.notices import tell
from core.outbox.queue import enqueue
from core.privacy.archive import new_archive
from core.privacy.asked import Plugins
from core.privacy.contents import write_contents
from core.runtime import Runtime
from core.viewers import Viewer, as_of_now

EXPORT = "export"
PURPOSE = "EXPORT"
READY = "export_ready"
ZIP = "application/zip"
HOUR = timedelta(hours=1)
UNDER_WAY = timedelta(days=1)
"""Longer than the outbox tries: what has not been made by then never will be."""


@transactional
async def ask(runtime: Runtime, viewer: Viewer) -> StoredFile:
    """The copy that is under way or less than an hour old, else a new one, to be made after the
    commit. Raises RateLimited for a second new one within the hour.
    """
    viewer = await as_of_now(runtime, viewer)
    present = await _present(runtime, viewer)
    if present is not None:
        return present
    try:
        await rate_limits.limit(f"export:{viewer.id}", 1, HOUR, runtime.now())
    except RateLimited:
        present = await _present(runtime, viewer)
        if present is None:
            raise
        return present
    return await _begin(runtime, viewer)


async def _present(runtime: Runtime, viewer: Viewer) -> StoredFile | None:
    now = runtime.now()
    fresh = Q(state=FileState.STORED, created_at__gt=now - HOUR)
    coming = Q(state=FileState.UPLOADING, created_at__gt=now - UNDER_WAY)
    own = StoredFile.filter(fresh | coming, owner=viewer.actor, service=MADE_HERE)
    return await own.order_by("-created_at").first()


async def _begin(runtime: Runtime, viewer: Viewer) -> StoredFile:
    """The copies before it are given up: one holds all that they hold."""
    now = runtime.now()
    await give_up(StoredFile.filter(owner=viewer.actor, service=MADE_HERE), now)
    row = await StoredFile.create(
        id=uuid.uuid4(),
        owner=viewer.actor,
        service=MADE_HERE,
        purpose=PURPOSE,
        name=f"my-data-{now.astimezone(IST):%Y-%m-%d}.zip",
        declared_bytes=0,
        scan_state=ScanState.SKIPPED,
        created_at=now,
        expires_at=_expiry(runtime),
    )
    await audit.record(
        audit.PLATFORM,
        at=now,
        actor=viewer.actor,
        action="citizen.export",
        subject=viewer.actor,
        details={"file": str(row.id)},
    )
    await enqueue(runtime, EXPORT, {"file_id": str(row.id), "citizen_id": str(viewer.id)})
    return row


def _expiry(runtime: Runtime) -> Any:
    return runtime.now() + timedelta(days=runtime.settings.privacy.export_days)


class Exports:
    """The handler of the outbox topic `export`. Whatever died in between, once more is right."""

    def __init__(self, runtime: Runtime, plugins: Plugins) -> None:
        self._runtime = runtime
        self._plugins = plugins
        self._storage = DiskStorage(runtime.settings.files.folder)

    async def __call__(self, _: uuid.UUID, entry: Mapping[str, Any]) -> None:
        row = await StoredFile.get_or_none(id=entry["file_id"], state=FileState.UPLOADING)
        citizen = await Citizen.get_or_none(id=entry["citizen_id"], erased_at=None)
        if row is None or citizen is None:
            return
        async with new_archive(self._storage.new_path(), self._runtime.now()) as archive:
            await write_contents(self._runtime, self._plugins, citizen, archive)
            size, sha256 = await archive.finish()
            await self._storage.adopt(row.id, archive.path)
        if await self._store(row, citizen, size, sha256):
            return
        if not await StoredFile.exists(id=row.id, state=FileState.STORED):  # erased meanwhile
            await self._storage.delete(row.id)

    @transactional
    async def _store(self, row: StoredFile, citizen: Citizen, size: int, sha256: str) -> bool:
        """Hand the copy out from now on, and tell its owner; whether it was still wanted."""
        expires_at = _expiry(self._runtime)
        change = {
            "state": FileState.STORED,
            "content_type": ZIP,
            "byte_size": size,
            "sha256": sha256,
            "expires_at": expires_at,
        }
        if not await StoredFile.filter(id=row.id, state=FileState.UPLOADING).update(**change):
            return False
        values = {"day": f"{expires_at.astimezone(IST):%d.%m.%Y}"}
        await tell(self._runtime, citizen.id, READY, values, is_answer=True)
        return True
