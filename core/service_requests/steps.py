"""The one place where a request changes: compare and swap, the event, the audit entry, the
outbox and the announcement, all in the transaction of the step.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from core.audit import service as audit
from core.errors import Conflict
from core.live.announcing import announce
from core.outbox.queue import enqueue
from core.rows import Writing, write
from core.runtime import Runtime
from core.service_requests.models import RequestEvent, ServiceRequest
from core.service_requests.words import keep_in_order
from core.texts import text

CHANGED = text("This request has changed since you read it. Read it again.")
SYSTEM = "system:clock"


async def take(
    runtime: Runtime,
    request: ServiceRequest,
    event: RequestEvent,
    actor: str,
    change: Mapping[str, Any],
) -> None:
    """Change a request by one version; needs a transaction around it. The event says what was done
    and by whom; `actor` is what the audit calls it. Raises Conflict when another came first.
    """
    changed = {**change, "version": request.version + 1, "updated_at": runtime.now()}
    event.from_status, unit_code = request.status, request.unit_id
    unchanged = ServiceRequest.filter(id=request.id, status=request.status, version=request.version)
    if not await unchanged.update(**changed):
        raise Conflict(CHANGED)
    await keep_in_order(request, changed)
    request.update_from_dict(changed)
    event.to_status = request.status
    await record(runtime, request, event, actor, unit_code)


async def record(
    runtime: Runtime,
    request: ServiceRequest,
    event: RequestEvent,
    actor: str,
    unit_code: str,
    *others: Writing,
) -> None:
    """Write down a step that has been taken, in the chain of the unit that had the request, and
    what else it writes.
    """
    event.request_id, event.version, event.at = request.id, request.version, runtime.now()
    await write(*others, event)
    step = {
        "from": event.from_status,
        "to": event.to_status,
        "reason": event.reason_code,
        "version": event.version,
    }
    led_to = {"unit": event.unit_id, "assignee": event.assignee_id and str(event.assignee_id)}
    await audit.record(
        unit_code,
        at=runtime.now(),
        actor=actor,
        action=f"{request.service}.{event.action.lower()}",
        subject=f"request:{request.id}",
        details={"number": request.number, **step, **{k: v for k, v in led_to.items() if v}},
    )
    moved = {"request_id": str(request.id), "number": request.number, "service": request.service}
    await enqueue(runtime, "request_moved", {**moved, "action": event.action, **step})
    topics = {topic_of(request.id)}
    if not request.is_hidden:
        topics |= {unit_topic(each) for each in (unit_code, request.unit_id)}
    await announce(runtime, topics, request=str(request.id))


def topic_of(request_id: uuid.UUID | str) -> str:
    """What a change of a request is announced as."""
    return f"request:{request_id}"


def unit_topic(unit_code: str) -> str:
    """What a change of any request of a unit is announced as."""
    return f"unit:{unit_code}"
