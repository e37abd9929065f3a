"""Links to files and documents that work for some minutes, for whoever holds them."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

from core.files.models import FileState, ScanState, StoredFile
from core.files.storage import DiskStorage
from core.runtime import Runtime

FIT = (ScanState.CLEAN, ScanState.SKIPPED)


@dataclass(frozen=True)
class Blob:
    """Bytes to hand out, and what is said of them."""

    path: Path
    content_type: str
    name: str
    sha256: str


Finder = Callable[[uuid.UUID], Awaitable[Blob | None]]
"""What lies behind an id of one kind of link; None when there is nothing to hand out."""


def download_url(runtime: Runtime, kind: str, key: uuid.UUID, name: str) -> str:
    """An absolute address of a file, or of whatever else the platform hands out."""
    expires = int((runtime.now() + timedelta(minutes=_minutes(runtime))).timestamp())
    signed = {"expires": expires, "signature": _signature(runtime, kind, key, expires)}
    path = f"/downloads/{kind}/{key}/{quote(name, safe='')}"
    return f"{runtime.settings.public_url}{path}?{urlencode(signed)}"


def is_valid(runtime: Runtime, kind: str, key: uuid.UUID, expires: int, signature: str) -> bool:
    """Whether we have signed such a link, and it still works."""
    expected = _signature(runtime, kind, key, expires)
    is_ours = hmac.compare_digest(signature.encode(), expected.encode())
    return is_ours and runtime.now().timestamp() < expires


def file_finder(runtime: Runtime) -> Finder:
    """Finds uploaded files that may be handed out."""
    storage = DiskStorage(runtime.settings.files.folder)

    async def find(key: uuid.UUID) -> Blob | None:
        row = await StoredFile.get_or_none(id=key, state=FileState.STORED, scan_state__in=FIT)
        if row is None:
            return None
        return Blob(storage.path(key), str(row.content_type), row.name, str(row.sha256))

    return find


def _minutes(runtime: Runtime) -> int:
    return runtime.settings.files.link_minutes


def _signature(runtime: Runtime, kind: str, key: uuid.UUID, expires: int) -> str:
    return runtime.secrets.digest("download", f"{kind}:{key}:{expires}")
