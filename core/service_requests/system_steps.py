"""Steps that the platform takes by itself, once what they wait for has come."""

from __future__ import annotations

import uuid

from core.runtime import Runtime
from core.service_requests import steps
from core.service_requests.messages import RequestedService
from core.service_requests.models import ActorKind, RequestEvent, ServiceRequest
from core.service_requests.service import take_step


async def locked_request(request_id: uuid.UUID) -> ServiceRequest:
    """A request as it is now, with its unit; until the transaction ends nobody else moves it. Needs
    a transaction around it.
    """
    # SQLite has one writer anyway
    request = await ServiceRequest.select_for_update().get(id=request_id)
    await request.fetch_related("unit")
    return request


async def take_by_itself(
    runtime: Runtime,
    service: RequestedService,
    request: ServiceRequest,
    action: str,
    actor: str = steps.SYSTEM,
) -> None:
    """Take a step of a locked request that its plugin has judged. `actor` is what the audit calls
    whoever brought it about. Raises ValueError where the workflow has no
    such step.
    """
    step = service.flow.transition(action, request.status)
    if step is None:
        raise ValueError(f"{service.code}: there is no step {action} from {request.status}")
    event = RequestEvent(action=action, actor_kind=ActorKind.SYSTEM)
    await take_step(runtime, service, request, step, event, actor)
