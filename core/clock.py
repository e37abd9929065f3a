"""The injected clock. Times are UTC in storage; days are judged in Indian Standard Time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

IST = ZoneInfo("Asia/Kolkata")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def day_in_india(moment: datetime) -> date:
    """The calendar day on which an aware moment falls in India."""
    return moment.astimezone(IST).date()
