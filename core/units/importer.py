"""Import of units and holidays from CSV: checked row by row first, then written in one transaction,
or not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.cleaning import clean_line
from core.db import transactional
from core.units.jurisdiction import rebuild_ancestry
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


def read_rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file; ImportRefused for another encoding or a missing column."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = [
                {key: (value or "").strip() for key, value in row.items() if key} for row in reader
            ]
    except UnicodeDecodeError:
        raise ImportRefused([RowError(1, "file", "is not UTF-8; save it as CSV UTF-8")]) from None
    except csv.Error as error:
        raise ImportRefused([RowError(1, "file", f"is not CSV: {error}")]) from None
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        raise ImportRefused([RowError(1, column, "column is missing") for column in missing])
    return rows


async def import_units(
    path: Path, *, today: date, dry_run: bool = False, progress: Progress = lambda done, total: None
) -> ImportResult:
    """Create and update units by code. Columns: code, kind, parent, name_en, and any of name_hi,
    source_name, latitude,
    longitude, flag, phone, email, address, lgd_code, source. Units that the file does not name stay
    as they are.
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
    rows: list[dict[str, str]], existing: dict[str, Unit], today: date
) -> tuple[list[Unit], list[RowError]]:
    units: dict[str, Unit] = {}
    errors: list[RowError] = []
    for number, row in enumerate(rows, 2):
        row_errors = [RowError(number, *fault) for fault in _faults(row, units, existing)]
        errors.extend(row_errors)
        if not row_errors:
            units[row["code"]] = _unit(row, today)
    return list(units.values()), errors


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
    yield from _position_faults(row)


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


def _unit(row: dict[str, str], today: date) -> Unit:
    names = {"en": clean_line(row["name_en"])}
    if row.get("name_hi"):
        names["hi"] = clean_line(row["name_hi"])
    return Unit(
        code=row["code"],
        kind=UnitKind(row["kind"]),
        parent_id=row["parent"] or None,
        names=names,
        source_name=row.get("source_name") or row["name_en"],
        latitude=float(row["latitude"]) if row.get("latitude") else None,
        longitude=float(row["longitude"]) if row.get("longitude") else None,
        flag=row.get("flag", ""),
        phone=row.get("phone") or None,
        email=row.get("email") or None,
        address=row.get("address") or None,
        lgd_code=row.get("lgd_code") or None,
        source=row.get("source", ""),
        updated_on=today,
    )


COMPARED = (
    "kind", "parent_id", "names", "source_name", "latitude", "longitude", "flag", "phone", "email", "address", "lgd_code",
    "source",
)  # fmt: skip


def _differs(unit: Unit, before: Unit | None) -> bool:
    return before is None or any(getattr(unit, name) != getattr(before, name) for name in COMPARED)


async def import_holidays(path: Path, *, dry_run: bool = False) -> ImportResult:
    """Create and update public holidays by day. Columns: date (YYYY-MM-DD), name, name_hi."""
    rows = read_rows(path, HOLIDAY_COLUMNS)
    holidays, errors = [], []
    for number, row in enumerate(rows, 2):
        try:
            day = date.fromisoformat(row["date"])
        except ValueError:
            errors.append(RowError(number, "date", "must be YYYY-MM-DD"))
            continue
        holidays.append(Holiday(day=day, names={"en": row["name"], "hi": row["name_hi"]}))
    if errors:
        raise ImportRefused(errors)
    before = {holiday.day: holiday.names for holiday in await Holiday.all()}
    created = sum(holiday.day not in before for holiday in holidays)
    updated = sum(
        holiday.day in before and before[holiday.day] != holiday.names for holiday in holidays
    )
    if not dry_run:
        await _write_holidays(holidays)
    return ImportResult(created, updated, len(holidays) - created - updated)


@transactional
async def _write_holidays(holidays: list[Holiday]) -> None:
    await Holiday.filter(day__in=[holiday.day for holiday in holidays]).delete()
    await Holiday.bulk_create(holidays)
