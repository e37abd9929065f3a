"""What payments hold of a citizen: for the citizen's own copy, and for an erasure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from core.payments.models import Payment, RefundState, RequestFee
from core.payments.treasury import forget_challan
from core.runtime import Runtime

FEE = ("amount", "currency", "rule", "status", "settled_at")
PAYMENT = (
    "id", "provider", "amount", "currency", "status", "failure", "reference", "challan_number",
    "challan_bank", "challan_paid_on", "received", "received_currency", "created_at", "settled_at",
    "refund_state",
)  # fmt: skip


async def money_of(request_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """For each request that costs something its fee and its payments, as JSON by name."""
    found: dict[uuid.UUID, dict[str, Any]] = {
        row.request_id: {"fee": _told(row, FEE), "payments": []}
        for row in await RequestFee.filter(request_id__in=request_ids)
    }
    for row in await Payment.filter(request_id__in=request_ids).order_by("created_at", "id"):
        found[row.request_id]["payments"].append(_told(row, PAYMENT))
    return found


def _told(row: Any, names: Sequence[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    money = {"amount", "received"} & values.keys()
    return values | {name: values[name] and f"{values[name]:.2f}" for name in money}


async def erase_own_part(runtime: Runtime, request_ids: Sequence[uuid.UUID]) -> None:
    """Clear who has paid where; needs a transaction around it. Amounts stay, and what is needed to
    give money back stays until that is done.
    """
    of_them = Payment.filter(request_id__in=request_ids)
    await forget_challan(runtime, await of_them.exclude(refund_state=RefundState.DUE))
