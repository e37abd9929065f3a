"""What is being uploaded is held in memory alone, never in a file, and all of it is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.requests import Request

from core import BadRequest, Unavailable
from plugins.tips.texts import text

MOST_HELD = 200_000_000
MOST_SECONDS = 600

Take = Callable[[int], None]


class HeldBytes:
    """The uploads of one process, in bytes."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self._left = most

    @contextmanager
    def of_one(self) -> Iterator[Take]:
        """For one request: what takes so many bytes, or raises Unavailable where no room is left.
        All are given back in the end.
        """
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            if size > self._left:
                raise Unavailable
            self._left -= size
            taken += size

        try:
            yield take
        finally:
            self._left += taken


async def read_body(request: Request, add: Callable[[bytes], object]) -> None:
    """Hand on a body as it arrives. Raises BadRequest for one that never ends."""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for piece in request.stream():
                add(piece)
    except TimeoutError:
        raise BadRequest(text("This took too long to arrive. Send it once more.")) from None
