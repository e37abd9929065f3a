"""Export the heads of all chains: one file for each period, whichever process comes first."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.audit.heads import Heads, Signer, digest_of, files_in, sign
from core.db import fetch

UNFINISHED = ".heads.new"
LOCK = ".heads.lock"

Signing = Callable[[], Awaitable[Signer]]
"""The signer of this moment; it lives above the audit."""


class NotExported(Exception):
    """Why no file was written, and what to do."""


async def export_when_due(folder: Path, minutes: int, now: datetime, signing: Signing) -> None:
    """Export unless there is a file of this period, or another process is about to write it."""
    if not await asyncio.to_thread(_is_due, folder, minutes, now):
        return
    try:
        with _alone(folder):
            if _is_due(folder, minutes, now):
                await _export(folder, now, signing)
    except BlockingIOError:
        pass


async def export(folder: Path, now: datetime, signing: Signing) -> Path:
    """Export now. Raises NotExported."""
    try:
        with _alone(folder):
            return await _export(folder, now, signing)
    except BlockingIOError:
        raise NotExported("another process is exporting at this moment; try again") from None


def _is_due(folder: Path, minutes: int, now: datetime) -> bool:
    period = timedelta(minutes=minutes)
    begun = now - (now - datetime.min.replace(tzinfo=UTC)) % period
    found = files_in(folder)
    return not found or found[-1].name < Heads(begun, {}, None, "").name


async def _export(folder: Path, now: datetime, signing: Signing) -> Path:
    newest = next(reversed(files_in(folder)), None)
    previous = digest_of(newest.read_bytes()) if newest else None
    rows = await fetch("SELECT name, length, head FROM core_audit_chain")
    chains = {row["name"]: (row["length"], row["head"]) for row in rows}
    signer = await signing()
    heads = await sign(Heads(now.astimezone(UTC), chains, previous, signer.key_id), signer)
    path = folder / heads.name
    if newest and newest.name >= path.name:
        raise NotExported(f"{newest} is of this moment or later; is the clock right?")
    await asyncio.to_thread(_write, path, heads.rendered())
    return path


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Raises BlockingIOError while another process, or another task of this one, is at it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:  # closing it lets go
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(UNFINISHED)
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
