"""What a request costs: declared by a service, and stored with the request when it begins."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.context import Context, Loader
from core.payments.models import Payment, RequestFee
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.setting_sections import read_money
from core.texts import Text

MOST_SHOWN = 20


@dataclass(frozen=True)
class Fee:
    """What a request costs: an amount in a currency (ISO 4217), and the rule in words.
    `exempt_proof` is the purpose of the upload that proves an exemption; None where there is none.
    """

    amount: Decimal
    currency: str
    rule: Text
    exempt_proof: str | None = None


async def charge(runtime: Runtime, request: ServiceRequest, fee: Fee) -> RequestFee:
    """Store what a request that has just begun costs; needs a transaction around it. The request
    waits for it in a status that the mutation payFee leads out of. Raises ValueError for a fee that
    is no amount above 0, or no currency.
    """
    amount = read_money(fee.amount)
    if not amount or not re.fullmatch("[A-Z]{3}", fee.currency):
        raise ValueError(f"{request.service}: {fee.amount} {fee.currency} is no fee to be charged")
    languages = runtime.settings.languages
    return await RequestFee.create(
        id=uuid.uuid4(),
        request_id=request.id,
        amount=amount,
        currency=fee.currency,
        rule={each.value: runtime.texts(fee.rule, each) for each in languages},
        exempt_proof=fee.exempt_proof,
    )


async def load_fees(_: Context, request_ids: list[Any]) -> list[RequestFee | None]:
    """For each request its fee; None where it costs nothing."""
    rows = {row.request_id: row for row in await RequestFee.filter(request_id__in=request_ids)}
    return [rows.get(request_id) for request_id in request_ids]


async def load_payments(_: Context, request_ids: list[Any]) -> list[list[Payment]]:
    """For each request the tries at paying its fee, newest first."""
    rows = await Payment.filter(request_id__in=request_ids).order_by("-created_at", "id")
    return [[row for row in rows if row.request_id == key][:MOST_SHOWN] for key in request_ids]


LOADERS: dict[str, Loader] = {"request_fee": load_fees, "request_payments": load_payments}
