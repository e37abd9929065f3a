"""Two settlements of one fee at the same moment, and a payment beside another step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from permits import Request, Till, apply, by_challan, moved, pay, paying, read
from processions import Person

from core.payments.models import Payment, PaymentStatus
from core.payments.reports import Report
from core.payments.settling import settle
from core.service_requests.models import RequestEvent

AT_ONCE = 6
Make = Callable[..., Awaitable[Person]]


async def test_callback_many_times_at_once_has_one_effect(
    till: Till, citizen: Person, permit: Request
) -> None:
    await pay(citizen, paying(permit, "gateway"))
    order = till.gateway.order
    till.gateway.pay(order)
    said = await asyncio.gather(*(till.call_back(order) for _ in range(AT_ONCE)))
    assert said == [200] * AT_ONCE
    assert await moved() == [("RECEIVED", "100.00", "INR")]
    assert await RequestEvent.filter(action="PAY").count() == 1


async def test_two_payments_at_once_settle_one_and_give_back_the_other(
    till: Till, citizen: Person, permit: Request
) -> None:
    for _ in range(AT_ONCE):
        await pay(citizen, paying(permit, "gateway"))
    orders = list(till.gateway.orders.values())
    for order in orders:
        till.gateway.pay(order)
    said = await asyncio.gather(*(till.call_back(order) for order in orders))
    assert said == [200] * AT_ONCE
    await till.refund()
    found = await till.outcome(permit)
    assert (found["request"], found["fee"]) == ("SUBMITTED", "PAID")
    assert found["payments"] == ["PAID"] + ["REFUNDED"] * (AT_ONCE - 1)
    assert [each[0] for each in found["books"]] == ["PAID"] + ["REFUNDED"] * (AT_ONCE - 1)


async def test_withdrawal_at_the_same_moment_strands_nothing(
    till: Till, citizen: Person, permit: Request
) -> None:
    await pay(citizen, paying(permit, "gateway"))
    order = till.gateway.order
    till.gateway.pay(order)
    seen = await read(citizen, permit)
    wanted = {"requestId": seen["id"], "expectedVersion": seen["version"], "action": "WITHDRAW"}
    act = "mutation($input: PerformActionInput!) { performAction(input: $input) { __typename } }"
    said, _ = await asyncio.gather(till.call_back(order), citizen.send(act, input=wanted))
    assert said == 200
    await till.refund()
    found = await till.outcome(permit)
    assert (found["request"], found["payments"]) in (
        ("SUBMITTED", ["PAID"]),
        ("WITHDRAWN", ["REFUNDED"]),
    )


async def test_same_key_at_once_is_one_payment(
    till: Till, citizen: Person, permit: Request
) -> None:
    wanted = paying(permit, "gateway")
    answers = await asyncio.gather(*(pay(citizen, wanted) for _ in range(AT_ONCE)))
    assert {each["payment"]["id"] for each in answers} == {answers[0]["payment"]["id"]}
    assert (await Payment.all().count(), len(till.gateway.orders)) == (1, 1)


async def test_one_challan_named_by_many_at_once_is_one_requests(till: Till, another: Make) -> None:
    people = [await another() for _ in range(AT_ONCE)]
    wanted = [by_challan(await apply(person)) for person in people]
    document = "mutation($input: PayFeeInput!) { payFee(input: $input) { errors { code } } }"
    answers = await asyncio.gather(
        *(who.run(document, input=given) for who, given in zip(people, wanted, strict=True))
    )
    codes = sorted(tuple(e["code"] for e in each["payFee"]["errors"]) for each in answers)
    assert codes == [()] + [("CHALLAN_USED",)] * (AT_ONCE - 1)
    assert await Payment.all().count() == 1


async def test_callback_beside_reconciling_has_one_effect(
    till: Till, citizen: Person, permit: Request
) -> None:
    await pay(citizen, paying(permit, "gateway"))
    till.gateway.pay(till.gateway.order)
    till.clock.move(minutes=16)
    await asyncio.gather(
        till.call_back(till.gateway.order), *(till.reconcile() for _ in range(AT_ONCE))
    )
    assert (await till.outcome(permit))["moved"] == [("RECEIVED", "100.00", "INR")]
    assert till.gateway.calls.count(f"GET /orders/{(await Payment.get()).id}") <= 1


async def test_exemption_beside_a_payment_settles_once(
    till: Till, citizen: Person, permit: Request
) -> None:
    """What two providers say at the same moment, whichever is first."""
    await pay(citizen, paying(permit, "gateway"))
    await pay(citizen, by_challan(permit))
    online, other = await Payment.all().order_by("provider")
    await Payment.filter(id=other.id).update(provider="exempt", challan_number=None)
    paid = Report(PaymentStatus.PAID, online.amount, "INR")
    reports: list[tuple[Any, Report]] = [(online, paid), (other, Report(PaymentStatus.EXEMPT))]
    registry = till.platform.registry
    await asyncio.gather(
        *(settle(till.runtime, registry, row.id, report) for row, report in reports)
    )
    rows = await Payment.all().order_by("provider")
    assert [row.status.value for row in rows] in (["FAILED", "PAID"], ["EXEMPT", "PAID"])
    assert await RequestEvent.filter(action="PAY").count() == 1
    is_owed = rows[1].refund_state.value == "DUE"
    assert is_owed == (rows[0].status is PaymentStatus.EXEMPT)
