"""Passing a request on to another station or district: number, clock and history stay with it."""

from __future__ import annotations

from core.cleaning import clean_line, latin_digits
from core.errors import InvalidInput, Problem
from core.runtime import Runtime
from core.service_requests import clocks, moves, service, steps
from core.service_requests.messages import RequestedService, tell_citizen
from core.service_requests.models import ServiceRequest
from core.service_requests.moves import Move
from core.service_requests.workflow import TRANSFER
from core.texts import Text, text
from core.units.models import Unit, UnitKind
from core.viewers import Viewer

MUTATION = "transferRequest"
EVENT = "request_transferred"
ABOVE_DISTRICTS = (UnitKind.STATE, UnitKind.RANGE)

UNKNOWN = text("There is no station or district of this state with this code.")
CLOSED = text("This station is closed. Choose another.")
SAME = text("The request is with this station already.")


async def transfer(
    runtime: Runtime,
    descriptor: RequestedService,
    viewer: Viewer,
    wanted: Move,
    station_code: str,
) -> ServiceRequest:
    """Pass a request on; its citizen is told where it is and reads the note. Needs a transaction
    around it. Raises as `service.move` does, and InvalidInput for a unit that cannot have it.
    """
    viewer, request = await service.held(runtime, descriptor, viewer, wanted)
    step = await moves.permitted(descriptor, viewer, request, wanted)
    note = moves.checked_note(step, wanted)
    unit = await _target(request, station_code)
    event = service.event_of(viewer, TRANSFER, note=note, unit_id=unit.code)
    moved = {"unit_id": unit.code, "assignee_id": None, "escalated_to_id": None}
    moved |= await clocks.after_transfer(runtime, request, unit.code)
    await steps.take(runtime, request, event, viewer.actor, moved)
    await tell_citizen(runtime, descriptor, request, unit, EVENT, is_answer=False)
    return request


async def _target(request: ServiceRequest, code: str) -> Unit:
    unit = await Unit.get_or_none(code=latin_digits(clean_line(code))[:20])
    if unit is None or unit.kind in ABOVE_DISTRICTS:
        raise InvalidInput([_wrong("STATION_UNKNOWN", UNKNOWN)])
    if not unit.is_active:
        raise InvalidInput([_wrong("STATION_CLOSED", CLOSED)])
    if unit.code == request.unit_id:
        raise InvalidInput([_wrong("STATION_SAME", SAME)])
    return unit


def _wrong(code: str, message: Text) -> Problem:
    return Problem(("stationCode",), code, message)
