"""Deletes the files that nobody waits for: expired, refused, or left behind by a process that
died.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tortoise.queryset import QuerySet

from core.files.models import FileState, StoredFile
from core.files.parts import Parts
from core.files.storage import DiskStorage, forget
from core.runtime import Runtime

AT_ONCE = 500


async def sweep(runtime: Runtime) -> None:
    """One round. Rows go before bytes: bytes without a row are found again, a row without bytes
    would promise what is not there.
    """
    folder = runtime.settings.files.folder
    parts, storage = Parts(folder), DiskStorage(folder)
    now = runtime.now()
    while expired := await StoredFile.filter(request_id=None, expires_at__lte=now).limit(AT_ONCE):
        for row in expired:
            await _delete(row, now, parts, storage)
    await _forget_orphans(await parts.orphans(), FileState.UPLOADING)
    await _forget_orphans(await storage.orphans(), FileState.STORED)


async def give_up(files: QuerySet[StoredFile], now: datetime) -> None:
    """From now on nobody has these files; the next round deletes them with their rows."""
    await files.update(
        owner="",
        name="",
        sha256=None,
        state=FileState.REFUSED,
        request_id=None,
        expires_at=now,
    )


async def _delete(row: StoredFile, now: datetime, parts: Parts, storage: DiskStorage) -> None:
    if await StoredFile.filter(id=row.id, request_id=None, expires_at__lte=now).delete():
        await parts.delete(row.id)
        await storage.delete(row.id)


async def _forget_orphans(paths: Sequence[Path], state: FileState) -> None:
    """Delete those whose file is in another state, or not known at all."""
    for start in range(0, len(paths), AT_ONCE):
        some = {path: _key(path) for path in paths[start : start + AT_ONCE]}
        keys = {key for key in some.values() if key}
        kept = await StoredFile.filter(id__in=keys, state=state).values_list("id", flat=True)
        for path in some.keys() - {path for path, key in some.items() if key in kept}:
            await forget(path)


def _key(path: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID(path.stem)
    except ValueError:
        return None
