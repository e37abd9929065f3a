"""Import of units from CSV: checked row by row first, then written in one transaction, or not at
all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.audit import service as audit
from core.clock import day_in_india
from core.db import transactional
from core.revisions import revise
from core.units.csv_rows import ImportRefused, ImportResult, RowError, read_rows
from core.units.jurisdiction import line_of, rebuild_ancestry
from core.units.models import UNITS, Unit, UnitKind

UNIT_COLUMNS = ("code", "kind", "parent", "name_en")

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) while rows are written."""


async def import_units(
    path: Path,
    *,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> ImportResult:
    """Create and update units by code. Columns: UNIT_COLUMNS, and any of name_hi and OPTIONAL.
    Units and columns that the file does not name stay as they are.
    """
    return await _import(read_rows(path, UNIT_COLUMNS), now, dry_run, progress)


@transactional
async def _import(
    rows: dict[int, dict[str, str]], now: datetime, dry_run: bool, progress: Progress
) -> ImportResult:
    if not dry_run:
        await revise(UNITS)  # whoever changes a unit meanwhile waits, or is seen here
    existing = {unit.code: unit for unit in await Unit.all()}
    units, errors = _checked(rows, existing, day_in_india(now))
    if errors:
        raise ImportRefused(errors)
    changed = [unit for unit in units if _differs(unit, existing.get(unit.code))]
    created = sum(unit.code not in existing for unit in changed)
    result = ImportResult(created, len(changed) - created, len(units) - len(changed))
    if not dry_run and changed:
        await _write(changed, existing, progress)
        await _record(result, now)
    return result


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


async def _record(result: ImportResult, now: datetime) -> None:
    await audit.record(
        audit.PLATFORM,
        at=now,
        actor="system:command",
        action="unit.import",
        subject="units:all",
        details={"created": result.created, "updated": result.updated},
    )


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
    unit.renew_search_key()
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
