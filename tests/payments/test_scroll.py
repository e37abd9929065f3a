"""A citizen has paid a challan at a bank, and the treasury's scroll says so sooner or later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from commands import Finished
from permits import (
    Request,
    Till,
    apply,
    audited,
    by_challan,
    moved,
    pay,
    read,
    refused,
    stored,
    withdraw,
)
from processions import Person

from core.payments.models import MoneyMovement, Payment, TreasuryLine
from core.payments.totals import disagreements
from core.service_requests.models import RequestEvent

Make = Callable[..., Awaitable[Person]]
Command = Callable[..., Awaitable[Finished]]
HEADER = "challan_number,bank,paid_on,amount,currency\n"
LINE = "MP2026004711,State Bank,2024-05-06,100.00,INR\n"


@pytest.fixture
def bring(payments: Command, tmp_path: Path) -> Callable[..., Awaitable[Finished]]:
    """`thana payments scroll` with these lines."""

    async def imported(*lines: str, header: str = HEADER) -> Finished:
        file = tmp_path / "scroll.csv"
        file.write_text(header + "".join(lines), encoding="utf-8-sig")
        return await payments("scroll", str(file))

    return imported


Bring = Callable[..., Awaitable[Finished]]


async def test_challan_waits_until_a_scroll_holds_it(
    till: Till, citizen: Person, permit: Request, bring: Bring
) -> None:
    paid = await pay(citizen, by_challan(permit, number="mp-2026/004711"))
    assert (paid["payment"]["status"], paid["payment"]["redirectUrl"]) == ("PENDING", None)
    assert paid["request"]["status"]["code"] == "PAYMENT_PENDING"
    done = await bring(LINE)
    assert (done.code, done.out) == (0, "lines: 1 new, 0 known; payments settled: 1\n")
    seen = await read(citizen, permit)
    assert (seen["status"]["code"], seen["fee"]["status"]) == ("SUBMITTED", "PAID")
    step = await RequestEvent.get(action="PAY")
    assert (step.actor_kind.value, step.actor_id) == ("SYSTEM", None)
    assert await moved() == [("RECEIVED", "100.00", "INR")]
    assert await audited() == ["payment.scroll", "payment.received"]


async def test_scroll_that_came_first_settles_at_once(
    till: Till, citizen: Person, permit: Request, bring: Bring
) -> None:
    await bring(LINE)
    paid = await pay(citizen, by_challan(permit))
    assert (paid["payment"]["status"], paid["request"]["status"]["code"]) == ("PAID", "SUBMITTED")
    step = await RequestEvent.get(action="PAY")
    assert (step.actor_kind.value, step.actor_id) == ("CITIZEN", citizen.row.id)


async def test_same_scroll_twice_adds_nothing(
    till: Till, citizen: Person, permit: Request, bring: Bring
) -> None:
    await pay(citizen, by_challan(permit))
    await bring(LINE)
    before = await stored()
    assert (await bring(LINE)).out == "lines: 0 new, 1 known; payments settled: 0\n"
    assert await stored() == before


async def test_each_bad_row_is_named_and_nothing_is_imported(
    till: Till, citizen: Person, permit: Request, bring: Bring
) -> None:
    await pay(citizen, by_challan(permit))
    await bring("KNOWN1,Bank,2024-05-01,50.00,INR\n")
    before = await stored()
    done = await bring(
        LINE,
        "!!,Bank,01.11.2026,1e2,rupees\n",
        "AAAA1,Bank,2099-01-01,-1,INR\n",
        "AAAA2,Bank,2024-05-01,0.00,\n",
        "AAAA3,Bank,2024-05-01,1.005,INR\n",
        "KNOWN1,Bank,2024-05-01,51.00,INR\n",
        "MP2026004711,Bank,2024-05-06,200.00,INR\n",
    )
    assert done.code == 1
    differs = "; a challan is paid once, so ask the treasury which is right"
    amount = "amount: must be an amount above 0 with at most two decimals, such as 100.00"
    assert done.faults == [
        "row 3, challan_number: must be 4 to 30 letters and digits",
        "row 3, paid_on: must be a day as YYYY-MM-DD",
        f"row 3, {amount}",
        "row 3, currency: must be three capital letters, such as INR",
        "row 4, paid_on: lies in the future",
        f"row 4, {amount}",
        f"row 5, {amount}",
        f"row 6, {amount}",
        f"row 7, challan_number: is known with 50.00 INR on 2024-05-01{differs}",
        f"row 8, challan_number: is known with 100.00 INR on 2024-05-06{differs}",
        "nothing was imported",
    ]
    assert await stored() == before
    done = await bring("x\n", header="number\n")
    assert done.faults[0] == "row 1, challan_number: column is missing; there are: number"


async def test_challan_belongs_to_the_request_that_names_it_first(
    till: Till, citizen: Person, permit: Request, another: Make, bring: Bring
) -> None:
    stranger = await another()
    theirs = await apply(stranger)
    await pay(citizen, by_challan(permit))
    used = [("challan.number", "CHALLAN_USED")]
    assert await refused(stranger, by_challan(theirs, number="MP 2026 004711")) == used
    await bring(LINE)
    assert await refused(stranger, by_challan(theirs)) == used


async def test_number_without_its_day_settles_nothing(
    till: Till, citizen: Person, permit: Request, another: Make, bring: Bring
) -> None:
    stranger = await another()
    guessed = await pay(stranger, by_challan(await apply(stranger), paidOn="2024-05-05"))
    assert guessed["payment"]["status"] == "PENDING"
    await bring(LINE)
    assert (await Payment.get()).failure == "CHALLAN_DATE"
    assert await moved() == []
    assert (await pay(citizen, by_challan(permit)))["payment"]["status"] == "PAID"


async def test_corrected_challan_replaces_the_one_before(
    till: Till, citizen: Person, permit: Request, another: Make, bring: Bring
) -> None:
    await pay(citizen, by_challan(permit, number="MP2026004712"))
    await pay(citizen, by_challan(permit))
    first, second = await Payment.all().order_by("status")
    assert (first.failure, second.status.value) == ("REPLACED", "PENDING")
    await bring(LINE)
    assert (await read(citizen, permit))["status"]["code"] == "SUBMITTED"
    await bring("MP2026004712,State Bank,2024-05-06,100.00,INR\n")  # it was paid as well
    assert (await Payment.get(id=first.id)).refund_reason == "FEE_SETTLED"
    assert await disagreements() == []


async def test_wrong_amount_is_to_be_given_back_by_the_treasury(
    till: Till, citizen: Person, permit: Request, bring: Bring
) -> None:
    await pay(citizen, by_challan(permit))
    await bring(LINE.replace("100.00", "10.00"))
    row = await Payment.get()
    assert (row.status.value, row.failure, row.refund_state.value) == (
        "FAILED",
        "WRONG_AMOUNT",
        "DUE",
    )
    assert (await read(citizen, permit))["status"]["code"] == "PAYMENT_PENDING"
    assert await refused(citizen, by_challan(permit)) == [("challan.number", "CHALLAN_USED")]
    await till.refund()
    assert await moved() == [("RECEIVED", "10.00", "INR")]


async def test_money_for_a_withdrawn_request_is_to_be_given_back(
    till: Till, citizen: Person, permit: Request, bring: Bring
) -> None:
    await pay(citizen, by_challan(permit))
    await withdraw(citizen, permit)
    await bring(LINE)
    row = await Payment.get()
    assert (row.status.value, row.refund_state.value, row.refund_reason) == (
        "PAID",
        "DUE",
        "REQUEST_CLOSED",
    )
    assert (await TreasuryLine.get()).payment_id == row.id
    assert await MoneyMovement.all().count() == 1
