"""Public holidays of the state and of single units: their import from CSV, checked row by row
first, then written, or not at all; and the years of which none are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from core.db import transactional
from core.units.csv_rows import ImportRefused, ImportResult, RowError, read_rows
from core.units.models import Holiday, Unit, UnitHoliday

HOLIDAY_COLUMNS = ("date", "name", "name_hi")
UNIT_COLUMN = "unit_code"
AHEAD = timedelta(days=60)
"""So long before a year begins its holidays should be known: deadlines lead into it."""
FURTHEST = timedelta(days=3650)
"""No calendar is made further ahead; a day beyond is a slip of the pen."""

Key = tuple[str, date]
"""A unit's code, empty for the whole state, and a day."""


@transactional
async def import_holidays(path: Path, *, dry_run: bool = False) -> ImportResult:
    """Create and update holidays by unit and day. Columns: date (YYYY-MM-DD), name, name_hi, and
    perhaps unit_code: a row with one is a holiday of that unit and of all under it.
    """
    holidays = _checked(read_rows(path, HOLIDAY_COLUMNS), await _known_units())
    before = await _stored()
    created = len(holidays.keys() - before.keys())
    updated = sum(key in before and before[key] != names for key, names in holidays.items())
    if not dry_run:
        await _write(holidays)
    return ImportResult(created, updated, len(holidays) - created - updated)


async def _known_units() -> set[str]:
    return {str(code) for code in await Unit.all().values_list("code", flat=True)}


async def _stored() -> dict[Key, dict[str, str]]:
    return {("", row.day): row.names for row in await Holiday.all()} | {
        (row.unit_id, row.day): row.names for row in await UnitHoliday.all()
    }


def _checked(rows: dict[int, dict[str, str]], units: set[str]) -> dict[Key, dict[str, str]]:
    holidays: dict[Key, dict[str, str]] = {}
    errors = [*_strange_columns(rows)]
    for number, row in rows.items():
        unit = row.get(UNIT_COLUMN, "")
        errors += [RowError(number, *fault) for fault in _faults(row, unit, units)]
        try:
            key = unit, date.fromisoformat(row["date"])
        except ValueError:
            errors.append(RowError(number, "date", "must be YYYY-MM-DD"))
            continue
        if key in holidays:
            errors.append(RowError(number, "date", f"{row['date']} stands in the file twice"))
        holidays[key] = {"en": row["name"], "hi": row["name_hi"]}
    if errors:
        raise ImportRefused(errors)
    return holidays


def _strange_columns(rows: dict[int, dict[str, str]]) -> Iterable[RowError]:
    """A unit's column by another name would make its holidays those of the whole state."""
    known = (*HOLIDAY_COLUMNS, UNIT_COLUMN)
    for name in sorted({name for row in rows.values() for name in row if name} - {*known}):
        yield RowError(1, name, f"is no column of holidays; there are: {', '.join(known)}")


def _faults(row: dict[str, str], unit: str, units: set[str]) -> Iterable[tuple[str, str]]:
    if not row["name"]:
        yield "name", "is missing"
    if unit and unit not in units:
        yield UNIT_COLUMN, f"there is no unit {unit}; leave it empty for the whole state"


async def _write(holidays: dict[Key, dict[str, str]]) -> None:
    for unit, day in holidays:
        await UnitHoliday.filter(unit_id=unit, day=day).delete()
    await Holiday.filter(day__in=[day for unit, day in holidays if not unit]).delete()
    of_state = [Holiday(day=day, names=n) for (unit, day), n in holidays.items() if not unit]
    of_units = [
        UnitHoliday(unit_id=unit, day=day, names=names)
        for (unit, day), names in holidays.items()
        if unit
    ]
    await Holiday.bulk_create(of_state)
    await UnitHoliday.bulk_create(of_units)


async def years_without_holidays(today: date) -> list[int]:
    """The years from this one up to the last that is known, and up to the next one where that
    begins soon, of which the state has no holiday at all.
    """
    known = {row.day.year for row in await Holiday.filter(day__lt=today + FURTHEST)}
    last = max([(today + AHEAD).year, *known])
    return [year for year in range(today.year, last + 1) if year not in known]
