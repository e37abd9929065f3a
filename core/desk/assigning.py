"""Giving a request to an officer, or back to the station's queue."""

from __future__ import annotations

import uuid

from core.desk.officers import assignable
from core.errors import Choice, InvalidInput, Problem
from core.identity.models import Officer
from core.relay import encode_id
from core.runtime import Runtime
from core.service_requests import moves, service, steps
from core.service_requests.messages import RequestedService
from core.service_requests.models import ServiceRequest
from core.service_requests.moves import Move
from core.service_requests.workflow import ASSIGN
from core.texts import text
from core.viewers import Viewer

MUTATION = "assignRequest"
UNFIT = text("The request cannot be given to this officer. Choose one of `assignableOfficers`.")


async def assign(
    runtime: Runtime,
    descriptor: RequestedService,
    viewer: Viewer,
    request_id: uuid.UUID,
    officer_id: uuid.UUID | None,
    expected_version: int,
) -> ServiceRequest:
    """Give a request to an officer whose posting covers it in a role that takes steps; to nobody
    for None. Needs a transaction around it. Raises as `service.move` does.
    """
    wanted = Move(request_id, ASSIGN, expected_version, mutation=MUTATION)
    viewer, request = await service.held(runtime, descriptor, viewer, wanted)
    await moves.permitted(descriptor, viewer, request, wanted)
    handlers = descriptor.flow.handlers
    officers = await assignable(request.unit_id, request.citizen, handlers, runtime.now())
    if officer_id is not None and officer_id not in officers:
        raise InvalidInput([_unfit([row for row, _ in officers.values()])])
    if request.assignee_id == officer_id:
        return request
    event = service.event_of(viewer, ASSIGN, assignee_id=officer_id)
    await steps.take(runtime, request, event, viewer.actor, {"assignee_id": officer_id})
    return request


def _unfit(fit: list[Officer]) -> Problem:
    choices = tuple(Choice(encode_id("Officer", row.id), row.full_name) for row in fit)
    return Problem(("officerId",), "ASSIGNEE_UNFIT", UNFIT, choices)
