"""Money that is given back: by the provider after the commit, or by the office, by hand."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.db import transactional
from core.payments.models import Payment, RefundState
from core.payments.providers import Plugins, provider_of
from core.payments.settling import change, gave_back, locked, owe
from core.runtime import Runtime

COMMAND = "system:command"


class NoRefund(Exception):
    """There is nothing to be given back, or not like this; says why."""


class Refunds:
    """The handler of the outbox topic `payment_refund`. A failure repeats it, and so does the
    reconciling, for as long as it is due.
    """

    def __init__(self, runtime: Runtime, plugins: Plugins) -> None:
        self._runtime = runtime
        self._plugins = plugins

    async def __call__(self, _: uuid.UUID, entry: Mapping[str, Any]) -> None:
        await refund(self._runtime, self._plugins, await Payment.get(id=entry["payment"]))


async def refund(runtime: Runtime, plugins: Plugins, payment: Payment) -> bool:
    """Ask the provider to give back what is due; whether it has. No transaction may be open, as
    another machine is asked. Raises ProviderDown.
    """
    if payment.refund_state is not RefundState.DUE:
        return False
    provider = provider_of(runtime, plugins, payment.provider)
    if provider.refunds_by_hand:
        await Payment.filter(id=payment.id).update(ask_at=None)
        return False
    is_done = await provider.refund(payment)
    return await _note(runtime, payment.id, is_done)


@transactional
async def _note(runtime: Runtime, payment_id: uuid.UUID, is_done: bool) -> bool:
    payment = await locked(payment_id)
    if is_done:
        return await gave_back(runtime, payment, "system:payments")
    minutes = runtime.settings.payments.reconcile_minutes
    if payment.refund_state is RefundState.DUE:
        await change(payment, ask_at=runtime.now() + timedelta(minutes=minutes))
    return False


@transactional
async def refund_by_office(
    runtime: Runtime, plugins: Plugins, payment_id: uuid.UUID, reason: str, *, is_done: bool
) -> Payment:
    """The office has a payment given back, or says that it has given it back. Raises NoRefund."""
    if not await Payment.exists(id=payment_id):
        raise NoRefund("there is no payment of this id")
    payment = await locked(payment_id)
    if payment.received is None:
        raise NoRefund("no money has come for this payment")
    if payment.refund_state is RefundState.DONE:
        raise NoRefund("this payment has been given back before")
    provider = provider_of(runtime, plugins, payment.provider)
    if is_done and not provider.refunds_by_hand:
        raise NoRefund(f"{payment.provider} gives money back itself, and says so; leave out --done")
    if payment.refund_state is RefundState.NONE:
        await owe(runtime, payment, reason, COMMAND)
    if is_done:
        await gave_back(runtime, payment, COMMAND)
    return payment
