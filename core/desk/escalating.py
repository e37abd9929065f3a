"""What a request's clock does when nobody acts: it reminds the station before the due date, and
after it brings the request before the next unit above that has an officer.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from tortoise.expressions import Q

from core.clock import day_in_india
from core.db import transactional
from core.errors import Conflict
from core.identity.models import Posting
from core.notifications.notices import tell_unit
from core.runtime import Runtime
from core.service_requests import clocks, steps
from core.service_requests.messages import RequestedService
from core.service_requests.models import ActorKind, ClockAction, RequestEvent, ServiceRequest
from core.service_requests.workflow import ESCALATE
from core.units.models import Unit, UnitAncestry

DUE_SOON, ESCALATED = "request_due_soon", "request_escalated"
AT_ONCE = 200
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
STOPPED = {"clock_at": None, "clock_action": None}

logger = logging.getLogger("thana.desk")


class Services(Protocol):
    """What the clock needs of the plugins' registry."""

    @property
    def services(self) -> Sequence[RequestedService]: ...


async def run_clocks(runtime: Runtime, services: Services) -> int:
    """Act on every request whose clock has come, each in a transaction of its own: one that fails
    is logged by its id, tried again in the next round, and holds up no other. How many were acted
    on.
    """
    enabled = {service.code: service for service in services.services}
    done, last = 0, (EARLIEST, uuid.UUID(int=0))
    while rows := await _due(runtime.now(), [*enabled], last):
        for request_id, _ in rows:
            try:
                done += await _act(runtime, enabled, request_id)
            except Conflict:
                continue  # another process, or a person, was first
            except Exception as error:  # whatever is wrong with one of them
                logger.error("clock of request %s failed: %s", request_id, type(error).__name__)
        last = (rows[-1][1], rows[-1][0])
    return done


async def _due(
    now: datetime, services: Sequence[str], last: tuple[datetime, uuid.UUID]
) -> list[tuple[uuid.UUID, datetime]]:
    behind = Q(clock_at__gt=last[0]) | Q(clock_at=last[0], id__gt=last[1])
    due = ServiceRequest.filter(behind, clock_at__lte=now, service__in=services)
    due = due.order_by("clock_at", "id")
    return list(await due.limit(AT_ONCE).values_list("id", "clock_at"))


@transactional
async def _act(
    runtime: Runtime, enabled: Mapping[str, RequestedService], request_id: uuid.UUID
) -> bool:
    request = await ServiceRequest.get(id=request_id).select_related("unit")
    if request.clock_at is None or request.clock_at > runtime.now():
        return False  # somebody has acted meanwhile
    service = enabled[request.service]
    if request.clock_action is ClockAction.REMIND and runtime.now() < request.due_order:
        await _remind(runtime, service, request)
    else:
        await _escalate(runtime, service, request)
    return True


async def _remind(runtime: Runtime, service: RequestedService, request: ServiceRequest) -> None:
    change = {"clock_at": request.due_order, "clock_action": ClockAction.ESCALATE}
    unchanged = ServiceRequest.filter(id=request.id, version=request.version)
    if await unchanged.filter(clock_action=ClockAction.REMIND).update(**change):
        await tell_unit(runtime, request.unit, DUE_SOON, _values(service, request))


async def _escalate(runtime: Runtime, service: RequestedService, request: ServiceRequest) -> None:
    codes = await _units_above(request)
    above = await first_staffed(codes, runtime.now())
    again = await clocks.escalation_at(runtime, request.due_order, request.unit_id)
    if above is None:  # nobody is posted there now, or there is no unit above
        rest: Mapping[str, Any] = {"clock_at": again} if codes else STOPPED
        await ServiceRequest.filter(id=request.id, version=request.version).update(**rest)
        return
    event = RequestEvent(action=ESCALATE, actor_kind=ActorKind.SYSTEM, unit_id=above.code)
    change = {
        "escalated_to_id": above.code,
        "clock_at": again,
        "clock_action": ClockAction.ESCALATE,
    }
    await steps.take(runtime, request, event, steps.SYSTEM, change)
    await tell_unit(runtime, above, ESCALATED, _values(service, request))


async def _units_above(request: ServiceRequest) -> list[str]:
    """The codes of those above the unit that had it last, the nearest first."""
    last = request.escalated_to_id or request.unit_id
    lines = UnitAncestry.filter(unit_id=last, depth__gt=0).order_by("depth")
    return [str(code) for code in await lines.values_list("ancestor_id", flat=True)]


async def first_staffed(above: Sequence[str], now: datetime) -> Unit | None:
    """The first of the units in which an officer is posted now."""
    held = Posting.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        unit_id__in=list(above),
        starts_at__lte=now,
        officer__is_active=True,
    )
    staffed = {str(code) for code in await held.values_list("unit_id", flat=True)}
    code = next((each for each in above if each in staffed), None)
    return await Unit.get(code=code) if code is not None else None


def _values(service: RequestedService, request: ServiceRequest) -> dict[str, Any]:
    return {
        "number": request.number,
        "service": service.title,
        "status": service.flow.status(request.status).label,
        "station": request.unit.names,
        "day": day_in_india(request.due_order).isoformat(),
    }
