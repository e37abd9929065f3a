"""What is being uploaded is held in memory alone, never in a file, and all of it is bounded."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.requests import Request

from core import BadRequest, Unavailable
from plugins.tips.texts import text

MOST_HELD = 200_000_000
MOST_SECONDS = 600
SHARES = 4
"""One source may hold a quarter; those that cannot be told apart share a half."""

Take = Callable[[int], None]


class HeldBytes:
    """The uploads of one process, in bytes."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self._most = self._left = most
        self._of_sources: Counter[str] = Counter()

    @contextmanager
    def of_one(self, source: str) -> Iterator[Take]:
        """For one request: what takes so many bytes, or raises Unavailable where no room is left,
        or none for its source. All are given back in the end.
        """
        most = share_of(source, self._most)
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            if size > self._left or self._of_sources[source] + size > most:
                raise Unavailable
            self._left -= size
            self._of_sources[source] += size
            taken += size

        try:
            yield take
        finally:
            self._left += taken
            self._of_sources[source] -= taken
            if not self._of_sources[source]:
                del self._of_sources[source]


def share_of(source: str, whole: int) -> int:
    """What one source may have of something that all share; the empty one is many."""
    return whole // SHARES if source else whole // 2


async def read_body(request: Request, add: Callable[[bytes], object]) -> None:
    """Hand on a body as it arrives. Raises BadRequest for one that never ends."""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for piece in request.stream():
                add(piece)
    except TimeoutError:
        raise BadRequest(text("This took too long to arrive. Send it once more.")) from None
