"""The service that tests of the officers' desk drive: a citizen asks for a permission to hold a
procession, an officer enquires and recommends, and another decides.

`strangers.install` makes a distribution of it, as its author would have done.
"""

from collections.abc import Sequence

import strawberry

from core import (
    CITIZEN,
    CONTRACT,
    OWNER,
    PUBLIC,
    Clock,
    Due,
    Info,
    InputErrorType,
    Language,
    Move,
    NotFound,
    OfficerRole,
    Phase,
    Reason,
    Service,
    ServiceRequest,
    ServiceRequestType,
    Status,
    Transition,
    Unit,
    Upload,
    Workflow,
    domain,
    errors_field,
    field,
    hookimpl,
    input_type,
    move,
    mutation,
    object_type,
    once,
    open_request,
    request_by_global_id,
)

text = domain("procession")

CITIZEN_ONLY = frozenset({OWNER})
ENQUIRERS = frozenset({OfficerRole.BEAT_OFFICER, OfficerRole.STATION_HEAD})
DECIDERS = frozenset({OfficerRole.STATION_HEAD, OfficerRole.DISTRICT_HEAD})
REASONS = (
    Reason("ROUTE", text("The route cannot be kept clear")),
    Reason("ANOTHER", text("Another procession has the day")),
)
AMEND, SEND_BACK = "amendProcession", "sendBackRequest"

WORKFLOW = Workflow(
    statuses=(
        Status("SUBMITTED", text("Submitted"), Phase.OPEN, days=2),
        Status("ENQUIRY", text("Under enquiry"), Phase.OPEN, days=5),
        Status("SENT_BACK", text("Sent back"), Phase.WAITING_ON_CITIZEN),
        Status("DECISION", text("Awaiting decision"), Phase.OPEN),
        Status("GRANTED", text("Granted"), Phase.CLOSED, is_final=True),
        Status("REFUSED", text("Refused"), Phase.CLOSED, is_final=True),
        Status("WITHDRAWN", text("Withdrawn"), Phase.CLOSED, is_final=True),
    ),
    actions={
        "ENQUIRE": text("Begin the enquiry"),
        "SEND_BACK": text("Send back"),
        "AMEND": text("Amend"),
        "RECOMMEND": text("Recommend"),
        "GRANT": text("Grant"),
        "REFUSE": text("Refuse"),
        "WITHDRAW": text("Withdraw"),
    },
    initial=("SUBMITTED",),
    transitions=(
        Transition("ENQUIRE", "SUBMITTED", "ENQUIRY", ENQUIRERS),
        *(
            Transition(
                "SEND_BACK", source, "SENT_BACK", ENQUIRERS, SEND_BACK, True, clock=Clock.PAUSES
            )
            for source in ("SUBMITTED", "ENQUIRY")
        ),
        Transition("AMEND", "SENT_BACK", "ENQUIRY", CITIZEN_ONLY, AMEND),
        Transition("RECOMMEND", "ENQUIRY", "DECISION", ENQUIRERS, needs_note=True),
        Transition("GRANT", "DECISION", "GRANTED", DECIDERS, apart_from=("RECOMMEND",)),
        Transition(
            "REFUSE",
            "DECISION",
            "REFUSED",
            DECIDERS,
            needs_note=True,
            reasons=REASONS,
            apart_from=("RECOMMEND",),
        ),
        *(
            Transition("WITHDRAW", source, "WITHDRAWN", CITIZEN_ONLY, clock=Clock.STOPS)
            for source in ("SUBMITTED", "SENT_BACK")
        ),
    ),
)

WITHIN_DAYS = {
    True: Due(10, text("A procession within one station's limits is decided in 10 working days.")),
    False: Due(21, text("A procession through several stations is decided in 21 working days.")),
}


@object_type("A permission for a procession.")
class Procession(ServiceRequestType):
    pass


@input_type("Ask for a permission.")
class ApplyInput:
    station_code: str = field("The station.")
    is_local: bool = field("Whether the procession stays within its limits.")
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("Amend what was sent back.")
class AmendInput:
    request_id: strawberry.ID = field("The request.")
    route: str = field("The route, in words.")
    expected_version: int = field("The version that the caller has read.")
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@object_type("The answer to a mutation of processions.", policy=PUBLIC)
class ProcessionPayload:
    procession: Procession | None = field("The request as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Mutation:
    @mutation("Ask for a permission.", policy=CITIZEN)
    async def apply_for_procession(self, info: Info, input: ApplyInput) -> ProcessionPayload:
        context, viewer = info.context, await info.context.viewer()
        assert viewer.citizen is not None
        unit, citizen = await Unit.get(code=input.station_code), viewer.citizen

        async def perform() -> ServiceRequest:
            return await open_request(
                context.runtime,
                context.registry.service("procession"),
                citizen=citizen,
                unit=unit,
                status="SUBMITTED",
                language=Language.EN,
                due=WITHIN_DAYS[input.is_local],
            )

        sent = strawberry.asdict(input)
        key, operation = input.idempotency_key, "applyForProcession"
        row = await once(context.runtime, viewer, operation, key, sent, perform)
        return ProcessionPayload(procession=Procession(row=row))

    @mutation("Amend what was sent back.", policy=CITIZEN)
    async def amend_procession(self, info: Info, input: AmendInput) -> ProcessionPayload:
        context, viewer = info.context, await info.context.viewer()
        found = await request_by_global_id(context, input.request_id)
        if found is None:
            raise NotFound
        service = context.registry.service("procession")
        wanted = Move(found.row.id, "AMEND", input.expected_version, input.route, mutation=AMEND)

        async def perform() -> ServiceRequest:
            return await move(context.runtime, service, viewer, wanted)

        sent = strawberry.asdict(input)
        key, operation = input.idempotency_key, "amendProcession"
        row = await once(context.runtime, viewer, operation, key, sent, perform)
        return ProcessionPayload(procession=Procession(row=row))


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="procession",
            title=text("Procession"),
            summary=text("Ask for a permission to hold a procession."),
            contract=CONTRACT,
            number_prefix="PN",
            mutation=Mutation,
            request_type=Procession,
            workflow=WORKFLOW,
            uploads=(Upload("map", text("Map of the route"), ("image/png",), 10**6, False, 1),),
        )
    ]
