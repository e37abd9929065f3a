"""Which requests a viewer may see, as a query, and in which roles. Every read and write of requests
begins here.
"""

from __future__ import annotations

from collections.abc import Collection

from tortoise.queryset import QuerySet

from core.context import Viewer
from core.service_requests.models import ServiceRequest
from core.service_requests.workflow import OWNER
from core.units.jurisdiction import units_under


def visible_to(viewer: Viewer) -> QuerySet[ServiceRequest]:
    """A citizen's own requests; for an officer those at or under the units of the postings held
    now; else none.
    """
    if viewer.citizen is not None:
        return ServiceRequest.filter(citizen_id=viewer.citizen.id)
    if viewer.unit_codes:
        return ServiceRequest.filter(unit_id__in=units_under(viewer.unit_codes))
    return ServiceRequest.filter(id__in=[])


def roles_on(viewer: Viewer, request: ServiceRequest, units_above: Collection[str]) -> set[str]:
    """The viewer's roles on a request, given the codes of its unit and of all units above that."""
    if viewer.citizen is not None:
        return {OWNER} if request.citizen_id == viewer.citizen.id else set()
    return {posting.role.value for posting in viewer.postings if posting.unit_id in units_above}
