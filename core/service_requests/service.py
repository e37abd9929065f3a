"""The only writer of a request's status: `open` and `move`, each with event, audit and outbox in
one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import outbox
from core.aadhaar import mask_in_text
from core.audit import service as audit
from core.cleaning import TEXT_LENGTH, clean_text
from core.clock import day_in_india
from core.context import Viewer, as_of_now
from core.errors import Choice, Conflict, Forbidden, InvalidInput, NotFound, Problem
from core.identity.models import Citizen
from core.runtime import Runtime
from core.service_requests.messages import RequestedService, tell_citizen
from core.service_requests.models import ActorKind, RequestEvent, ServiceRequest
from core.service_requests.numbering import next_number
from core.service_requests.scope import roles_on, visible_to
from core.service_requests.workflow import Clock, Transition, Workflow
from core.texts import Language, text
from core.units.models import Unit, UnitAncestry

SUBMIT = "SUBMIT"


@dataclass(frozen=True)
class Move:
    """What a viewer wants done with a request."""

    request_id: uuid.UUID
    action: str
    expected_version: int
    note: str | None = None
    reason_code: str | None = None
    mutation: str | None = None


async def open(
    runtime: Runtime,
    service: RequestedService,
    *,
    citizen: Citizen,
    unit: Unit,
    status: str,
    language: Language,
    due_at: datetime | None = None,
) -> ServiceRequest:
    """A new request of a citizen, numbered; needs a transaction around it."""
    if status not in service.flow.initial:
        raise ValueError(f"{service.code}: a request cannot begin as {status}")
    now = runtime.now()
    state_code, year = runtime.settings.state.code, day_in_india(now).year
    request = await ServiceRequest.create(
        id=uuid.uuid4(),
        number=await next_number(state_code, unit.code, service.number_prefix, year),
        service=service.code,
        status=status,
        phase=service.flow.status(status).phase,
        citizen=citizen,
        unit=unit,
        language=language,
        submitted_at=now,
        updated_at=now,
        due_at=due_at,
    )
    step = RequestEvent(
        action=SUBMIT, to_status=status, actor_kind=ActorKind.CITIZEN, actor_id=citizen.id
    )
    await _record(runtime, service, request, step, f"citizen:{citizen.id}")
    await tell_citizen(runtime, service, request, citizen, unit, "request_submitted")
    return request


async def move(
    runtime: Runtime, service: RequestedService, viewer: Viewer, wanted: Move
) -> ServiceRequest:
    """Take a step of the workflow; needs a transaction around it.

    Raises NotFound outside the viewer's scope, Conflict when the version has passed, Forbidden for
    another's role,
    InvalidInput when the status does not allow the action or its note or reason is missing.
    """
    viewer = await as_of_now(runtime, viewer)
    request = (
        await visible_to(viewer).select_related("citizen", "unit").get_or_none(id=wanted.request_id)
    )
    if request is None or request.service != service.code:
        raise NotFound
    if request.version != wanted.expected_version:
        raise Conflict(text("This request has changed since you read it. Read it again."))
    step = await _permitted(service, viewer, request, wanted)
    note = _checked_note(step, wanted)
    await _swap(runtime, service, request, step)
    event = RequestEvent(
        action=step.action,
        from_status=step.source,
        to_status=step.target,
        actor_kind=ActorKind.CITIZEN if viewer.citizen else ActorKind.OFFICER,
        actor_id=viewer.id,
        reason_code=wanted.reason_code,
        note=note,
    )
    await _record(runtime, service, request, event, viewer.actor)
    await tell_citizen(runtime, service, request, request.citizen, request.unit, "request_moved")
    return request


async def _permitted(
    service: RequestedService, viewer: Viewer, request: ServiceRequest, wanted: Move
) -> Transition:
    above = await UnitAncestry.filter(unit_id=request.unit_id)
    roles = roles_on(viewer, request, {row.ancestor_id for row in above})
    step = service.flow.transition(wanted.action, request.status)
    if step is None:
        available = [s for s in service.flow.open_to(request.status, roles) if s.mutation is None]
        raise InvalidInput([_not_available(service.flow, available)])
    if not step.roles & roles:
        raise Forbidden(text("Your role does not allow this action."))
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


def _not_available(flow: Workflow, available: Sequence[Transition]) -> Problem:
    message = text("The request's status does not allow this action.")
    return Problem(
        ("action",),
        "ACTION_NOT_AVAILABLE",
        message,
        tuple(Choice(s.action, flow.actions[s.action]) for s in available),
    )


def _checked_note(step: Transition, wanted: Move) -> str | None:
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


async def _swap(
    runtime: Runtime, service: RequestedService, request: ServiceRequest, step: Transition
) -> None:
    """Compare and swap on status and version; whoever comes second gets Conflict."""
    change: dict[str, Any] = {
        "status": step.target,
        "phase": service.flow.status(step.target).phase,
        "version": request.version + 1,
        "updated_at": runtime.now(),
        "due_at": None if step.clock is Clock.STOPS else request.due_at,
    }
    unchanged = ServiceRequest.filter(id=request.id, status=step.source, version=request.version)
    if not await unchanged.update(**change):
        raise Conflict(text("This request has changed since you read it. Read it again."))
    request.update_from_dict(change)


async def _record(
    runtime: Runtime,
    service: RequestedService,
    request: ServiceRequest,
    event: RequestEvent,
    actor: str,
) -> None:
    event.request_id, event.version, event.at = request.id, request.version, runtime.now()
    await event.save(force_create=True)
    step = {
        "from": event.from_status,
        "to": event.to_status,
        "reason": event.reason_code,
        "version": event.version,
    }
    await audit.record(
        request.unit_id,
        at=runtime.now(),
        actor=actor,
        action=f"{service.code}.{event.action.lower()}",
        subject=f"request:{request.id}",
        details={"number": request.number, **step},
    )
    moved = {"request_id": str(request.id), "number": request.number, "service": service.code}
    await outbox.enqueue(runtime, "request_moved", {**moved, "action": event.action, **step})
    await service.follow(runtime, request)
