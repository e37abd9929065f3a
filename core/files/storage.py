"""Bytes on disk: whole files that appear at once or not at all, each under its id."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import aiofiles
import aiofiles.os

from core.errors import StartupError

YOUNGEST_ORPHAN_SECONDS = 3600
OLDEST_ORPHAN_SECONDS = 7 * 24 * 3600


class DiskStorage:
    """The whole files below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute() / "blobs"

    def path(self, key: uuid.UUID) -> Path:
        """Where the bytes of a key lie, if there are any."""
        return self._folder / key.hex[:2] / str(key)

    def new_path(self) -> Path:
        """Where a file may be written that is then adopted; it is swept when nobody does."""
        return self._folder / f"{uuid.uuid4()}.new"

    async def keep(self, key: uuid.UUID, content: bytes) -> None:
        """Store the bytes durably; what the key held before is replaced."""
        await asyncio.to_thread(make_folder, self._folder)
        written = self.new_path()
        try:
            async with aiofiles.open(written, "xb") as file:
                await file.write(content)
            await self.adopt(key, written)
        finally:
            await forget(written)

    async def adopt(self, key: uuid.UUID, written: Path) -> None:
        """Make a file that was written on the same disk the key's, durably."""
        await asyncio.to_thread(_move, written, self.path(key))

    async def delete(self, key: uuid.UUID) -> None:
        """Delete the key's bytes, if there are any."""
        await forget(self.path(key))

    async def orphans(self) -> list[Path]:
        """Files that may have been left behind by a process that died; see `left_behind`."""
        return await asyncio.to_thread(left_behind, self._folder)


async def forget(path: Path) -> None:
    """Delete a file, if it is there."""
    try:
        await aiofiles.os.unlink(path)
    except FileNotFoundError:
        pass


def left_behind(folder: Path) -> list[Path]:
    """The files below a folder that no process is still working on, and that are younger than a
    week: each round looks at a bounded part of what is kept. Judged by the machine's time, as the
    files' own times are.
    """
    now = time.time()
    return [
        path
        for path, modified in _files(folder)
        if YOUNGEST_ORPHAN_SECONDS < now - modified < OLDEST_ORPHAN_SECONDS
    ]


def prepare_folder(folder: Path) -> None:
    """Make the folder of all files at the start; a StartupError when it cannot be written to."""
    try:
        make_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        fault = f"setting files.folder: {folder} cannot be written to: {error.strerror}"
        raise StartupError(fault) from None


def make_folder(folder: Path) -> None:
    """A folder that only this user may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def sync(path: Path) -> None:
    """Make the file, or what the folder lists, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _move(written: Path, target: Path) -> None:
    is_new = not target.parent.is_dir()
    make_folder(target.parent)
    sync(written)
    written.replace(target)
    sync(target.parent)
    if is_new:
        sync(target.parent.parent)


def _files(folder: Path) -> Iterator[tuple[Path, float]]:
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                yield (path := Path(parent) / name), path.stat().st_mtime
            except FileNotFoundError:  # deleted in this moment
                continue
