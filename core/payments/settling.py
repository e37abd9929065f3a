"""The one place where money becomes a status: what a provider says of a payment is written down,
and the request goes on, or the money is given back, all in one transaction.
"""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from core.audit import service as audit
from core.db import transactional
from core.outbox.queue import enqueue
from core.payments.models import (
    MoneyMovement,
    MovementKind,
    Payment,
    PaymentStatus,
    RefundState,
    RequestFee,
)
from core.payments.providers import Plugins
from core.payments.reports import PAY_MUTATION, Report
from core.payments.treasury import forget_challan, take_line
from core.runtime import Runtime
from core.service_requests.models import ActorKind, RequestEvent, ServiceRequest
from core.service_requests.service import event_of, take_step
from core.service_requests.workflow import Transition
from core.viewers import Viewer

REFUND = "payment_refund"
ACTOR = "system:payments"


@transactional
async def settle(
    runtime: Runtime,
    plugins: Plugins,
    payment_id: uuid.UUID,
    report: Report,
    viewer: Viewer | None = None,
) -> Payment:
    """Write down what a provider says, however often and in whatever order it says it. `viewer` is
    the citizen whose own call this is. The payment as it is now.
    """
    payment = await locked(payment_id)
    if report.status in (PaymentStatus.PAID, PaymentStatus.REFUNDED):
        is_news = payment.received is None and await _receive(runtime, payment, report, viewer)
        if report.status is PaymentStatus.REFUNDED:
            await gave_back(runtime, payment, ACTOR)
        elif is_news:
            await _use(runtime, plugins, payment, viewer)
    elif payment.status is PaymentStatus.PENDING:
        if report.status is PaymentStatus.EXEMPT:
            await _exempt(runtime, plugins, payment, viewer)
        elif report.status is PaymentStatus.FAILED:
            await change(payment, status=PaymentStatus.FAILED, failure=report.failure)
        elif report.redirect_url is not None and payment.redirect_url is None:
            reference = await _reference(payment, report)
            await change(payment, redirect_url=report.redirect_url, **reference)
    return payment


async def locked(payment_id: uuid.UUID) -> Payment:
    """The payment with its request, which nobody else changes until the transaction ends."""
    found = await Payment.get(id=payment_id)
    request = await ServiceRequest.select_for_update().get(id=found.request_id)
    await request.fetch_related("citizen", "unit")
    payment = await Payment.get(id=payment_id)
    payment.request = request
    return payment


async def change(payment: Payment, **values: Any) -> None:
    await Payment.filter(id=payment.id).update(**values)
    payment.update_from_dict(values)


async def _receive(
    runtime: Runtime, payment: Payment, report: Report, viewer: Viewer | None
) -> bool:
    """Write down that money has come; False where a challan has settled another payment."""
    amount, currency = report.amount or Decimal(0), report.currency or payment.currency
    if payment.challan_number is not None and not await take_line(payment):
        return False
    came = {"received": amount, "received_currency": currency, "settled_at": runtime.now()}
    await change(payment, **came, **await _reference(payment, report))
    await _write(runtime, payment, MovementKind.RECEIVED)
    await note(runtime, payment, "payment.received", _actor(viewer))
    return True


async def _reference(payment: Payment, report: Report) -> dict[str, str]:
    """The provider's reference where it is new. One that another payment has is left out: it stands
    for one payment, and holds up no money.
    """
    if report.reference is None or payment.reference is not None:
        return {}
    known = Payment.filter(provider=payment.provider, reference=report.reference)
    return {} if await known.exists() else {"reference": report.reference}


async def _use(runtime: Runtime, plugins: Plugins, payment: Payment, viewer: Viewer | None) -> None:
    """What has come settles the fee, or is to be given back."""
    if wrong := _wrong(payment):
        await change(payment, status=PaymentStatus.FAILED, failure=wrong, ask_at=None)
        return await owe(runtime, payment, wrong, ACTOR)
    await change(payment, status=PaymentStatus.PAID, failure=None, ask_at=None)
    if surplus := await _settle_fee(runtime, plugins, payment, viewer):
        await owe(runtime, payment, surplus, ACTOR)


