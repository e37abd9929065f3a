"""The only writer of a request's status: `open` and `move`, each with event, audit and outbox in
one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.aadhaar import mask_in_text
from core.cleaning import TEXT_LENGTH, clean_text
from core.clock import day_in_india
from core.context import Viewer, as_of_now
from core.errors import (
    Choice,
    Conflict,
    Forbidden,
    InvalidCredentials,
    InvalidInput,
    NotFound,
    Problem,
)  # fmt: skip
from core.identity.models import Citizen
from core.runtime import Runtime
from core.service_requests import clocks, enquiries, steps
from core.service_requests.deadlines import Due
from core.service_requests.messages import RequestedService, tell_citizen
from core.service_requests.models import ActorKind, RequestEvent, ServiceRequest
from core.service_requests.numbering import next_number
from core.service_requests.scope import is_open_to, roles_on, visible_to
from core.service_requests.words import index_words
from core.service_requests.workflow import CLAIM, RELEASE, SUBMIT, Transition, Workflow
from core.texts import Language, text
from core.units.models import Unit, UnitAncestry

Missing = Mapping[str, str | None]
"""What the citizen is asked for: {field, upload, text}."""


@dataclass(frozen=True)
class Move:
    """What a viewer wants done with a request."""

    request_id: uuid.UUID
    action: str
    expected_version: int
    note: str | None = None
    reason_code: str | None = None
    mutation: str | None = None
    missing: Sequence[Missing] | None = None


async def open(
    runtime: Runtime,
    service: RequestedService,
    *,
    citizen: Citizen,
    unit: Unit,
    status: str,
    language: Language,
    due: Due | None = None,
) -> ServiceRequest:
    """A new request of a citizen, numbered; needs a transaction around it. What is due is worked
    out from the unit's holidays and stored with the rule's words.
    """
    if status not in service.flow.initial:
        raise ValueError(f"{service.code}: a request cannot begin as {status}")
    now = runtime.now()
    state_code, year = runtime.settings.state.code, day_in_india(now).year
    begun = service.flow.status(status)
    request = await ServiceRequest.create(
        id=uuid.uuid4(),
        number=await next_number(state_code, unit.code, service.number_prefix, year),
        service=service.code,
        status=status,
        phase=begun.phase,
        citizen=citizen,
        unit=unit,
        language=language,
        submitted_at=now,
        updated_at=now,
        is_hidden=begun.is_hidden,
        **await clocks.started(runtime, due, begun, unit.code),
    )
    if not await Citizen.exists(id=citizen.id, erased_at=None):
        raise InvalidCredentials  # erased since this request was let in
    if not request.is_hidden:
        await index_words(request, citizen)
    step = RequestEvent(
        action=SUBMIT, to_status=status, actor_kind=ActorKind.CITIZEN, actor_id=citizen.id
    )
    await steps.record(runtime, request, step, f"citizen:{citizen.id}", unit.code)
    await service.follow(runtime, request)
    await tell_citizen(runtime, service, request, unit, "request_submitted", is_answer=True)
    return request


async def move(
    runtime: Runtime, service: RequestedService, viewer: Viewer, wanted: Move
) -> ServiceRequest:
    """Take a step of the workflow; needs a transaction around it.

    Raises NotFound outside the viewer's scope, Conflict when the version has passed, Forbidden for
    another's role,
    InvalidInput when the status does not allow the action or its note or reason is missing.
    """
    viewer, request = await held(runtime, service, viewer, wanted)
    step = await permitted(service, viewer, request, wanted)
    note = checked_note(step, wanted)
    event = event_of(viewer, step.action, note=note, reason_code=wanted.reason_code)
    if step.action in (CLAIM, RELEASE):
        event.assignee_id = viewer.id if step.action == CLAIM else None
        change: dict[str, Any] = {"assignee_id": event.assignee_id}
        await steps.take(runtime, request, event, viewer.actor, change)
        return request
    event.missing = [dict(each) for each in wanted.missing] if wanted.missing else None
    await take_step(runtime, service, request, step, event, viewer.actor)
    return request


async def take_step(
    runtime: Runtime,
    service: RequestedService,
    request: ServiceRequest,
    step: Transition,
    event: RequestEvent,
    actor: str,
) -> None:
    """Take a step that has been judged, with all that it leads to; needs a transaction around it
    and the request with its unit. Raises Conflict when another came first.
    """
    target = service.flow.status(step.target)
    change: dict[str, Any] = {"status": target.code, "phase": target.phase}
    change |= await clocks.after_step(runtime, request, step, target)
    is_shown = request.is_hidden and not target.is_hidden
    await steps.take(runtime, request, event, actor, change | {"is_hidden": target.is_hidden})
    if is_shown:
        await index_words(request, await Citizen.get(id=request.citizen_id))
    await enquiries.follow(runtime, service, request, service.flow.status(step.source).phase)
    await service.follow(runtime, request)
    if step.source != step.target:  # else the plugin alone knows what is new
        told, is_answer = (request, request.unit), event.actor_kind is ActorKind.CITIZEN
        await tell_citizen(runtime, service, *told, "request_moved", is_answer=is_answer)


async def held(
    runtime: Runtime, service: RequestedService, viewer: Viewer, wanted: Move
) -> tuple[Viewer, ServiceRequest]:
    """The viewer as of now, and the request within the viewer's scope in the version that is
    wanted. Raises NotFound, Conflict.
    """
    viewer = await as_of_now(runtime, viewer)
    scoped = visible_to(viewer).select_related("citizen", "unit")
    request = await scoped.get_or_none(id=wanted.request_id)
    if request is None or request.service != service.code:
        raise NotFound
    if request.version != wanted.expected_version:
        raise Conflict(steps.CHANGED)
    return viewer, request


def event_of(viewer: Viewer, action: str, **values: Any) -> RequestEvent:
    """The event of something that a viewer does."""
    kind = ActorKind.CITIZEN if viewer.citizen else ActorKind.OFFICER
    return RequestEvent(action=action, actor_kind=kind, actor_id=viewer.id, **values)


async def permitted(
    service: RequestedService, viewer: Viewer, request: ServiceRequest, wanted: Move
) -> Transition:
    """The step that the viewer may take. Raises InvalidInput for one that the status does not
    allow, Forbidden for another's role.
    """
    above = await UnitAncestry.filter(unit_id=request.unit_id)
    asked = await enquiries.units_above(request.id)
    roles = roles_on(viewer, request, request.citizen, {row.ancestor_id for row in above}, asked)
    step = service.flow.transition(wanted.action, request.status)
    if step is None or not is_open_to(step, viewer, request):
        available = [
            each
            for each in service.flow.open_to(request.status, roles)
            if each.mutation is None and is_open_to(each, viewer, request)
        ]
        raise InvalidInput([_not_available(service.flow, available)])
    if not step.roles & roles:
        raise Forbidden(text("Your role does not allow this action."))
    await _check_apart(step, viewer, request)
    if step.mutation != wanted.mutation:
        raise InvalidInput(
            [
                Problem(
                    ("action",),
                    "ACTION_HAS_MUTATION",
                    text(
                        "This action has a mutation of its own: {mutation}.",
                        mutation=step.mutation or "performAction",
                    ),
                )
            ]
        )
    return step


async def _check_apart(step: Transition, viewer: Viewer, request: ServiceRequest) -> None:
    """Maker and checker: raises Forbidden for whoever did what this step is to be kept apart
    from.
    """
    if step.apart_from and await RequestEvent.exists(
        request_id=request.id, actor_id=viewer.id, action__in=step.apart_from
    ):
        raise Forbidden(text("Somebody else must decide: you have acted on this request yourself."))


def _not_available(flow: Workflow, available: Sequence[Transition]) -> Problem:
    message = text("The request's status does not allow this action.")
    return Problem(
        ("action",),
        "ACTION_NOT_AVAILABLE",
        message,
        tuple(Choice(s.action, flow.label(s.action)) for s in available),
    )


def checked_note(step: Transition, wanted: Move) -> str | None:
    """The note as it is kept. Raises InvalidInput where note or reason are not what the step
    takes.
    """
    note = mask_in_text(clean_text(wanted.note or ""))
    problems = []
    if step.needs_note and not note:
        problems.append(
            Problem(("note",), "NOTE_REQUIRED", text("This action needs a note that says why."))
        )
    if len(note) > TEXT_LENGTH:
        problems.append(
            Problem(
                ("note",),
                "TOO_LONG",
                text("This is too long: at most {longest} characters.", longest=TEXT_LENGTH),
            )
        )
    codes = [reason.code for reason in step.reasons]
    if codes and wanted.reason_code not in codes:
        problems.append(
            Problem(
                ("reasonCode",),
                "REASON_REQUIRED",
                text("Choose one of the reasons listed for this action."),
            )
        )
    if not codes and wanted.reason_code is not None:
        problems.append(
            Problem(("reasonCode",), "REASON_UNKNOWN", text("This action takes no reason code."))
        )
    if problems:
        raise InvalidInput(problems)
    return note or None
