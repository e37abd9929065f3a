"""What may happen to money at the gateway, against what is heard of it and when: in each cell the
request goes on or the money goes back, never both and never neither.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from permits import Request, Till, audited, moved, pay, paying, read, stored, withdraw
from processions import Person
from sandbox_gateway import Order

from core.payments.models import Payment
from core.service_requests.models import ServiceRequest

FORGED = "another-secret-of-somebody-who-forges-it"
WITH_HOURS = {"hours": 25}
Cell = Callable[["Scene"], Awaitable[None]]


class Scene:
    """A citizen who has been sent to the gateway, once for each tab."""

    def __init__(self, till: Till, citizen: Person, permit: Request) -> None:
        self.till, self.citizen, self.permit = till, citizen, permit

    async def order(self) -> Order:
        """A tab in which the citizen is about to pay."""
        known = set(self.till.gateway.orders)
        await pay(self.citizen, paying(self.permit, "gateway"))
        (new,) = set(self.till.gateway.orders) - known
        return self.till.gateway.orders[new]

    async def paid(self, amount: str | None = None, currency: str | None = None) -> Order:
        order = await self.order()
        self.till.gateway.pay(order, amount, currency)
        return order

    async def told(self, order: Order, *, status: int = 200) -> None:
        assert await self.till.call_back(order) == status

    async def refunded(self) -> None:
        await self.till.refund()


async def heard(scene: Scene) -> None:
    await scene.told(await scene.paid())


async def lost(scene: Scene) -> None:
    await scene.paid()
    scene.till.clock.move(minutes=16)
    done = await scene.till.reconcile()
    assert (done.asked, done.settled) == (1, 1)


async def doubled(scene: Scene) -> None:
    order = await scene.paid()
    await scene.told(order)
    before = await stored()
    await scene.told(order)
    assert await stored() == before


async def late(scene: Scene) -> None:
    """After it has failed here: the order has expired, and was paid in its last second."""
    order = await scene.order()
    scene.till.clock.move(**WITH_HOURS)
    done = await scene.till.reconcile()
    assert (done.asked, done.failed) == (1, 1)
    assert (await Payment.get()).failure == "EXPIRED"
    scene.till.gateway.pay(order)
    await scene.told(order)


async def declined_and_then_paid(scene: Scene) -> None:
    order = await scene.order()
    order.status = "FAILED"
    await scene.told(order)
    assert (await Payment.get()).failure == "FAILED"
    scene.till.gateway.pay(order)
    scene.till.clock.move(minutes=16)  # and nobody says so
    await scene.till.reconcile()


async def forged(scene: Scene) -> None:
    order = await scene.order()
    genuine, before = order.status, await stored()
    scene.till.gateway.pay(order)
    assert await scene.till.call_back(order, FORGED) == 401
    body, headers = scene.till.gateway.callback(order)
    for changed in (body.replace(b"100.00", b"1.00"), body + b" ", b""):
        assert await scene.till.post(changed, headers) == 401
    assert await scene.till.post(body, {}) == 401
    assert await scene.till.post(body, {"x-thana-signature": "é".encode()}) == 401
    assert await stored() == before
    order.status, order.amount, order.currency = genuine, None, None


async def wrong_amount(scene: Scene) -> None:
    await scene.told(await scene.paid(amount="1.00"))
    await scene.refunded()


async def wrong_currency(scene: Scene) -> None:
    await scene.told(await scene.paid(currency="USD"))
    await scene.refunded()


async def after_refund(scene: Scene) -> None:
    order = await scene.paid(amount="150.00")
    await scene.told(order)
    await scene.refunded()
    before = await stored()
    await scene.told(order)  # that it has been refunded
    scene.till.gateway.pay(order, "150.00")
    await scene.told(order)  # an old one, once more
    assert await stored() == before
    order.status = "REFUNDED"


async def two_tabs(scene: Scene) -> None:
    first, second = await scene.paid(), await scene.paid()
    await scene.told(second)
    await scene.told(first)
    await scene.refunded()


async def withdrawn(scene: Scene) -> None:
    order = await scene.paid()
    await withdraw(scene.citizen, scene.permit)
    await scene.told(order)
    await scene.refunded()


async def withdrawn_and_lost(scene: Scene) -> None:
    await scene.paid()
    await withdraw(scene.citizen, scene.permit)
    scene.till.clock.move(minutes=16)
    await scene.till.reconcile()
    await scene.refunded()


async def service_not_enabled_any_more(scene: Scene) -> None:
    order = await scene.paid()
    await ServiceRequest.all().update(service="retired")
    await scene.told(order)
    await scene.refunded()


async def refunded_by_the_gateway(scene: Scene) -> None:
    """Its office has given it back before anybody said that it had come."""
    order = await scene.paid()
    order.status = "REFUNDED"
    await scene.told(order)


CAME, BACK = ("RECEIVED", "100.00", "INR"), ("REFUNDED", "100.00", "INR")
TAKEN, GIVEN = ("PAID", "100.00", "INR"), ("REFUNDED", "100.00", "INR")
GOES_ON = ("SUBMITTED", "PAID", ["PAID"], [CAME], [TAKEN])


def goes_back(amount: str, currency: str = "INR") -> tuple[object, ...]:
    """The request waits on, and the gateway has given back what came."""
    journal = [("RECEIVED", amount, currency), ("REFUNDED", amount, currency)]
    return "PAYMENT_PENDING", "PENDING", ["REFUNDED"], journal, [("REFUNDED", amount, currency)]


CELLS: dict[Cell, tuple[object, ...]] = {
    heard: GOES_ON,
    lost: GOES_ON,
    doubled: GOES_ON,
    late: GOES_ON,
    declined_and_then_paid: GOES_ON,
    forged: ("PAYMENT_PENDING", "PENDING", ["PENDING"], [], [("CREATED", None, None)]),
    wrong_amount: goes_back("1.00"),
    wrong_currency: goes_back("100.00", "USD"),
    after_refund: goes_back("150.00"),
    two_tabs: ("SUBMITTED", "PAID", ["PAID", "REFUNDED"], [CAME, CAME, BACK], [TAKEN, GIVEN]),
    withdrawn: ("WITHDRAWN", "PENDING", ["REFUNDED"], [CAME, BACK], [GIVEN]),
    withdrawn_and_lost: ("WITHDRAWN", "PENDING", ["REFUNDED"], [CAME, BACK], [GIVEN]),
    service_not_enabled_any_more: goes_back("100.00"),
    refunded_by_the_gateway: goes_back("100.00"),
}


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.__name__)
async def test_request_goes_on_or_the_money_goes_back(
    cell: Cell, till: Till, citizen: Person, permit: Request
) -> None:
    await cell(Scene(till, citizen, permit))
    names = ("request", "fee", "payments", "moved", "books")
    found = await till.outcome(permit)
    assert found == dict(zip(names, CELLS[cell], strict=True))
    before = await stored()
    till.clock.move(days=3)
    await till.reconcile()
    await till.reconcile()
    after = await stored()
    assert (await till.outcome(permit))["moved"] == found["moved"]
    if cell is not forged:  # that one fails in the end, as nobody has paid
        assert after == before


async def test_second_tab_says_that_it_is_paid_already(
    till: Till, citizen: Person, permit: Request
) -> None:
    scene = Scene(till, citizen, permit)
    await two_tabs(scene)
    rows = await Payment.all().order_by("refund_state")
    assert sorted((row.status.value, row.refund_reason) for row in rows) == [
        ("PAID", None),
        ("REFUNDED", "FEE_SETTLED"),
    ]
    assert await audited() == [
        "payment.received",
        "payment.received",
        "payment.refund_due",
        "payment.refunded",
    ]
    assert (await read(citizen, permit))["fee"]["status"] == "PAID"


async def test_refund_is_asked_for_until_it_is_done(
    till: Till, citizen: Person, permit: Request
) -> None:
    scene = Scene(till, citizen, permit)
    till.gateway.refunds_later = True
    await wrong_amount(scene)
    assert (await Payment.get()).refund_state.value == "DUE"
    till.gateway.is_down = True
    till.clock.move(minutes=16)
    assert (await till.reconcile()).unreachable == 1
    till.gateway.is_down = till.gateway.refunds_later = False
    till.clock.move(minutes=16)
    assert (await till.reconcile()).refunded == 1
    assert await moved() == [("RECEIVED", "1.00", "INR"), ("REFUNDED", "1.00", "INR")]
