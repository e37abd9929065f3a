"""A treasury's scroll: which challans have been paid. Checked row by row first, then stored in one
transaction, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from core.audit import service as audit
from core.clock import day_in_india
from core.db import transactional
from core.payments.models import Payment, PaymentStatus, TreasuryLine
from core.payments.providers import TREASURY, Plugins, provider_of
from core.payments.settling import settle
from core.payments.treasury import LONGEST_BANK, erased_number, normal_number
from core.runtime import Runtime
from core.units.csv_rows import ImportRefused, RowError, read_rows

COLUMNS = ("challan_number", "bank", "paid_on", "amount")
AT_ONCE = 500
OPEN = (PaymentStatus.PENDING, PaymentStatus.FAILED)
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Imported:
    """How many lines were new and known, and how many payments they have settled."""

    created: int
    unchanged: int
    settled: int


async def import_scroll(runtime: Runtime, plugins: Plugins, path: Path) -> Imported:
    """Columns: COLUMNS, and currency (INR where there is none). Lines that are known stay as they
    are. Raises ImportRefused with everything that is wrong.
    """
    rows = read_rows(path, COLUMNS)
    created = await _store(runtime, rows)
    provider, settled = provider_of(runtime, plugins, TREASURY), 0
    for payment in await _waiting([line.number for line in created]):
        after = await settle(runtime, plugins, payment.id, await provider.find(payment))
        settled += after.status is PaymentStatus.PAID
    return Imported(len(created), len(rows) - len(created), settled)


async def _waiting(numbers: Sequence[str]) -> list[Payment]:
    """Payments that name these challans, those that still wait first."""
    found: list[Payment] = []
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        found += await Payment.filter(challan_number__in=some, status__in=OPEN, received=None)
    return sorted(found, key=lambda each: (each.status is PaymentStatus.FAILED, each.created_at))


@transactional
async def _store(runtime: Runtime, rows: dict[int, dict[str, str]]) -> list[TreasuryLine]:
    known = await _known(runtime, [normal_number(row["challan_number"]) for row in rows.values()])
    lines: dict[str, TreasuryLine] = {}
    errors: list[RowError] = []
    for number, row in rows.items():
        faults = [RowError(number, *fault) for fault in _faults(runtime, row)]
        errors += faults
        if not faults:
            line = _line(runtime, row)
            earlier = lines.get(line.number) or known.get(line.number)
            if earlier is not None and _content(earlier) != _content(line):
                errors.append(RowError(number, "challan_number", _differs(earlier)))
            lines[line.number] = line
    if errors:
        raise ImportRefused(errors)
    new = [line for line in lines.values() if line.number not in known]
    await TreasuryLine.bulk_create(new, batch_size=AT_ONCE)
    await _record(runtime, len(new))
    return new


async def _known(runtime: Runtime, numbers: Sequence[str | None]) -> dict[str, TreasuryLine]:
    """The lines that are stored, by their number, also where an erasure has left its hash alone."""
    spelled = {key: n for n in numbers if n for key in (n, erased_number(runtime, n))}
    keys, found = list(spelled), dict[str, TreasuryLine]()
    for start in range(0, len(keys), AT_ONCE):
        for row in await TreasuryLine.filter(number__in=keys[start : start + AT_ONCE]):
            found[spelled[row.number]] = row
    return found


def _faults(runtime: Runtime, row: dict[str, str]) -> Iterable[tuple[str, str]]:
    if normal_number(row["challan_number"]) is None:
        yield "challan_number", "must be 4 to 30 letters and digits"
    if len(row["bank"]) > LONGEST_BANK:
        yield "bank", f"must have at most {LONGEST_BANK} characters"
    day = _day(row["paid_on"])
    if day is None:
        yield "paid_on", "must be a day as YYYY-MM-DD"
    elif day > day_in_india(runtime.now()):
        yield "paid_on", "lies in the future"
    if not _AMOUNT.fullmatch(row["amount"]) or not Decimal(row["amount"]):
        yield "amount", "must be an amount above 0 with at most two decimals, such as 100.00"
    if not re.fullmatch("[A-Z]{3}", row.get("currency") or "INR"):
        yield "currency", "must be three capital letters, such as INR"


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        return None


def _line(runtime: Runtime, row: dict[str, str]) -> TreasuryLine:
    return TreasuryLine(
        number=normal_number(row["challan_number"]),
        bank=row["bank"],
        paid_on=date.fromisoformat(row["paid_on"]),
        amount=Decimal(row["amount"]).quantize(Decimal("0.01")),
        currency=row.get("currency") or "INR",
        imported_at=runtime.now(),
    )


def _content(line: TreasuryLine) -> tuple[date, Decimal, str]:
    return line.paid_on, line.amount, line.currency


def _differs(line: TreasuryLine) -> str:
    return (
        f"is known with {line.amount} {line.currency} on {line.paid_on}; a challan is paid once, so"
        " ask the treasury which is right"
    )


async def _record(runtime: Runtime, created: int) -> None:
    await audit.record(
        audit.PLATFORM,
        at=runtime.now(),
        actor="system:command",
        action="payment.scroll",
        subject="treasury:scroll",
        details={"created": created},
    )
