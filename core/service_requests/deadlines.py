"""When something is due: working days in India, without Sundays, the state's holidays and those of
the unit and of all units above it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.clock import IST, day_in_india
from core.texts import Text
from core.units.models import Holiday, UnitAncestry, UnitHoliday

SUNDAY = 6
DAY = timedelta(days=1)
END_OF_DAY = time(23, 59, 59)
START_OF_WORK = time(9)


@dataclass(frozen=True)
class Due:
    """When the police must have acted, in working days, and the rule in words."""

    days: int
    rule: Text


async def due_after(moment: datetime, working_days: int, unit_code: str) -> datetime:
    """The end (23:59:59 in India) of the day so many working days after a moment at a unit; of one
    so many before it when they are negative. In UTC: SQLite compares moments as text.
    """
    start, span = day_in_india(moment), timedelta(days=40 + 2 * abs(working_days))
    holidays = await _holidays(unit_code, start - span, start + span)
    day = working_day(start, working_days, holidays)
    return datetime.combine(day, END_OF_DAY, IST).astimezone(UTC)


async def days_until(moment: datetime, due_at: datetime, unit_code: str) -> int:
    """The working days at a unit from a moment to a due date: so many that `due_after` leads from
    the one to the other. Negative when it has passed.
    """
    start, due = day_in_india(moment), day_in_india(due_at)
    holidays = await _holidays(unit_code, min(start, due), max(start, due))
    return working_days_between(start, due, holidays)


async def start_of_work(due_at: datetime, days_before: int, unit_code: str) -> datetime:
    """Nine in the morning in India of the day so many working days before a due date."""
    day = day_in_india(await due_after(due_at, -days_before, unit_code))
    return datetime.combine(day, START_OF_WORK, IST).astimezone(UTC)


def working_day(start: date, working_days: int, holidays: Collection[date]) -> date:
    """The day that is so many working days after the start, before it when they are negative; for
    none the start itself, or the first working day after it.
    """
    day, step = start, -DAY if working_days < 0 else DAY
    for _ in range(abs(working_days)):
        day += step
        while not is_working(day, holidays):
            day += step
    while not is_working(day, holidays):
        day += step
    return day


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """How many working days lie after the start up to the end; negative when the end is first."""
    if end < start:
        return -working_days_between(end - DAY, start - DAY, holidays)
    days = (start + DAY * number for number in range(1, (end - start).days + 1))
    return sum(is_working(day, holidays) for day in days)


def is_working(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() != SUNDAY and day not in holidays


async def _holidays(unit_code: str, since: date, until: date) -> set[date]:
    within = {"day__gte": since, "day__lte": until}
    above = await UnitAncestry.filter(unit_id=unit_code).values_list("ancestor_id", flat=True)
    of_units = await UnitHoliday.filter(unit_id__in=list(above), **within)
    return {row.day for row in await Holiday.filter(**within)} | {row.day for row in of_units}
