"""A ZIP that is written off the event loop, piece by piece: never more than one piece in memory."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any, TypeVar
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson

from core.clock import IST
from core.files.storage import forget, make_folder

T = TypeVar("T")

PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
PIECE_BYTES = 1_048_576
OWNER_ALONE = 0o600 << 16
LONGEST_NAME_BYTES = 150
"""With what we put before it a name stays below the 255 bytes that file systems take."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


class Archive:
    """An archive being written. Its calls come one after the other, in a thread of its own."""

    def __init__(self, path: Path, thread: ThreadPoolExecutor, now: datetime) -> None:
        self.path = path
        self._thread = thread
        self._date = now.astimezone(IST).timetuple()[:6]
        self._zip = ZipFile(path, "x", allowZip64=True)

    async def write_text(self, name: str, text: str) -> None:
        await self._run(lambda: self._zip.writestr(self._entry(name), text.encode()))

    async def write_json(self, name: str, value: Any) -> None:
        await self._run(lambda: self._zip.writestr(self._entry(name), as_json(value) + b"\n"))

    async def write_list(self, name: str, pages: AsyncIterator[list[Any]]) -> None:
        """A list in JSON, of which one page after the other is read and written."""
        entry = await self._run(lambda: self._zip.open(self._entry(name), "w", force_zip64=True))
        try:
            before = b"["
            async for page in pages:
                await self._run(partial(_add, entry, before, page))
                before = b","
            await self._run(lambda: entry.write(b"\n]\n" if before == b"," else b"[]\n"))
        finally:
            await self._run(entry.close)

    async def write_file(self, name: str, source: Path) -> None:
        """A file as it is: pictures and papers cannot be packed smaller. One that is gone is left
        out.
        """
        await self._run(lambda: self._copy(name, source))

    async def finish(self) -> tuple[int, str]:
        """The size and SHA-256 of the whole archive."""
        return await self._run(self._finish)

    async def abandon(self) -> None:
        """Close what is open, whether it is whole or not."""
        with suppress(OSError, ValueError):
            await self._run(self._zip.close)

    def _copy(self, name: str, source: Path) -> None:
        try:
            file = source.open("rb")
        except FileNotFoundError:
            return
        with file, self._zip.open(self._entry(name, ZIP_STORED), "w", force_zip64=True) as entry:
            copyfileobj(file, entry, PIECE_BYTES)

    def _finish(self) -> tuple[int, str]:
        self._zip.close()
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return self.path.stat().st_size, digest

    def _entry(self, name: str, packed: int = ZIP_DEFLATED) -> ZipInfo:
        entry = ZipInfo(name, self._date)
        entry.compress_type, entry.external_attr = packed, OWNER_ALONE
        return entry

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


@asynccontextmanager
async def new_archive(path: Path, now: datetime) -> AsyncIterator[Archive]:
    """An archive at a path where nothing is yet. Unless it is moved away, nothing is left of it."""
    with ThreadPoolExecutor(1, "export") as thread:
        await asyncio.to_thread(make_folder, path.parent)
        archive = await asyncio.to_thread(Archive, path, thread, now)
        try:
            yield archive
        finally:
            await archive.abandon()
            await forget(path)


def _add(entry: IO[bytes], before: bytes, page: list[Any]) -> None:
    """Write the entries of a page that holds some, each behind a bracket or comma."""
    for value in page:
        entry.write(before + b"\n  " + as_json(value).replace(b"\n", b"\n  "))
        before = b","


def as_json(value: Any) -> bytes:
    """JSON for people: indented, times in Indian Standard Time."""
    return orjson.dumps(value, default=_plain, option=PRETTY)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(IST).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):  # PostgreSQL's driver has a UUID of its own
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def safe_name(name: str) -> str:
    """A name that no file system refuses, or takes for a path; with its ending."""
    stem, dot, ending = _UNSAFE.sub("_", name).strip(". ").rpartition(".")
    if not stem:
        stem, dot, ending = ending, "", ""
    room = LONGEST_NAME_BYTES - len(f"{dot}{ending}".encode())
    cut = stem.encode()[: max(room, 0)].decode("utf-8", "ignore").rstrip(". ")
    return f"{cut or 'file'}{dot}{ending}" if room > 0 else f"{cut or 'file'}"
