"""The injected clock. Times are UTC in storage; days are judged in Indian Standard Time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

IST = timezone(timedelta(hours=5, minutes=30), "IST")
"""Fixed: before 1906 the zone's table holds local mean times, which RFC 3339 cannot write."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def in_india(moment: datetime | None) -> str | None:
    """A moment as people in India write it, in Indian Standard Time."""
    return f"{moment.astimezone(IST):%d.%m.%Y, %H:%M} IST" if moment else None


def day_in_india(moment: datetime) -> date:
    """The calendar day on which an aware moment falls in India."""
    return moment.astimezone(IST).date()
