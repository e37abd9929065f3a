"""The service that tests of payments drive: a permit that costs something, and waits for its fee.

`strangers.install` makes a distribution of it, as its author would have done.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import strawberry

from core import (
    CITIZEN,
    CONTRACT,
    OWNER,
    PAY_MUTATION,
    PUBLIC,
    Clock,
    Due,
    Fee,
    Info,
    InputErrorType,
    Language,
    Money,
    OfficerRole,
    Phase,
    RequestFeeType,
    Section,
    Service,
    ServiceRequest,
    ServiceRequestType,
    Status,
    Transition,
    Unit,
    Upload,
    Workflow,
    charge_fee,
    domain,
    errors_field,
    field,
    hookimpl,
    input_type,
    mutation,
    object_type,
    once,
    open_request,
    resolver,
)

text = domain("permit")
CITIZEN_ONLY = frozenset({OWNER})

WORKFLOW = Workflow(
    statuses=(
        Status("PAYMENT_PENDING", text("Waiting for the fee"), Phase.WAITING_ON_CITIZEN),
        Status("SUBMITTED", text("Submitted"), Phase.OPEN, days=2),
        Status("CLOSED", text("Closed"), Phase.CLOSED, is_final=True),
        Status("WITHDRAWN", text("Withdrawn"), Phase.CLOSED, is_final=True),
    ),
    actions={"PAY": text("Pay"), "CLOSE": text("Close"), "WITHDRAW": text("Withdraw")},
    initial=("PAYMENT_PENDING",),
    transitions=(
        Transition("PAY", "PAYMENT_PENDING", "SUBMITTED", CITIZEN_ONLY, PAY_MUTATION),
        Transition("CLOSE", "SUBMITTED", "CLOSED", frozenset({OfficerRole.STATION_HEAD})),
        *(
            Transition("WITHDRAW", source, "WITHDRAWN", CITIZEN_ONLY, clock=Clock.STOPS)
            for source in ("PAYMENT_PENDING", "SUBMITTED")
        ),
    ),
)
RULE = text("A permit costs ₹{amount}; families with a ration card of the poor pay nothing.")
DUE = Due(10, text("A permit is decided in 10 working days."))


class Settings(Section):
    fee: Money = Decimal("100.00")


def fee_of(settings: Any) -> Fee:
    rule = text(RULE.message, amount=settings.fee)
    return Fee(settings.fee, "INR", rule, exempt_proof="RATION_CARD")


@object_type("A permit.")
class Permit(ServiceRequestType):
    @resolver("What it costs.")
    async def fee(self, info: Info) -> RequestFeeType | None:
        row = await info.context.load("request_fee", self.row.id)
        return RequestFeeType(row=row) if row else None


@input_type("Ask for a permit.")
class ApplyForPermitInput:
    station_code: str = field("The station.")
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@object_type("The answer to applyForPermit.", policy=PUBLIC)
class PermitPayload:
    permit: Permit | None = field("The request as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Mutation:
    @mutation("Ask for a permit.", policy=CITIZEN)
    async def apply_for_permit(self, info: Info, input: ApplyForPermitInput) -> PermitPayload:
        context, viewer = info.context, await info.context.viewer()
        runtime, citizen = context.runtime, viewer.citizen
        assert citizen is not None
        unit = await Unit.get(code=input.station_code)
        fee = fee_of(context.registry.settings("permit"))

        async def perform() -> ServiceRequest:
            request = await open_request(
                runtime,
                context.registry.service("permit"),
                citizen=citizen,
                unit=unit,
                status="PAYMENT_PENDING",
                language=Language.EN,
                due=DUE,
            )
            await charge_fee(runtime, request, fee)
            return request

        sent = strawberry.asdict(input)
        key = input.idempotency_key
        row = await once(runtime, viewer, "applyForPermit", key, sent, perform)
        return PermitPayload(permit=Permit(row=row))


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="permit",
            title=text("Permit"),
            summary=text("Ask for a permit."),
            contract=CONTRACT,
            number_prefix="PT",
            mutation=Mutation,
            request_type=Permit,
            workflow=WORKFLOW,
            settings=Settings,
            fee=fee_of,
            due=lambda settings: DUE,
            uploads=(
                Upload("RATION_CARD", text("Ration card"), ("image/png",), 10**6, False, 1),
                Upload("PLAN", text("Plan"), ("image/png",), 10**6, True, 1),
            ),
        )
    ]
