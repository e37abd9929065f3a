"""What the office does with `thana payments`: totals, what is due, and giving money back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

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
    paying,
    read,
    refused,
    stored,
)  # fmt: skip
from processions import Person

from core.audit.models import AuditEntry
from core.outbox.models import OutboxEntry
from core.payments.models import Payment, TreasuryLine
from core.relay import encode_id

Command = Callable[..., Awaitable[Finished]]
TOTALS = ("totals", "--from", "2026-11-23", "--to", "2026-11-24", "--csv")
HEADINGS = "day,provider,currency,received,refunded,net\r\n"
AGREE = "payments and journal agree\n"


async def paid_online(till: Till, citizen: Person, request: Request, amount: str = "100.00") -> str:
    """A payment at the gateway, heard of; its global id."""
    known = set(till.gateway.orders)
    payment = (await pay(citizen, paying(request, "gateway")))["payment"]
    (new,) = set(till.gateway.orders) - known
    till.gateway.pay(till.gateway.orders[new], amount)
    assert await till.call_back(till.gateway.orders[new]) == 200
    return str(payment["id"])


async def test_totals_of_days_in_india_come_from_the_journal(
    till: Till, citizen: Person, permit: Request, payments: Command
) -> None:
    await paid_online(till, citizen, permit, "30.00")
    await till.refund()
    till.clock.move(hours=11, minutes=59, seconds=59)  # 23:59:59 in India
    await paid_online(till, citizen, permit)
    till.clock.move(seconds=1)
    await paid_online(till, citizen, await apply(citizen))
    done = await payments(*TOTALS)
    assert (done.code, done.err) == (0, AGREE)
    assert done.out.replace("\r\n", "\n") == HEADINGS.replace("\r\n", "\n") + (
        "2026-11-23,gateway,INR,130.00,30.00,100.00\n2026-11-24,gateway,INR,100.00,0.00,100.00\n"
    )
    one = await payments("totals", "--from", "2026-11-24", "--to", "2026-11-24")
    assert one.out.count("2026-11-2") == 1
    assert one.out.endswith(AGREE)


async def test_totals_name_a_payment_that_the_journal_does_not_know(
    till: Till, citizen: Person, permit: Request, payments: Command
) -> None:
    await paid_online(till, citizen, permit)
    row = await Payment.get()
    await Payment.filter(id=row.id).update(received="90.00")
    done = await payments(*TOTALS)
    assert done.code == 1
    assert done.faults == [f"payment {row.id}: its row and the journal do not agree"]


async def test_office_gives_back_by_the_gateway(
    till: Till, citizen: Person, permit: Request, payments: Command
) -> None:
    payment = await paid_online(till, citizen, permit)
    done = await payments("refund", payment, "--reason", "PAID_FOR_ANOTHER")
    assert (done.code, done.out) == (0, "100.00 INR to be given back\n")
    assert "PAID_FOR_ANOTHER" in (await payments("due")).out
    # the command has the machine's own clock
    await OutboxEntry.filter(topic="payment_refund").update(available_at=till.clock.now())
    await till.refund()
    assert await moved() == [("RECEIVED", "100.00", "INR"), ("REFUNDED", "100.00", "INR")]
    assert till.gateway.books == [("REFUNDED", "100.00", "INR")]
    assert (await payments("due")).out == "nothing is to be given back\n"
    seen = await read(citizen, permit)
    assert (seen["status"]["code"], seen["fee"]["status"]) == ("SUBMITTED", "REFUNDED")
    entry = await AuditEntry.get(action="payment.refund_due")
    assert (entry.actor, entry.chain) == ("system:command", "21346058")
    assert '"reason": "PAID_FOR_ANOTHER"' in entry.details
    assert await audited() == ["payment.received", "payment.refund_due", "payment.refunded"]
    assert await refused(citizen, by_challan(permit)) == [("requestId", "FEE_NOT_DUE")]


async def test_treasury_gives_back_by_hand(
    till: Till, citizen: Person, permit: Request, payments: Command
) -> None:
    line = {"bank": "B", "paid_on": "2024-05-06", "amount": "10.00", "currency": "INR"}
    await TreasuryLine.create(number="MP2026004711", imported_at=till.clock.now(), **line)
    payment = (await pay(citizen, by_challan(permit)))["payment"]
    assert payment["status"] == "FAILED"
    listed = (await payments("due")).out
    assert "MP2026004711" in listed
    assert str((await Payment.get()).id) in listed  # whole, to be copied
    await till.refund()
    assert await moved() == [("RECEIVED", "10.00", "INR")]
    done = await payments("refund", payment["id"], "--reason", "BY_TREASURY", "--done")
    assert (done.code, done.out) == (0, "10.00 INR given back\n")
    assert await moved() == [("RECEIVED", "10.00", "INR"), ("REFUNDED", "10.00", "INR")]
    row = await Payment.get()
    assert (row.status.value, row.refund_reason) == ("REFUNDED", "WRONG_AMOUNT")


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_what_cannot_be_given_back_says_why(
    till: Till, citizen: Person, permit: Request, payments: Command
) -> None:
    waiting = (await pay(citizen, by_challan(permit)))["payment"]["id"]
    payment = await paid_online(till, citizen, permit)
    unknown = encode_id("Payment", "5f0c1a52-6f0e-4f0e-9f5b-2d7b1a3c4d5e")
    before = await stored()
    for words, fault in (
        ((waiting, "--reason", "WRONG"), "no money has come for this payment"),
        ((unknown, "--reason", "WRONG"), "there is no payment of this id"),
        (("x", "--reason", "WRONG"), "this is no payment's id; `payFee` and `due` show it"),
        (
            (payment, "--reason", "WRONG", "--done"),
            "gateway gives money back itself, and says so; leave out --done",
        ),
    ):
        done = await payments("refund", *words)
        assert (done.code, done.faults) == (1, [f"payment {words[0]}: {fault}"])
    done = await payments("refund", payment, "--reason", "for Asha")
    assert done.faults[0].startswith("--reason: write a code of capital letters")
    assert await stored() == before


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_reconciling_by_command_says_what_it_did(
    till: Till, citizen: Person, permit: Request, payments: Command
) -> None:
    await pay(citizen, paying(permit, "gateway"))
    till.gateway.pay(till.gateway.order)
    await Payment.all().update(ask_at="2024-01-01T00:00:00+00:00")
    done = await payments("reconcile")
    said = "asked about 1: 1 settled, 0 failed, 0 given back, 0 out of reach\n"
    assert (done.code, done.out) == (0, said)
    assert (await read(citizen, permit))["status"]["code"] == "SUBMITTED"
