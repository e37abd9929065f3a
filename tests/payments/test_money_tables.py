"""What the database itself refuses."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

import pytest
from asyncpg.exceptions import RaiseError
from permits import Request, Till, apply, by_challan, moved, pay, paying
from processions import Person
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from core.payments.models import MoneyMovement, Payment, PaymentStatus, RequestFee

Make = Callable[..., Awaitable[Person]]


async def test_journal_is_append_only(till: Till, citizen: Person, permit: Request) -> None:
    await pay(citizen, paying(permit, "gateway"))
    till.gateway.pay(till.gateway.order)
    await till.call_back(till.gateway.order)
    for change in (
        lambda: MoneyMovement.all().update(amount="1.00"),
        lambda: MoneyMovement.all().delete(),
    ):
        with pytest.raises((OperationalError, IntegrityError, RaiseError), match="append-only"):
            async with in_transaction():
                await change()
    assert await moved() == [("RECEIVED", "100.00", "INR")]


async def test_challan_and_reference_stand_for_one_payment(
    till: Till, citizen: Person, permit: Request
) -> None:
    await pay(citizen, by_challan(permit))
    first = await Payment.get()
    values = {
        "request_id": first.request_id,
        "provider": "treasury",
        "amount": "100.00",
        "currency": "INR",
        "created_at": till.clock.now(),
    }
    challan = {"challan_number": first.challan_number}
    for status in (PaymentStatus.PENDING, PaymentStatus.PAID):
        with pytest.raises(IntegrityError):
            await Payment.create(id=uuid.uuid4(), **values, **challan, status=status)
    await Payment.create(id=uuid.uuid4(), **values, **challan, status=PaymentStatus.FAILED)
    await Payment.create(id=uuid.uuid4(), **values, reference="R-1")
    with pytest.raises(IntegrityError):
        await Payment.create(id=uuid.uuid4(), **values, reference="R-1")
    await Payment.create(id=uuid.uuid4(), **values | {"provider": "other"}, reference="R-1")


async def test_one_request_has_one_fee(till: Till, citizen: Person, permit: Request) -> None:
    fee = await RequestFee.get()
    values = {"amount": "1.00", "currency": "INR", "rule": {"en": "x"}}
    with pytest.raises(IntegrityError):
        await RequestFee.create(id=uuid.uuid4(), request_id=fee.request_id, **values)
    await apply(citizen)
    assert await RequestFee.all().count() == 2