async def _exempt(
    runtime: Runtime, plugins: Plugins, payment: Payment, viewer: Viewer | None
) -> None:
    await change(payment, status=PaymentStatus.EXEMPT, settled_at=runtime.now(), ask_at=None)
    fault = await _settle_fee(runtime, plugins, payment, viewer)
    if fault:
        return await change(payment, status=PaymentStatus.FAILED, failure=fault)
    await note(runtime, payment, "payment.exempt", _actor(viewer))


def _wrong(payment: Payment) -> str | None:
    if payment.received_currency != payment.currency:
        return "WRONG_CURRENCY"
    return "WRONG_AMOUNT" if payment.received != payment.amount else None


async def _settle_fee(
    runtime: Runtime, plugins: Plugins, payment: Payment, viewer: Viewer | None
) -> str | None:
    """Have the payment settle the fee and the request go on; else why it cannot."""
    request = payment.request
    step = _step(plugins, request)
    if step is None:
        settled = (
            await RequestFee.filter(request_id=request.id)
            .exclude(status=PaymentStatus.PENDING)
            .exists()
        )
        return "FEE_SETTLED" if settled else "REQUEST_CLOSED"
    waiting = RequestFee.filter(request_id=request.id, status=PaymentStatus.PENDING)
    settled_at, status = runtime.now(), payment.status
    if not await waiting.update(status=status, settled_at=settled_at, payment_id=payment.id):
        return "FEE_SETTLED"
    event = RequestEvent(action=step.action, actor_kind=ActorKind.SYSTEM)
    if viewer is not None:
        event = event_of(viewer, step.action)
    service, actor = plugins.service(request.service), _actor(viewer)
    await take_step(runtime, service, request, step, event, actor)
    return None


def _actor(viewer: Viewer | None) -> str:
    return viewer.actor if viewer else ACTOR


def _step(plugins: Plugins, request: ServiceRequest) -> Transition | None:
    """The step that a payment takes; None where the request, or its service, has none now."""
    flow = plugins.flow(request.service)
    steps = flow.steps(request.status) if flow else []
    return next((each for each in steps if each.mutation == PAY_MUTATION), None)


async def owe(runtime: Runtime, payment: Payment, reason: str, actor: str) -> None:
    """From now on what has come is to be given back; needs a transaction around it."""
    await change(
        payment,
        refund_state=RefundState.DUE,
        refund_reason=reason,
        ask_at=runtime.now(),
    )
    await enqueue(runtime, REFUND, {"payment": str(payment.id)})
    await note(runtime, payment, "payment.refund_due", actor, reason=reason)


async def gave_back(runtime: Runtime, payment: Payment, actor: str) -> bool:
    """What has come has been given back; whether that is news. Needs a locked payment."""
    if payment.received is None or payment.refund_state is RefundState.DONE:
        return False
    await _write(runtime, payment, MovementKind.REFUNDED)
    await change(payment, status=PaymentStatus.REFUNDED, refund_state=RefundState.DONE, ask_at=None)
    settled = RequestFee.filter(request_id=payment.request_id, payment_id=payment.id)
    await settled.update(status=PaymentStatus.REFUNDED)
    await note(runtime, payment, "payment.refunded", actor, reason=payment.refund_reason)
    if payment.request.citizen.erased_at is not None:
        await forget_challan(runtime, [payment])
    return True


async def _write(runtime: Runtime, payment: Payment, kind: MovementKind) -> None:
    await MoneyMovement.create(
        payment_id=payment.id,
        kind=kind,
        amount=payment.received,
        currency=payment.received_currency,
        at=runtime.now(),
        provider=payment.provider,
    )


async def note(
    runtime: Runtime, payment: Payment, action: str, actor: str, **details: str | None
) -> None:
    """Write it to the audit, in the chain of the unit that has the request."""
    amount = str(payment.received if payment.received is not None else payment.amount)
    currency = payment.received_currency or payment.currency
    known = {"request": str(payment.request_id), "provider": payment.provider}
    await audit.record(
        payment.request.unit_id,
        at=runtime.now(),
        actor=actor,
        action=action,
        subject=f"payment:{payment.id}",
        details={**known, "amount": amount, "currency": currency, **details},
    )
