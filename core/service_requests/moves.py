"""What a viewer wants done with a request, and whether the viewer may do it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.aadhaar import mask_in_text
from core.cleaning import TEXT_LENGTH, clean_text
from core.errors import Choice, Forbidden, InvalidInput, Problem
from core.service_requests import enquiries
from core.service_requests.messages import RequestedService
from core.service_requests.models import RequestEvent, ServiceRequest
from core.service_requests.scope import is_open_to, roles_on
from core.service_requests.workflow import Transition, Workflow
from core.texts import text
from core.units.models import UnitAncestry
from core.viewers import Viewer

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
