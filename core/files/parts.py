"""The bytes of uploads that have not arrived whole: what has come survives the connection and the
process.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiofiles
import aiofiles.os
from aiofiles.threadpool.binary import AsyncFileIO

from core.files.storage import forget, left_behind, make_folder, sync

TRY_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 2.0


class PartHeld(Exception):
    """Another request is writing to this upload."""


class Part:
    """An upload's bytes so far, held by one request of one process."""

    def __init__(self, path: Path, file: AsyncFileIO, size: int) -> None:
        self.path = path
        self.size = size
        self._file = file

    async def write(self, data: bytes) -> None:
        """Append; OSError when there is no room. `size` says how much has been written."""
        left = memoryview(data)
        while left:
            written = await self._file.write(left)
            self.size += written
            left = left[written:]

    async def cut(self, size: int) -> None:
        """Forget all bytes from there on."""
        await self._file.truncate(size)
        await self._file.seek(size)
        self.size = size

    async def sync(self) -> None:
        """Make what has been written durable."""
        await asyncio.to_thread(os.fsync, self._file.fileno())

    async def begin_unproven(self) -> None:
        """What is written from here on is forgotten unless `prove` is called, even if the process
        dies.
        """
        await asyncio.to_thread(_write_durably, _unproven(self.path), str(self.size))

    async def prove(self) -> None:
        await forget(_unproven(self.path))

    async def is_wanted(self) -> bool:
        """Whether another request waits for this one to let go."""
        return await aiofiles.os.path.exists(_wanted(self.path))

    async def delete(self) -> None:
        for path in (self.path, _unproven(self.path), _wanted(self.path)):
            await forget(path)


class Parts:
    """The unfinished uploads below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute() / "uploads"

    def path(self, key: uuid.UUID) -> Path:
        return self._folder / f"{key}.part"

    def clean_path(self, key: uuid.UUID) -> Path:
        """Where the inspection writes its clean copy."""
        return self._folder / f"{key}.clean"

    async def create(self, key: uuid.UUID) -> None:
        """Begin one without bytes, durably."""
        await asyncio.to_thread(self._create, key)

    def _create(self, key: uuid.UUID) -> None:
        make_folder(self._folder)
        self.path(key).touch(mode=0o600, exist_ok=False)
        sync(self._folder)

    async def delete(self, key: uuid.UUID) -> None:
        for path in (self.path(key), _unproven(self.path(key)), self.clean_path(key)):
            await forget(path)

    @asynccontextmanager
    async def hold(self, key: uuid.UUID) -> AsyncIterator[Part]:
        """The part, for this request alone. PartHeld while another one is writing to it;
        FileNotFoundError when it is gone.
        """
        path = self.path(key)
        async with aiofiles.open(path, "r+b", buffering=0) as file:
            await _lock(file, path)
            if not os.fstat(file.fileno()).st_nlink:
                raise FileNotFoundError
            part = Part(path, file, await file.seek(0, os.SEEK_END))
            if (proven := await asyncio.to_thread(_proven_size, path)) is not None:
                await part.cut(proven)
                await part.prove()
            yield part

    async def orphans(self) -> list[Path]:
        """Files that may have been left behind; see `left_behind`."""
        return await asyncio.to_thread(left_behind, self._folder)


async def _lock(file: AsyncFileIO, path: Path) -> None:
    """Lock the open file. A holder whose line is dead lets go when it sees that it is wanted."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not _try_lock(file.fileno()):
                await asyncio.to_thread(_wanted(path).touch)
                await asyncio.sleep(TRY_EVERY_SECONDS)
    except TimeoutError:
        raise PartHeld from None
    finally:
        await forget(_wanted(path))


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wanted(path: Path) -> Path:
    return path.with_suffix(".wanted")


def _unproven(path: Path) -> Path:
    return path.with_suffix(".unproven")


def _write_durably(path: Path, content: str) -> None:
    path.write_text(content, encoding="ascii")
    sync(path)
    sync(path.parent)


def _proven_size(path: Path) -> int | None:
    try:
        return int(_unproven(path).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError:  # the process died before it was written, and so before any byte
        return None
