"""Requests whose sender stays unnamed leave no line in a log: what would be one is counted by the
day, in memory, and told once the day has passed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from core.clock import Clock, day_in_india

CHECK_SECONDS = 60
MOST_KINDS = 100
"""What one day may tell apart; what comes beyond counts as OTHER."""
OTHER = "other"

logger = logging.getLogger("thana.unnamed")

_kept: ContextVar[Silence | None] = ContextVar("silence", default=None)


class Silence:
    """Counts by the day in India, and by what is counted: never a value, a time or a sender."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._days: dict[date, Counter[str]] = {}

    def begin(self) -> None:
        """From here on the request at hand is silent."""
        _kept.set(self)

    def end(self) -> None:
        """The sender of the request at hand need not stay unnamed."""
        _kept.set(None)

    def count(self, what: str) -> None:
        """Count one more, today."""
        counts = self._days.setdefault(day_in_india(self._clock.now()), Counter())
        counts[what if what in counts or len(counts) < MOST_KINDS else OTHER] += 1

    async def run(self) -> None:
        """Tell of each day once it has passed, until cancelled."""
        while True:
            self.tell(before=day_in_india(self._clock.now()))
            await asyncio.sleep(CHECK_SECONDS)

    def tell(self, before: date = date.max) -> None:
        """Log a line for each counted day before another, and forget them."""
        for day in sorted(each for each in self._days if each < before):
            counts = self._days.pop(day)
            told = ", ".join(f"{what}: {number}" for what, number in sorted(counts.items()))
            logger.info("unnamed requests on %s: %s", day.isoformat(), told)


def silence() -> Silence | None:
    """What counts for the request at hand, if it is silent."""
    return _kept.get()


@contextmanager
def one_request() -> Iterator[None]:
    """Around a request: whether it is silent ends with it."""
    token = _kept.set(None)
    try:
        yield
    finally:
        _kept.reset(token)


def is_to_be_logged(record: logging.LogRecord) -> bool:
    """A handler's filter: counts what a silent request would log, by its class or its logger."""
    if (counting := _kept.get()) is None:
        return True
    error = record.exc_info[0] if record.exc_info else None
    counting.count(error.__name__ if error else f"{record.levelname} of {record.name}")
    return False
