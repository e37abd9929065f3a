"""The requests of this plugin's services."""

from __future__ import annotations

from core import Context, NotFound, ServiceRequest, request_by_global_id

PLUGIN = "verification"


async def verified_request(context: Context, global_id: str) -> ServiceRequest:
    """A request of one of the services that the viewer may see. Raises NotFound."""
    found = await request_by_global_id(context, global_id)
    if found is None or not is_verification(found.row.service):
        raise NotFound
    return found.row


def is_verification(service: str) -> bool:
    """Whether a service is one of this plugin's."""
    return service == PLUGIN or service.startswith(f"{PLUGIN}_")
