"""The pictures of a paper: files of its request, made anew when they were uploaded."""

from __future__ import annotations

import uuid
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import aiofiles

from core.files.models import FileState, ScanState, StoredFile
from core.files.storage import DiskStorage
from core.runtime import Runtime

TYPES = ("image/jpeg", "image/png")


async def read_pictures(
    runtime: Runtime, request_id: uuid.UUID, wanted: Mapping[str, Any]
) -> dict[str, str | None]:
    """The bytes of each picture in base 64; None for one that is gone, infected, no picture or
    another request's.
    """
    files = StoredFile.filter(
        request_id=request_id, state=FileState.STORED, content_type__in=TYPES
    ).exclude(scan_state=ScanState.INFECTED)
    ids = [key for key in wanted.values() if key is not None]
    theirs = {str(key) for key in await files.filter(id__in=ids).values_list("id", flat=True)}
    storage = DiskStorage(runtime.settings.files.folder)
    return {
        name: await _read(storage, key) if str(key) in theirs else None
        for name, key in wanted.items()
    }


async def _read(storage: DiskStorage, key: Any) -> str | None:
    try:
        async with aiofiles.open(storage.path(uuid.UUID(str(key))), "rb") as file:
            return b64encode(await file.read()).decode("ascii")
    except FileNotFoundError:
        return None
