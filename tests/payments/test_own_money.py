"""Payments in a citizen's own copy, and what an erasure leaves of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from own_data import copy_of, erase
from own_data import read as read_file
from permits import Request, Till, apply, by_challan, moved, pay, paying
from processions import Person

from core.payments.models import Payment, RequestFee, TreasuryLine
from core.payments.totals import disagreements

Make = Callable[..., Awaitable[Person]]


async def line(till: Till, amount: str = "100.00") -> None:
    """The scroll holds the challan."""
    await TreasuryLine.create(
        number="MP2026004711",
        bank="State Bank",
        paid_on=date(2024, 5, 6),
        amount=amount,
        currency="INR",
        imported_at=till.clock.now(),
    )


async def test_own_copy_holds_fee_and_payments(
    till: Till, citizen: Person, permit: Request
) -> None:
    await line(till)
    await pay(citizen, by_challan(permit))
    (told,) = read_file(await copy_of(till.app, citizen), "requests.json")
    assert (told["fee"]["amount"], told["fee"]["status"]) == ("100.00", "PAID")
    (paid,) = told["payments"]
    assert paid | {"id": "", "created_at": "", "settled_at": ""} == {
        "id": "",
        "provider": "treasury",
        "amount": "100.00",
        "currency": "INR",
        "status": "PAID",
        "failure": None,
        "reference": None,
        "challan_number": "MP2026004711",
        "challan_bank": "State Bank",
        "challan_paid_on": "2024-05-06",
        "received": "100.00",
        "received_currency": "INR",
        "created_at": "",
        "settled_at": "",
        "refund_state": "NONE",
    }


async def test_erasure_keeps_the_money_and_not_whose_it_was(
    till: Till, citizen: Person, permit: Request, another: Make
) -> None:
    await line(till)
    await pay(citizen, by_challan(permit))
    await erase(citizen, citizen.row.mobile)
    row, scroll = await Payment.get(), await TreasuryLine.get()
    assert (row.challan_number, row.challan_bank, row.challan_paid_on) == (None, None, None)
    assert (row.status.value, f"{row.received:.2f}") == ("PAID", "100.00")
    assert (len(scroll.number), scroll.bank, scroll.payment_id) == (64, "", row.id)
    assert (await RequestFee.get()).status.value == "PAID"
    assert (await moved(), await disagreements()) == ([("RECEIVED", "100.00", "INR")], [])
    stranger = await another()
    answer = await stranger.run(
        "mutation($input: PayFeeInput!) { payFee(input: $input) { errors { code } } }",
        input=by_challan(await apply(stranger)),
    )
    assert answer["payFee"]["errors"] == [{"code": "CHALLAN_USED"}]


async def test_challan_stays_until_the_money_has_been_given_back(
    till: Till, citizen: Person, permit: Request, payments: Callable[..., Awaitable[object]]
) -> None:
    await line(till, "10.00")
    await pay(citizen, by_challan(permit))
    await erase(citizen, citizen.row.mobile)
    row = await Payment.get()
    assert (row.challan_number, row.refund_state.value) == ("MP2026004711", "DUE")
    await payments("refund", str(row.id), "--reason", "BY_TREASURY", "--done")
    row = await Payment.get()
    assert (row.challan_number, row.refund_state.value) == (None, "DONE")
    assert (await TreasuryLine.get()).bank == ""


async def test_money_that_comes_after_the_erasure_finds_its_place(
    till: Till, citizen: Person, permit: Request
) -> None:
    await pay(citizen, paying(permit, "gateway"))
    till.gateway.pay(till.gateway.order)
    await erase(citizen, citizen.row.mobile)
    assert await till.call_back(till.gateway.order) == 200
    assert await moved() == [("RECEIVED", "100.00", "INR")]
    assert await disagreements() == []
