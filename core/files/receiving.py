"""The bytes of one request, written behind those that have come before."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from core.files.faults import FileFault
from core.files.parts import Part
from core.files.refusals import Held, RefusedFile, WrongChecksum

Pieces = AsyncIterator[bytes]
"""Bytes as they arrive; an empty piece for every second without any."""


@dataclass(frozen=True)
class Checksum:
    """What a client says of the bytes that it sends."""

    algorithm: str
    digest: bytes


async def receive(part: Part, most: int, pieces: Pieces, checksum: Checksum | None) -> None:
    """Write what comes. A broken line leaves what has come; what is too long, or has no checksum
    proven, leaves nothing.
    """
    start = part.size
    if checksum:
        await part.begin_unproven()
    try:
        await _write(part, most, pieces, checksum)
    except BaseException as error:
        if checksum or isinstance(error, RefusedFile):
            await part.cut(start)
        raise
    finally:
        await part.sync()
        await part.prove()


async def _write(part: Part, most: int, pieces: Pieces, checksum: Checksum | None) -> None:
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    async for piece in pieces:
        if not piece and await part.is_wanted():
            raise Held
        if part.size + len(piece) > most:
            raise RefusedFile(FileFault.FILE_TOO_LARGE)
        await part.write(piece)
        if digest:
            digest.update(piece)
    if checksum and digest and digest.digest() != checksum.digest:
        raise WrongChecksum
