"""The only writer of a request's status: `open` and `move`, each with event, audit and outbox in
one transaction.
"""

from __future__ import annotations

import uuid
from typing import Any

from core.clock import day_in_india
from core.errors import (
    Conflict,
    InvalidCredentials,
    NotFound,
)  # fmt: skip
from core.identity.models import Citizen
from core.records import record_of
from core.rows import write
from core.runtime import Runtime
from core.service_requests import clocks, enquiries, steps
from core.service_requests.deadlines import Due
from core.service_requests.messages import RequestedService, tell_citizen
from core.service_requests.models import ActorKind, RequestEvent, ServiceRequest
from core.service_requests.moves import Move, checked_note, permitted
from core.service_requests.numbering import next_number
from core.service_requests.scope import visible_to
from core.service_requests.words import word_rows
from core.service_requests.workflow import CLAIM, RELEASE, SUBMIT, Transition
from core.texts import Language
from core.units.models import Unit
from core.viewers import Viewer, as_of_now


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
    request = ServiceRequest(
        id=uuid.uuid4(),
        number=await next_number(state_code, unit.code, service.number_prefix, year),
        service=service.code,
        status=status,
        phase=begun.phase,
        citizen_id=citizen.id,
        unit=unit,
        language=language,
        submitted_at=now,
        updated_at=now,
        is_hidden=begun.is_hidden,
        **await clocks.started(runtime, due, begun, unit.code),
    )
    step = RequestEvent(
        action=SUBMIT, to_status=status, actor_kind=ActorKind.CITIZEN, actor_id=citizen.id
    )
    words = () if request.is_hidden else (word_rows(request, citizen),)
    await steps.record(runtime, request, step, f"citizen:{citizen.id}", unit.code, request, *words)
    request.citizen = await _present(citizen.id)
    await service.follow(runtime, request)
    await tell_citizen(runtime, service, request, unit, "request_submitted", is_answer=True)
    return request


async def _present(citizen_id: uuid.UUID) -> Citizen:
    """The citizen as of now, whom nobody can erase once the request is stored. Raises
    InvalidCredentials for one who was erased since this request was let in.
    """
    citizen = await record_of(Citizen, citizen_id)
    if citizen is None or citizen.erased_at is not None:
        raise InvalidCredentials
    return citizen


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
        await write(word_rows(request, await Citizen.get(id=request.citizen_id)))
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
