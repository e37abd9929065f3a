"""What citizens are told about their requests, through the outbox."""

from __future__ import annotations

from typing import Protocol

from core import outbox
from core.identity.models import Citizen
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
    citizen: Citizen,
    unit: Unit,
    event: str,
) -> None:
    """Tell the citizen of an event, by the address that the citizen signs in with."""
    label = service.flow.status(request.status).label
    message = {
        "event": event,
        "channel": "SMS" if citizen.mobile else "EMAIL",
        "to": citizen.mobile or citizen.verified_email,
        "language": citizen.language.value,
        "values": {
            "number": request.number,
            "service": [service.title.domain, service.title.message],
            "status": [label.domain, label.message],
            "station": unit.names,
        },
    }
    await outbox.enqueue(runtime, "message", message)
