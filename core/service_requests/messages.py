"""What citizens are told about their requests, through the outbox."""

from __future__ import annotations

from typing import Protocol

from core.notifications.notices import tell
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.service_requests.workflow import Workflow
from core.texts import Text
from core.units.models import Unit


class RequestedService(Protocol):
    """What core's requests need of a service's descriptor."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def number_prefix(self) -> str: ...
    @property
    def flow(self) -> Workflow: ...
    async def follow(self, runtime: Runtime, request: ServiceRequest) -> None:
        """Write what a step of the request leads to, in the step's transaction."""


async def tell_citizen(
    runtime: Runtime,
    service: RequestedService,
    request: ServiceRequest,
    unit: Unit,
    event: str,
    *,
    is_answer: bool,
) -> None:
    """Tell a request's citizen what has become of it."""
    values = {
        "number": request.number,
        "service": service.title,
        "status": service.flow.status(request.status).label,
        "station": unit.names,
    }
    await tell(
        runtime,
        request.citizen_id,
        event,
        values,
        request_id=request.id,
        is_answer=is_answer,
    )
