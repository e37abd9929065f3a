"""Import of units and holidays from CSV: checked row by row first, then written in one transaction,
or not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

from core.cleaning import clean_line
from core.db import transactional
from core.units.jurisdiction import line_of, rebuild_ancestry
from core.units.models import Holiday, Unit, UnitKind

UNIT_COLUMNS = ("code", "kind", "parent", "name_en")
HOLIDAY_COLUMNS = ("date", "name", "name_hi")

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) while rows are written."""


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row; the header is row 1."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.message}"


class ImportRefused(Exception):
    """The file is not imported, with everything that is wrong with it."""

    def __init__(self, errors: list[RowError]) -> None:
        self.errors = errors
        super().__init__(f"{len(errors)} errors; the first: {errors[0]}")


@dataclass(frozen=True)
class ImportResult:
    """How many rows are new, changed and as they were."""

    created: int
    updated: int
    unchanged: int


def read_rows(path: Path, columns: Iterable[str]) -> dict[int, dict[str, str]]:
    """The rows of a UTF-8 CSV file by number, without blank ones. ImportRefused for another
    encoding, a missing column, or cells beyond the header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = [*csv.reader(file, strict=True)] or [[]]
    except UnicodeDecodeError:
        raise ImportRefused([RowError(1, "file", "is not UTF-8; save it as CSV UTF-8")]) from None
    except csv.Error as error:
        raise ImportRefused([RowError(1, "file", f"is not CSV: {error}")]) from None
    cells = {number: line for number, line in enumerate(lines, 2) if any(line)}
    errors = [RowError(1, name, "column is missing") for name in columns if name not in header]
    errors += [
        RowError(number, "row", "has more cells than the header; put quotes around commas")
        for number, line in cells.items()
        if len(line) > len(header)
    ]
    if errors:
        raise ImportRefused(errors)
    return {
        number: dict(zip_longest(header, map(clean_line, line), fillvalue=""))
        for number, line in cells.items()
    }


async def import_units(
    path: Path, *, today: date, dry_run: bool = False, progress: Progress = lambda done, total: None
) -> ImportResult:
    """Create and update units by code. Columns: UNIT_COLUMNS, and any of name_hi and OPTIONAL.
    Units and columns that the file does not name stay as they are.
    """
    rows = read_rows(path, UNIT_COLUMNS)
    existing = {unit.code: unit for unit in await Unit.all()}
    units, errors = _checked(rows, existing, today)
    if errors:
        raise ImportRefused(errors)
    changed = [unit for unit in units if _differs(unit, existing.get(unit.code))]
    created = sum(unit.code not in existing for unit in changed)
    if not dry_run and changed:
        await _write(changed, existing, progress)
    return ImportResult(created, len(changed) - created, len(units) - len(changed))


@transactional
async def _write(units: list[Unit], existing: dict[str, Unit], progress: Progress) -> None:
    for done, unit in enumerate(units, 1):
        if before := existing.get(unit.code):
            unit.version = before.version + 1
            unit._saved_in_db = True
            await unit.save()
        else:
            await unit.save(force_create=True)
        progress(done, len(units))
    await rebuild_ancestry()


def _checked(
    rows: dict[int, dict[str, str]], existing: dict[str, Unit], today: date
) -> tuple[list[Unit], list[RowError]]:
    units: dict[str, Unit] = {}
    errors: list[RowError] = []
    for number, row in rows.items():
        row_errors = [RowError(number, *fault) for fault in _faults(row, units, existing)]
        errors.extend(row_errors)
        if not row_errors:
            units[row["code"]] = _unit(row, existing.get(row["code"]), today)
    return list(units.values()), errors or list(_circles(rows, {**existing, **units}))


def _circles(rows: dict[int, dict[str, str]], units: dict[str, Unit]) -> Iterable[RowError]:
    parents = {code: unit.parent_id for code, unit in units.items()}
    for number, row in rows.items():
        try:
            line_of(row["code"], parents)
        except ValueError as error:
            yield RowError(number, "parent", str(error))


def _faults(
    row: dict[str, str], seen: dict[str, Unit], existing: dict[str, Unit]
) -> Iterable[tuple[str, str]]:
    if not row["code"].isalnum() or not row["code"].isascii() or len(row["code"]) > 20:
        yield "code", "must be 1 to 20 letters and digits"
    if row["code"] in seen:
        yield "code", f"{row['code']} stands in the file twice"
    if row["kind"] not in UnitKind.__members__:
        yield "kind", f"must be one of {', '.join(UnitKind.__members__)}"
    elif row["kind"] != UnitKind.STATE and not row["parent"]:
        yield "parent", "only the state has none"
    if row["parent"] and row["parent"] == row["code"]:
        yield "parent", "a unit cannot be its own parent"
    elif row["parent"] and row["parent"] not in seen and row["parent"] not in existing:
        yield "parent", f"{row['parent']} is not known; list parents before their units"
    if not row["name_en"] or len(row["name_en"]) > 120:
        yield "name_en", "must have 1 to 120 characters"
    yield from _length_faults(row)
    yield from _position_faults(row)


def _length_faults(row: dict[str, str]) -> Iterable[tuple[str, str]]:
    for column, longest in LONGEST.items():
        if len(row.get(column, "")) > longest:
            yield column, f"must have at most {longest} characters"


def _position_faults(row: dict[str, str]) -> Iterable[tuple[str, str]]:
    for column, limit in (("latitude", 90.0), ("longitude", 180.0)):
        if text := row.get(column):
            try:
                within = abs(float(text)) <= limit
            except ValueError:
                within = False
            if not within:
                yield column, f"must be a number of degrees from -{limit:g} to {limit:g}"
    if bool(row.get("latitude")) != bool(row.get("longitude")):
        yield "latitude", "give latitude and longitude, or neither"


def _unit(row: dict[str, str], before: Unit | None, today: date) -> Unit:
    """The unit of a row; what the file has no column for stays as it was."""
    hindi = row.get("name_hi", before.names.get("hi", "") if before else "")
    unit = Unit(
        code=row["code"],
        kind=UnitKind(row["kind"]),
        parent_id=row["parent"] or None,
        names={"en": row["name_en"]} | ({"hi": hindi} if hindi else {}),
        source="",
        is_active=before.is_active if before else True,
        updated_on=today,
    )
    for column in OPTIONAL:
        if column in row:
            setattr(unit, column, _value(column, row[column]))
        elif before:
            setattr(unit, column, getattr(before, column))
    unit.source_name = unit.source_name or row["name_en"]
    return unit


def _value(column: str, cell: str) -> Any:
    if column in ("latitude", "longitude"):
        return float(cell) if cell else None
    return cell if cell or column in ("source_name", "flag", "source") else None


LONGEST = {
    "name_hi": 120, "source_name": 120, "flag": 40, "phone": 20, "email": 254, "address": 300,
    "lgd_code": 10, "source": 200,
}  # fmt: skip
OPTIONAL = ("latitude", "longitude", *(column for column in LONGEST if column != "name_hi"))
COMPARED = ("kind", "parent_id", "names", *OPTIONAL)


def _differs(unit: Unit, before: Unit | None) -> bool:
    return before is None or any(getattr(unit, name) != getattr(before, name) for name in COMPARED)


async def import_holidays(path: Path, *, dry_run: bool = False) -> ImportResult:
    """Create and update public holidays by day. Columns: date (YYYY-MM-DD), name, name_hi."""
    rows = read_rows(path, HOLIDAY_COLUMNS)
    holidays = _holidays(rows)
    before = {holiday.day: holiday.names for holiday in await Holiday.all()}
    created = sum(holiday.day not in before for holiday in holidays)
    updated = sum(
        holiday.day in before and before[holiday.day] != holiday.names for holiday in holidays
    )
    if not dry_run:
        await _write_holidays(holidays)
    return ImportResult(created, updated, len(holidays) - created - updated)


def _holidays(rows: dict[int, dict[str, str]]) -> list[Holiday]:
    holidays: dict[date, Holiday] = {}
    errors: list[RowError] = []
    for number, row in rows.items():
        try:
            day = date.fromisoformat(row["date"])
        except ValueError:
            errors.append(RowError(number, "date", "must be YYYY-MM-DD"))
            continue
        if day in holidays:
            errors.append(RowError(number, "date", f"{day} stands in the file twice"))
        if not row["name"]:
            errors.append(RowError(number, "name", "is missing"))
        holidays[day] = Holiday(day=day, names={"en": row["name"], "hi": row["name_hi"]})
    if errors:
        raise ImportRefused(errors)
    return list(holidays.values())


@transactional
async def _write_holidays(holidays: list[Holiday]) -> None:
    await Holiday.filter(day__in=[holiday.day for holiday in holidays]).delete()
    await Holiday.bulk_create(holidays)
