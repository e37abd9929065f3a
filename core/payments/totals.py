"""What came and went, day by day, from the journal alone; and whether payments agree with it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from core.clock import IST, day_in_india
from core.payments.models import MoneyMovement, MovementKind, Payment, RefundState

PAGE = 1000
NOTHING = Decimal("0.00")


@dataclass
class DayTotal:
    """What one provider has taken and given back on one day in India, in one currency."""

    day: date
    provider: str
    currency: str
    received: Decimal = NOTHING
    refunded: Decimal = NOTHING

    @property
    def net(self) -> Decimal:
        return self.received - self.refunded


async def totals(since: date, until: date) -> list[DayTotal]:
    """The totals of the days from one to another, both of them included."""
    found: dict[tuple[date, str, str], DayTotal] = {}
    begin, end = (
        datetime.combine(day, time(), IST).astimezone(UTC)
        for day in (since, until + timedelta(days=1))
    )
    async for move in _movements(begin, end):
        key = day_in_india(move.at), move.provider, move.currency
        total = found.setdefault(key, DayTotal(*key))
        if move.kind is MovementKind.RECEIVED:
            total.received += move.amount
        else:
            total.refunded += move.amount
    return [found[key] for key in sorted(found)]


async def _movements(begin: datetime, end: datetime) -> AsyncIterator[MoneyMovement]:
    last, within = 0, MoneyMovement.filter(at__gte=begin, at__lt=end).order_by("id")
    while rows := await within.filter(id__gt=last).limit(PAGE):
        last = rows[-1].id
        for row in rows:
            yield row


async def disagreements() -> list[uuid.UUID]:
    """The payments whose own row and journal do not say the same of what came and went."""
    found: list[uuid.UUID] = []
    last = uuid.UUID(int=0)
    while rows := await Payment.filter(id__gt=last).order_by("id").limit(PAGE):
        moved = await _moved([row.id for row in rows])
        found += [row.id for row in rows if moved[row.id] != _own(row)]
        last = rows[-1].id
    return found


Moved = dict[MovementKind, tuple[Decimal, str]]


async def _moved(payment_ids: list[uuid.UUID]) -> defaultdict[uuid.UUID, Moved]:
    moved: defaultdict[uuid.UUID, Moved] = defaultdict(dict)
    for row in await MoneyMovement.filter(payment_id__in=payment_ids):
        moved[row.payment_id][row.kind] = (row.amount, row.currency)
    return moved


def _own(payment: Payment) -> Moved:
    if payment.received is None:
        return {}
    came = (payment.received, payment.received_currency or "")
    kinds = [MovementKind.RECEIVED]
    if payment.refund_state is RefundState.DONE:
        kinds.append(MovementKind.REFUNDED)
    return dict.fromkeys(kinds, came)
