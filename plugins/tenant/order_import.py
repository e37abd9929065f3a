"""Import of orders in force: all rows of a file or none of them. An order is known by its number
and its unit.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core import (
    PLATFORM_CHAIN,
    ImportRefused,
    ImportResult,
    RowError,
    Runtime,
    read_rows,
    record_audit,
    transactional,
    unit_of,
)
from plugins.tenant.models import TenancyOrder

COLUMNS = (
    "number", "section", "unit_code", "valid_from", "valid_until", "report_within_days",
    "existing_within_days",
)  # fmt: skip
LONGEST, MOST_DAYS = 100, 366
Draft = dict[str, Any]


async def import_orders(runtime: Runtime, path: Path, *, dry_run: bool = False) -> ImportResult:
    """Create and update orders. Columns: COLUMNS, days as YYYY-MM-DD. Orders that the file does not
    name stay as they are. Raises ImportRefused.
    """
    drafts: dict[tuple[str, str], Draft] = {}
    errors: list[RowError] = []
    for number, row in read_rows(path, COLUMNS).items():
        draft = await _draft(number, row, errors)
        known = (draft["number"], draft["unit_id"])
        if known in drafts:
            errors.append(RowError(number, "number", "stands in the file twice for this unit"))
        drafts[known] = draft
    if errors:
        raise ImportRefused(errors)
    return await _import(runtime, drafts, dry_run)


async def _draft(number: int, row: Mapping[str, str], errors: list[RowError]) -> Draft:
    def wrong(column: str, message: str) -> None:
        errors.append(RowError(number, column, message))

    for column in ("number", "section"):
        if not 1 <= len(row[column]) <= LONGEST:
            wrong(column, f"write 1 to {LONGEST} characters")
    if await unit_of(row["unit_code"]) is None:
        wrong("unit_code", "there is no unit of this code")
    days = {name: _day(row[name]) for name in ("valid_from", "valid_until")}
    for name, day in days.items():
        if day is None:
            wrong(name, "write a day as YYYY-MM-DD")
    first, last = days["valid_from"], days["valid_until"]
    if first and last and last < first:
        wrong("valid_until", "lies before valid_from")
    within = {name: _count(row[name]) for name in COLUMNS[-2:]}
    for name, count in within.items():
        if count is None:
            wrong(name, f"write a number of days from 0 to {MOST_DAYS}")
    return {
        "number": row["number"],
        "section": row["section"],
        "unit_id": row["unit_code"],
        **days,
        **within,
    }


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if len(cell) == 10 else None
    except ValueError:
        return None


def _count(cell: str) -> int | None:
    is_number = cell.isascii() and cell.isdigit() and len(cell) <= 3
    return int(cell) if is_number and int(cell) <= MOST_DAYS else None


@transactional
async def _import(
    runtime: Runtime, drafts: Mapping[tuple[str, str], Draft], dry_run: bool
) -> ImportResult:
    created = updated = 0
    for (number, unit), draft in drafts.items():
        known = await TenancyOrder.get_or_none(number=number, unit_id=unit)
        if known is None:
            created += 1
        elif any(getattr(known, name) != value for name, value in draft.items()):
            updated += 1
        else:
            continue
        if not dry_run:
            order = known or TenancyOrder(id=uuid.uuid4())
            order.update_from_dict(draft)
            await order.save(force_create=known is None)
    if (created or updated) and not dry_run:
        await _record(runtime, created, updated)
    return ImportResult(created, updated, len(drafts) - created - updated)


async def _record(runtime: Runtime, created: int, updated: int) -> None:
    await record_audit(
        PLATFORM_CHAIN,
        at=runtime.now(),
        actor="system:command",
        action="tenant.import_orders",
        subject="orders:all",
        details={"created": created, "updated": updated},
    )
