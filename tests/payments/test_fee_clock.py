"""The clock of a request that waits for its fee begins at rest, and runs from the payment on."""

from __future__ import annotations

from permits import Request, Till, pay, paying, read, upload
from processions import Person

from core.notifications.models import Notification
from core.service_requests.models import NEVER, ServiceRequest


async def test_clock_rests_until_the_fee_is_paid(
    till: Till, citizen: Person, permit: Request
) -> None:
    assert (permit["dueAt"], permit["daysLeft"]) == (None, 10)
    row = await ServiceRequest.get(number=permit["number"])
    assert (row.due_order, row.clock_at) == (NEVER, None)
    await till.later(days=30)
    assert await till.run_clocks() == 0
    seen = await read(citizen, permit)
    assert (seen["dueAt"], seen["daysLeft"], seen["status"]) == (
        None,
        10,
        {"code": "PAYMENT_PENDING", "phase": "WAITING_ON_CITIZEN"},
    )
    assert seen["dueRule"] == "A permit is decided in 10 working days."
    await pay(citizen, paying(permit, "exempt", exemptionFileId=await upload(citizen)))
    seen = await read(citizen, permit)
    assert (seen["dueAt"], seen["statusDueAt"], seen["daysLeft"]) == (
        "2027-01-05T23:59:59+05:30",
        "2026-12-26T23:59:59+05:30",
        None,
    )
    assert seen["status"] == {"code": "SUBMITTED", "phase": "OPEN"}


async def test_citizen_is_told_of_the_step(till: Till, citizen: Person, permit: Request) -> None:
    await pay(citizen, paying(permit, "gateway"))
    till.gateway.pay(till.gateway.order)
    await till.call_back(till.gateway.order)
    await till.app.state.effects.messages.deliver_due()
    told = await Notification.filter(citizen_id=citizen.row.id).order_by("id")
    assert [each.event for each in told] == ["request_submitted", "request_moved"]
    assert "Submitted" in told[1].body
