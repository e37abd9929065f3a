"""Which requests a viewer may see, as a query, and in which roles. Every read and write of requests
begins here.
"""

from __future__ import annotations

from collections.abc import Collection

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from core.identity.models import Citizen
from core.records import Conditions
from core.service_requests.models import Enquiry, ServiceRequest
from core.service_requests.workflow import (
    CLAIM,
    ENQUIRER,
    ENQUIRERS,
    OWNER,
    RELEASE,
    Transition,
)  # fmt: skip
from core.units.jurisdiction import units_under
from core.viewers import Viewer


def is_open_to(step: Transition, viewer: Viewer, request: ServiceRequest) -> bool:
    """Whether the request is such that a step can be taken by the viewer: what nobody has can be
    claimed, what the viewer has can be given back.
    """
    if step.action == CLAIM:
        return request.assignee_id is None
    return step.action != RELEASE or request.assignee_id == viewer.id


def visible_to(viewer: Viewer) -> QuerySet[ServiceRequest]:
    """A citizen's own requests; for an officer those at or under the units of the postings held
    now, and those about which one of these units enquires or has enquired, but for those that are
    hidden yet; else none.
    """
    if viewer.citizen is not None:
        return ServiceRequest.filter(citizen_id=viewer.citizen.id)
    if viewer.unit_codes:
        under = units_under(viewer.unit_codes)
        asked = Enquiry.filter(Q(is_open=True) | Q(filed_at__isnull=False), unit_id__in=under)
        about = Subquery(asked.values("request_id"))
        of_units = Q(unit_id__in=under) | Q(id__in=about)
        return ServiceRequest.filter(of_units, is_hidden=False)
    return ServiceRequest.filter(id__in=[])


UNDER = "(SELECT unit_id FROM core_unit_ancestry WHERE ancestor_id IN ({units}))"
OF_UNITS = (
    "(unit_id IN {under} OR id IN (SELECT request_id FROM core_enquiry"
    " WHERE (is_open = TRUE OR filed_at IS NOT NULL) AND unit_id IN {under}))"
)


def be_visible_to(conditions: Conditions, viewer: Viewer) -> None:
    """As `visible_to`, of a statement about `core_service_request`."""
    if viewer.citizen is not None:
        conditions.add("citizen_id = {}", viewer.citizen.id)
    elif viewer.unit_codes:
        under = UNDER.format(units=", ".join(map(conditions.place, viewer.unit_codes)))
        conditions.add(OF_UNITS.format(under=under))
        conditions.add("is_hidden = FALSE")
    else:
        conditions.add("FALSE")


def is_own(viewer: Viewer, citizen: Citizen) -> bool:
    """Whether the officer who looks is this citizen, or was until an erasure."""
    officer = viewer.officer
    if officer is None:
        return False
    is_by_number = officer.mobile is not None and officer.mobile == citizen.mobile
    return is_by_number or officer.id == citizen.officer_id


def roles_on(
    viewer: Viewer,
    request: ServiceRequest,
    citizen: Citizen,
    units_above: Collection[str],
    asked_above: Collection[str] = (),
) -> set[str]:
    """The viewer's roles on a request of a citizen, given the codes of its unit and of all units
    above that, and those of the units that enquire about it and of all above those. Nobody has a
    role on what is their own as a citizen.
    """
    if viewer.citizen is not None:
        return {OWNER} if request.citizen_id == viewer.citizen.id else set()
    if is_own(viewer, citizen):
        return set()
    roles = {posting.role.value for posting in viewer.postings if posting.unit_id in units_above}
    enquires = (p.unit_id in asked_above and p.role in ENQUIRERS for p in viewer.postings)
    return roles | {ENQUIRER} if any(enquires) else roles
