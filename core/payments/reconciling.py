"""Asks providers about payments that they have said nothing of, and about money that is to be given
back: a callback may be lost.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta

from core.errors import StartupError
from core.payments.models import Payment, PaymentStatus, RefundState
from core.payments.providers import Plugins, provider_of
from core.payments.refunding import refund
from core.payments.reports import ProviderDown, Report
from core.payments.settling import settle
from core.runtime import Runtime

AT_ONCE = 200
EXPIRED = Report(PaymentStatus.FAILED, failure="EXPIRED")

logger = logging.getLogger("thana.payments")


@dataclass
class Reconciled:
    """How many payments were asked about, and what became of them."""

    asked: int = 0
    settled: int = 0
    failed: int = 0
    refunded: int = 0
    unreachable: int = 0


async def reconcile(runtime: Runtime, plugins: Plugins) -> Reconciled:
    """Ask about each payment whose time has come. One that cannot be asked about is logged by its
    id, asked about again later, and holds up no other.
    """
    done, last = Reconciled(), uuid.UUID(int=0)
    due = Payment.filter(ask_at__lte=runtime.now()).order_by("id").only("id")
    while rows := await due.filter(id__gt=last).limit(AT_ONCE):
        for payment_id in [row.id for row in rows]:
            try:
                await _ask(runtime, plugins, payment_id, done)
            except (ProviderDown, StartupError) as error:
                done.unreachable += 1
                code = getattr(error, "code", "NO_PROVIDER")
                logger.warning("payment %s: %s", payment_id, code)
            except Exception as error:  # whatever is wrong with one of them
                logger.error("payment %s: %s", payment_id, type(error).__name__)
        last = rows[-1].id
    return done


async def _ask(runtime: Runtime, plugins: Plugins, payment_id: uuid.UUID, done: Reconciled) -> None:
    now, settings = runtime.now(), runtime.settings.payments
    again = now + timedelta(minutes=settings.reconcile_minutes)
    mine = Payment.filter(id=payment_id, ask_at__lte=now)
    if not await mine.update(ask_at=again):
        return  # another process asks about it
    done.asked += 1
    before = await Payment.get(id=payment_id)
    if before.refund_state is RefundState.DUE:
        done.refunded += await refund(runtime, plugins, before)
        return
    provider = provider_of(runtime, plugins, before.provider)
    after = await settle(runtime, plugins, payment_id, await provider.find(before))
    ends_at = before.created_at + timedelta(hours=settings.expire_hours)
    if provider.expires and ends_at <= now:
        after = await settle(runtime, plugins, payment_id, EXPIRED)
    if after.status is PaymentStatus.FAILED and not (provider.expires and now < ends_at):
        await Payment.filter(id=payment_id, received=None).update(ask_at=None)
    _count(before, after, done)


def _count(before: Payment, after: Payment, done: Reconciled) -> None:
    if before.status is after.status:
        return
    if after.status is PaymentStatus.FAILED:
        done.failed += 1
    else:
        done.settled += 1
