"""The port of a scanner for malicious software, clamd behind it, and what its answer leads to."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import aiofiles

from core.errors import StartupError
from core.files.models import ScanState, StoredFile
from core.files.storage import DiskStorage
from core.runtime import Providers, Runtime

SCAN = "scan"
PIECE_BYTES = 65_536
ANSWER_SECONDS = 30


class FileScanner(Protocol):
    """Looks for malicious software."""

    async def is_infected(self, path: Path) -> bool:
        """Whether the file holds any. An exception when that cannot be told: it is tried again."""


def file_scanner(runtime: Runtime, providers: Providers) -> FileScanner | None:
    """The scanner that the settings name; None when they name none. Raises StartupError."""
    name = runtime.settings.files.scanner
    if name is None:
        return None
    if name == "clamd":
        return Clamd(runtime.settings.files.clamd)
    scanner: FileScanner | None = providers.port(FileScanner, runtime, name)
    if scanner is None:
        raise StartupError(
            f"setting files.scanner: no enabled plugin provides {name}; the built-in is clamd"
        )
    return scanner


class Scans:
    """The handler of the outbox topic `scan`. `tell` is told the request of each scanned file."""

    def __init__(
        self,
        runtime: Runtime,
        scanner: FileScanner | None,
        tell: Callable[[uuid.UUID], Awaitable[None]],
    ) -> None:
        self._storage = DiskStorage(runtime.settings.files.folder)
        self._scanner = scanner
        self._tell = tell

    async def __call__(self, _: uuid.UUID, payload: Mapping[str, Any]) -> None:
        key = uuid.UUID(payload["file_id"])
        row = await StoredFile.get_or_none(id=key)
        if row is None:
            return
        if row.scan_state is ScanState.PENDING:
            row.scan_state = await self._found(key)
            await StoredFile.filter(id=key).update(scan_state=row.scan_state)
        if row.scan_state is ScanState.INFECTED:
            await self._storage.delete(key)
        # read again: it may have been attached while it was scanned
        scanned = await StoredFile.get_or_none(id=key)
        if scanned is not None and scanned.request_id is not None:
            await self._tell(scanned.request_id)

    async def _found(self, key: uuid.UUID) -> ScanState:
        if self._scanner is None:  # it has been switched off since
            return ScanState.SKIPPED
        is_infected = await self._scanner.is_infected(self._storage.path(key))
        return ScanState.INFECTED if is_infected else ScanState.CLEAN


class Clamd:
    """ClamAV's daemon, at HOST:PORT or at the path of its socket."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def is_infected(self, path: Path) -> bool:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await self._ask(path)
        if answer.endswith(b" FOUND"):
            return True
        if answer == b"stream: OK":
            return False
        raise ConnectionError("clamd could not tell")

    async def _ask(self, path: Path) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            async with aiofiles.open(path, "rb") as file:
                while piece := await file.read(PIECE_BYTES):
                    writer.write(len(piece).to_bytes(4) + piece)
                    await writer.drain()
            writer.write(bytes(4))
            return (await reader.readuntil(b"\0")).rstrip(b"\0")
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("/"):
            return await asyncio.open_unix_connection(self._address)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host, int(port))
