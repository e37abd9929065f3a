"""What stations are asked to find out about a request, side by side and each with a date of its
own: begun when the police must act, paused while the citizen must, ended with the request.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from core.clock import day_in_india
from core.db import fetch
from core.errors import InvalidInput, Problem
from core.live.announcing import announce
from core.notifications.notices import tell_unit
from core.runtime import Runtime
from core.service_requests import steps
from core.service_requests.deadlines import days_until, due_after, start_of_work
from core.service_requests.messages import RequestedService
from core.service_requests.models import Enquiry, Phase, ServiceRequest
from core.service_requests.workflow import ENQUIRERS
from core.texts import text
from core.units.jurisdiction import is_under
from core.units.models import Unit
from core.viewers import Viewer, as_of_now

ASKED = "enquiry_asked"
NOT_ASKED = text("This station has not been asked, or has answered already.")
NOT_YOURS = text("Another station has been asked this.")

ABOVE = (
    "SELECT e.request_id, a.ancestor_id FROM core_enquiry e"
    " JOIN core_unit_ancestry a ON a.unit_id = e.unit_id"
    " WHERE e.is_open = TRUE AND e.request_id IN ({places})"
)


async def ask(
    runtime: Runtime, service: RequestedService, request: ServiceRequest, days: Mapping[str, int]
) -> None:
    """Ask units, by code, each with its working days; needs a transaction around it. They begin
    with the request, or at once where the police must act on it already.
    """
    for code, working_days in sorted(days.items()):
        await Enquiry.create(
            id=uuid.uuid4(),
            request=request,
            unit_id=code,
            service=request.service,
            days_left=working_days,
            due_order=request.due_order,
            submitted_at=request.submitted_at,
        )
    if request.phase is Phase.OPEN:
        await _begin(runtime, service, request)


async def call_off(runtime: Runtime, request: ServiceRequest, codes: Collection[str]) -> None:
    """Ask units no more that have not filed yet; needs a transaction around it."""
    waiting = Enquiry.filter(request_id=request.id, unit_id__in=list(codes), filed_at=None)
    await waiting.delete()
    await _announce(runtime, request, codes)


async def ask_again(
    runtime: Runtime, service: RequestedService, request: ServiceRequest, days: Mapping[str, int]
) -> None:
    """Ask units that have filed once more, each with its working days, because what they were asked
    about has changed; needs a transaction around it.
    """
    for code, working_days in sorted(days.items()):
        filed = Enquiry.filter(request_id=request.id, unit_id=code, filed_at__isnull=False)
        await filed.update(filed_at=None, is_open=False, due_at=None, days_left=working_days)
    if request.phase is Phase.OPEN:
        await _begin(runtime, service, request)


async def file(runtime: Runtime, viewer: Viewer, request: ServiceRequest, code: str) -> Enquiry:
    """Note that a unit has answered; needs a transaction around it. Raises InvalidInput for a unit
    that was not asked, has answered, or is not the viewer's to enquire for.
    """
    enquiry = await Enquiry.get_or_none(request_id=request.id, unit_id=code, is_open=True)
    if enquiry is None:
        raise InvalidInput([Problem(("stationCode",), "STATION_NOT_ASKED", NOT_ASKED)])
    postings = (await as_of_now(runtime, viewer)).postings
    if not await is_under(code, [each.unit_id for each in postings if each.role in ENQUIRERS]):
        raise InvalidInput([Problem(("stationCode",), "STATION_NOT_YOURS", NOT_YOURS)])
    change = {"is_open": False, "filed_at": runtime.now(), "clock_at": None}
    await Enquiry.filter(id=enquiry.id).update(**change)
    enquiry.update_from_dict(change)
    await _announce(runtime, request, [code, *await _asked(request)])  # all need its new version
    return enquiry


async def _asked(request: ServiceRequest) -> list[str]:
    """The codes of the units that have yet to answer."""
    asked = Enquiry.filter(request_id=request.id, is_open=True)
    return [str(code) for code in await asked.values_list("unit_id", flat=True)]


async def follow(
    runtime: Runtime, service: RequestedService, request: ServiceRequest, before: Phase
) -> None:
    """Let the enquiries go on, rest or end as a step has made the request do."""
    if request.phase is before:
        return
    if request.phase is Phase.OPEN:
        await _begin(runtime, service, request)
    elif request.phase is Phase.WAITING_ON_CITIZEN:
        await _pause(runtime, request)
    else:
        await _end(runtime, request)


async def _begin(runtime: Runtime, service: RequestedService, request: ServiceRequest) -> None:
    resting = Enquiry.filter(request_id=request.id, filed_at=None, due_at=None)
    for enquiry in await resting.select_related("unit"):
        due_at = await due_after(runtime.now(), enquiry.days_left or 0, enquiry.unit_id)
        remind_days = runtime.settings.clocks.remind_days
        remind_at = await start_of_work(due_at, remind_days, enquiry.unit_id)
        is_new = not enquiry.is_open
        change: dict[str, Any] = {"is_open": True, "due_at": due_at, "days_left": None}
        change["clock_at"] = remind_at if runtime.now() < remind_at else due_at
        await Enquiry.filter(id=enquiry.id).update(**change)
        enquiry.update_from_dict(change)
        await _announce(runtime, request, [enquiry.unit_id])
        if is_new:
            await tell_unit(runtime, enquiry.unit, ASKED, values(service, request, enquiry))


async def _pause(runtime: Runtime, request: ServiceRequest) -> None:
    for enquiry in await Enquiry.filter(request_id=request.id, is_open=True):
        left = enquiry.days_left
        if enquiry.due_at is not None:
            left = await days_until(runtime.now(), enquiry.due_at, enquiry.unit_id)
        change = {"days_left": left, "due_at": None, "clock_at": None}
        await Enquiry.filter(id=enquiry.id).update(**change)
        await _announce(runtime, request, [enquiry.unit_id])


async def _end(runtime: Runtime, request: ServiceRequest) -> None:
    if codes := await _asked(request):
        asked = Enquiry.filter(request_id=request.id, is_open=True)
        await asked.update(is_open=False, due_at=None, clock_at=None)
        await _announce(runtime, request, codes)


async def _announce(runtime: Runtime, request: ServiceRequest, codes: Collection[str]) -> None:
    topics = {steps.unit_topic(code) for code in codes}
    await announce(runtime, topics, request=str(request.id))


def values(service: RequestedService, request: ServiceRequest, enquiry: Enquiry) -> dict[str, Any]:
    """What a unit is told of an enquiry; `enquiry.unit` must have been read."""
    unit: Unit = enquiry.unit
    due_at = enquiry.due_at
    return {
        "number": request.number,
        "service": service.title,
        "station": unit.names,
        "day": day_in_india(due_at).isoformat() if due_at else "",
    }


async def units_above(request_id: uuid.UUID) -> set[str]:
    """The codes of the units that enquire about a request now, and of all above them."""
    return {code for _, code in await asked_above([request_id])}


async def asked_above(request_ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    """For requests, by id, the codes of the units that enquire now and of all above them."""
    if not request_ids:
        return []
    places = ", ".join(f"${number}" for number in range(1, len(request_ids) + 1))
    rows = await fetch(ABOVE.format(places=places), *request_ids)
    return [(uuid.UUID(str(row["request_id"])), str(row["ancestor_id"])) for row in rows]
