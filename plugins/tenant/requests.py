"""The requests of this service, as whoever asks may see them."""

from __future__ import annotations

import uuid

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core import (
    Context,
    Forbidden,
    NotFound,
    Runtime,
    ServiceRequest,
    Viewer,
    decode_id,
    encode_id,
    request_by_global_id,
)
from plugins.tenant.content import mark_of
from plugins.tenant.models import Tenancy
from plugins.tenant.rules import CODE
from plugins.tenant.texts import text
from plugins.tenant.workflow import AT_WORK, AWAITED, RESULTS

TYPE = "TenantVerification"
ABOUT_SELF = text("Nobody works on what is about themselves.")
MOST_ABOUT_ONE = 20
"""Tenancies of one tenant that are shown."""

SHOWN_TO_TENANTS = (*AWAITED, *AT_WORK, *RESULTS, "SENT_BACK", "TENANCY_ENDED", "WITHDRAWN")


async def tenant_request(context: Context, global_id: str) -> ServiceRequest:
    """A request of this service that the viewer may see. Raises NotFound."""
    found = await request_by_global_id(context, global_id)
    if found is None or found.row.service != CODE:
        raise NotFound
    return found.row


def global_id(row: Tenancy) -> str:
    """The global id of a request."""
    return encode_id(TYPE, row.request_id)


def tenancies_of(runtime: Runtime, mobile: str | None) -> QuerySet[Tenancy]:
    """The tenancies whose tenant has this number; none for nobody's number. First, newest first,
    those that have begun: anybody may name a number so often that the rest is lost below.
    """
    if mobile is None:
        return Tenancy.filter(id__in=[])
    about = Q(tenant_mobile=mobile) | Q(tenant_mark=mark_of(runtime, mobile))
    rows = Tenancy.filter(about, request__status__in=SHOWN_TO_TENANTS).select_related("request")
    return rows.order_by("request__is_hidden", "-request__submitted_at")


async def tenancy_about(context: Context, global_id: str) -> Tenancy:
    """The tenancy of a request, if the viewer is its tenant. Raises NotFound."""
    decoded, viewer = decode_id(global_id), await context.viewer()
    mobile = viewer.citizen.mobile if viewer.citizen else None
    try:
        key = uuid.UUID(decoded[1]) if decoded and decoded[0] == TYPE else None
    except ValueError:
        key = None
    about = tenancies_of(context.runtime, mobile)
    found = await about.get_or_none(request_id=key) if key else None
    if found is None:
        raise NotFound
    return found


def is_tenant(viewer: Viewer, row: Tenancy) -> bool:
    """Whether the officer who looks is the tenant."""
    mobile = viewer.officer.mobile if viewer.officer else None
    return mobile is not None and mobile == row.tenant_mobile


async def not_about(viewer: Viewer, request: ServiceRequest) -> None:
    """Raises Forbidden for an officer who is the tenant."""
    if is_tenant(viewer, await Tenancy.get(request_id=request.id)):
        raise Forbidden(ABOUT_SELF)
