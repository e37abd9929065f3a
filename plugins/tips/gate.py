"""What one process counts in memory, and never stores: how much comes in, from how many sources,
how many receipts are being looked up, and how much is being uploaded.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from math import log2

from core import RateLimited, Turns, Unavailable
from plugins.tips.held_bytes import HeldBytes, share_of
from plugins.tips.proof_of_work import Solved
from plugins.tips.sealing import RECEIPT_COST, derived_key
from plugins.tips.settings import TipsSettings
from plugins.tips.tickets import Ticket

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOST_SOURCES = 50_000
MOST_WAITING = 32
PICTURES_AT_ONCE = 3
"""Few: a tip that is to be stored waits for them, and nothing was paid for a picture."""


class Gate:
    """Of one process. Sources are the pseudonyms that core makes of addresses, and forgets."""

    def __init__(self) -> None:
        self._asked: deque[datetime] = deque()
        self._tries: deque[datetime] = deque()
        self._of_sources: OrderedDict[tuple[str, str], tuple[datetime, int]] = OrderedDict()
        self._new = {place: Lane(f"tips-new-{place}") for place in (Solved.place, Ticket.place)}
        self._known = Lane("tips-known")
        self.held = HeldBytes()
        self.pictures = Turns(PICTURES_AT_ONCE)

    def difficulty(self, now: datetime, settings: TipsSettings) -> int:
        """Zero bits for a new puzzle: two more with each doubling of what is asked for."""
        return min(
            settings.most_difficulty, settings.difficulty + int(2 * self._pressure(now, settings))
        )

    def form_seconds(self, now: datetime, settings: TipsSettings) -> int:
        """How long a form has to have been open: twice as long with each doubling."""
        wanted = settings.form_seconds * 2 ** self._pressure(now, settings)
        return int(min(settings.most_form_seconds, wanted))

    def note_challenge(self, now: datetime) -> None:
        """Count a puzzle or a form that was asked for."""
        self._asked.append(now)

    def _pressure(self, now: datetime, settings: TipsSettings) -> float:
        """How many doublings above the rate at rest; 0 below it."""
        _drop(self._asked, now - MINUTE)
        return max(0.0, log2(max(1, len(self._asked)) / settings.tips_a_minute))

    def count_request(self, source: str, now: datetime, settings: TipsSettings) -> None:
        """Count something that a source sends; the empty source is many, and has no limit of its
        own. Raises RateLimited.
        """
        self._count("request", source, settings.requests_of_a_source, now)

    def count_try(self, source: str, now: datetime, settings: TipsSettings) -> None:
        """Count a receipt that is looked up. Raises RateLimited."""
        self._count("try", source, settings.tries_of_a_source, now)
        _drop(self._tries, now - HOUR)
        if len(self._tries) >= settings.tries_an_hour:
            raise RateLimited(_seconds_until(self._tries[0] + HOUR, now))
        self._tries.append(now)

    def _count(self, what: str, source: str, most: int, now: datetime) -> None:
        if not source:
            return
        begun, count = self._of_sources.pop((what, source), (now, 0))
        if begun <= now - HOUR:
            begun, count = now, 0
        self._of_sources[what, source] = (begun, min(count + 1, most + 1))
        while len(self._of_sources) > MOST_SOURCES:
            self._of_sources.popitem(last=False)
        if count >= most:
            raise RateLimited(_seconds_until(begun + HOUR, now))

    async def new_receipt_key(self, secret: str, salt: bytes, source: str, proof: str) -> bytes:
        """The key of a new tip's receipt: those who solved a puzzle wait for one another alone, not
        for a flood of forms, which cost no work.
        """
        return await self._new[proof].derive(secret, salt, source)

    async def receipt_key(self, secret: str, salt: bytes, source: str) -> bytes:
        """The key of a receipt that somebody shows."""
        return await self._known.derive(secret, salt, source)


class Lane:
    """Derives one key at a time; a few wait, more are turned away."""

    def __init__(self, name: str) -> None:
        self._threads = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: Counter[str] = Counter()

    async def derive(self, secret: str, salt: bytes, source: str) -> bytes:
        """The key. Raises Unavailable when too many wait, or too many of this source."""
        is_full = self._waiting.total() >= MOST_WAITING
        if is_full or self._waiting[source] >= share_of(source, MOST_WAITING):
            raise Unavailable
        self._waiting[source] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, derived_key, secret, salt, RECEIPT_COST
            )
        finally:
            self._waiting[source] -= 1
            if not self._waiting[source]:
                del self._waiting[source]


def _drop(moments: deque[datetime], before: datetime) -> None:
    while moments and moments[0] <= before:
        moments.popleft()


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, int((moment - now).total_seconds()))
