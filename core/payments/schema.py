"""The mutation that pays a fee."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import strawberry

from core.context import Context
from core.errors import NotFound
from core.mutations import InputErrorType, errors_field, mutation
from core.payments import paying
from core.payments.models import Payment
from core.payments.paying import Wanted
from core.payments.reports import Challan
from core.payments.types import PaymentType
from core.policy import CITIZEN, PUBLIC, Info, field, input_type, object_type
from core.service_requests.idempotency import once
from core.service_requests.models import ServiceRequest
from core.service_requests.schema import request_by_global_id
from core.service_requests.types import ServiceRequestType


@input_type("A challan that has been paid at a bank.")
class ChallanInput:
    number: str = field("Its number, in any spelling.")
    bank: str = field("The bank.")
    paid_on: date = field("The day on which it was paid.")


@input_type("Pay a request's fee.")
class PayFeeInput:
    request_id: strawberry.ID = field("The request.")
    provider: str = field("One of `platform.services.paymentProviders`.")
    challan: ChallanInput | None = field("For the provider treasury.", default=None)
    exemption_file_id: strawberry.ID | None = field(
        "For the provider exempt: the uploaded proof.", default=None
    )
    return_url: str | None = field(
        "Where the browser comes back to: an address of the state's own frontends.", default=None
    )
    idempotency_key: strawberry.ID = field(
        "A UUID made by the client. The same key goes on with the same payment."
    )


@object_type("The answer to payFee.", policy=PUBLIC)
class PayFeePayload:
    payment: PaymentType | None = field("The payment as it is now.", default=None)
    request: ServiceRequestType | None = field("The request as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Mutation:
    @mutation("Pay a request's fee, or go on with paying it.", policy=CITIZEN)
    async def pay_fee(self, info: Info, input: PayFeeInput) -> PayFeePayload:
        context, viewer = info.context, await info.context.viewer()
        runtime, plugins = context.runtime, context.registry
        wanted = await _wanted(context, input)

        async def begin() -> dict[str, Any]:
            payment = await paying.begin(runtime, plugins, viewer, wanted)
            return {"payment": str(payment.id)}

        key, content = input.idempotency_key, strawberry.asdict(input)
        begun = await once(runtime, viewer.actor, "payFee", key, content, begin)
        payment = await Payment.get(id=uuid.UUID(begun["payment"]))
        payment = await paying.proceed(runtime, plugins, payment, viewer)
        row = await ServiceRequest.get(id=wanted.request_id)
        context.note_read("request", row.id)
        return PayFeePayload(
            payment=PaymentType(row=payment), request=context.registry.request_type(row)
        )


async def _wanted(context: Context, given: PayFeeInput) -> Wanted:
    found = await request_by_global_id(context, given.request_id)
    if found is None:
        raise NotFound
    challan = Challan(**vars(given.challan)) if given.challan else None
    return Wanted(found.row.id, given.provider, challan, given.exemption_file_id, given.return_url)
