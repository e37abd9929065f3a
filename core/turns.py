"""Requests of unnamed senders take turns: a few are worked on at a time, and next is the one whose
source has asked least. So a flood waits behind whoever comes once, and a request that has begun
ends soon, however many wait.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.errors import Unavailable

MOST_WAITING = 10_000
MOST_SOURCES = 50_000


class Turns:
    """Of one process, in memory alone: so many at once. Sources are pseudonyms of an hour."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._numbers = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._asked: OrderedDict[str, int] = OrderedDict()

    @asynccontextmanager
    async def of(self, source: str) -> AsyncIterator[None]:
        """A turn for the block, once it has come. Raises Unavailable when too many wait."""
        asked = self._count(source)
        if self._free:
            self._free -= 1
        else:
            await self._wait(asked)
        try:
            yield
        finally:
            self._hand_on()

    def _count(self, source: str) -> int:
        """How often the source has asked before."""
        asked = self._asked.pop(source, 0)
        self._asked[source] = asked + 1
        if len(self._asked) > MOST_SOURCES:
            self._asked.popitem(last=False)
        return asked

    async def _wait(self, asked: int) -> None:
        if len(self._waiting) >= MOST_WAITING:
            raise Unavailable
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (asked, next(self._numbers), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was given at this moment
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
