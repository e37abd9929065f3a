"""A request's clock: what is due when, for the whole and for its status, and what the clock does
next when nobody acts. A step writes what these functions give, and nothing else writes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.runtime import Runtime
from core.service_requests.deadlines import Due, days_until, due_after, start_of_work
from core.service_requests.models import NEVER, ClockAction, Phase, ServiceRequest
from core.service_requests.workflow import Clock, Status, Transition

STOPPED = {
    "due_at": None,
    "due_order": NEVER,
    "status_due_at": None,
    "days_left": None,
    "clock_at": None,
    "clock_action": None,
    "escalated_to_id": None,
}


async def started(
    runtime: Runtime, due: Due | None, status: Status, unit_code: str
) -> dict[str, Any]:
    """The clock of a request that begins now: it rests as long as the citizen must act first."""
    now, settings = runtime.now(), runtime.settings
    rule = due and {each.value: runtime.texts(due.rule, each) for each in settings.languages}
    if status.phase is Phase.WAITING_ON_CITIZEN:
        return {**STOPPED, "days_left": due.days if due else None, "due_rule": rule}
    due_at = await due_after(now, due.days, unit_code) if due else None
    clock = await _running(runtime, due_at, await _status_due(now, status, unit_code), unit_code)
    return {**clock, "due_rule": rule}


async def after_step(
    runtime: Runtime, request: ServiceRequest, step: Transition, target: Status
) -> dict[str, Any]:
    """The clock of a request after a step of its workflow."""
    if step.clock is Clock.STOPS or target.phase is Phase.CLOSED:
        return STOPPED
    if step.clock is Clock.PAUSES:
        return await _paused(runtime, request)
    if step.source == step.target:
        return {}
    now, unit_code = runtime.now(), request.unit_id
    due_at = request.due_at
    if request.days_left is not None:
        due_at = await due_after(now, request.days_left, unit_code)
    return await _running(runtime, due_at, await _status_due(now, target, unit_code), unit_code)


async def after_transfer(
    runtime: Runtime, request: ServiceRequest, unit_code: str
) -> dict[str, Any]:
    """The clock of a request that another unit has from now on: as it was, but one that rested,
    since nobody was left above, goes on.
    """
    if request.clock_at is not None or request.due_order == NEVER:
        return {}
    again = await escalation_at(runtime, request.due_order, unit_code)
    return {"clock_at": again, "clock_action": ClockAction.ESCALATE}


async def _paused(runtime: Runtime, request: ServiceRequest) -> dict[str, Any]:
    """Nothing is due. The working days that are left are kept, also those that it was late."""
    left = request.days_left
    if request.due_at is not None:
        left = await days_until(runtime.now(), request.due_at, request.unit_id)
    return {**STOPPED, "days_left": left}


async def _status_due(now: datetime, status: Status, unit_code: str) -> datetime | None:
    return await due_after(now, status.days, unit_code) if status.days is not None else None


async def _running(
    runtime: Runtime, due_at: datetime | None, status_due_at: datetime | None, unit_code: str
) -> dict[str, Any]:
    clock = {**STOPPED, "due_at": due_at, "status_due_at": status_due_at}
    first = min(filter(None, (due_at, status_due_at)), default=None)
    if first is None:
        return clock
    remind_at = await start_of_work(first, runtime.settings.clocks.remind_days, unit_code)
    is_early = runtime.now() < remind_at
    return {
        **clock,
        "due_order": first,
        "clock_at": remind_at if is_early else await escalation_at(runtime, first, unit_code),
        "clock_action": ClockAction.REMIND if is_early else ClockAction.ESCALATE,
    }


async def escalation_at(runtime: Runtime, due_at: datetime, unit_code: str) -> datetime:
    """When a request that nobody has acted on goes before the unit above: once it is overdue; where
    it is so already, some working days from now.
    """
    if runtime.now() < due_at:
        return due_at
    return await due_after(runtime.now(), runtime.settings.clocks.escalate_days, unit_code)
