"""When something is due: working days in India, without Sundays and the state's holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core.clock import IST, day_in_india
from core.units.models import Holiday

SUNDAY = 6


async def due_after(moment: datetime, working_days: int) -> datetime:
    """The end (23:59:59 in India) of the last of so many working days after a moment."""
    start = day_in_india(moment)
    latest = start + timedelta(days=30 + 2 * working_days)
    holidays = {row.day for row in await Holiday.filter(day__gt=start, day__lte=latest)}
    day = last_working_day(start, working_days, holidays)
    return datetime.combine(day, time(23, 59, 59), IST)


def last_working_day(start: date, working_days: int, holidays: set[date]) -> date:
    """The day that is so many working days after the start."""
    day = start
    while working_days > 0:
        day += timedelta(days=1)
        if day.weekday() != SUNDAY and day not in holidays:
            working_days -= 1
    return day
