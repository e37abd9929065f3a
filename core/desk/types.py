"""What officers see on the desk beside the requests themselves."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from tortoise.expressions import Q

from core.context import Context, Loader
from core.desk import models
from core.desk.models import LinkKind
from core.desk.notes import MOST_LINKS
from core.desk.officers import assignable
from core.identity.models import OfficerRole
from core.identity.types import OfficerType
from core.policy import OFFICER, PUBLIC, Info, field, object_type, resolver
from core.relay import encode_id
from core.service_requests.models import ServiceRequest
from core.service_requests.scope import visible_to
from core.service_requests.types import ServiceRequestType

if TYPE_CHECKING:
    from core.platform import ServiceType

ServiceReference = Annotated["ServiceType", strawberry.lazy("core.platform")]
MOST_NOTES = 100


@object_type("An officer to whom a request can be given.", policy=OFFICER)
class AssignableOfficer:
    id: strawberry.ID = field("The officer's global id, for `assignRequest`.")
    full_name: str = field("Full name.")
    roles: list[OfficerRole] = field("In which roles the officer covers the request's unit.")


@object_type("What an officer has noted for other officers.", policy=OFFICER)
class InternalNote:
    row: strawberry.Private[models.InternalNote]

    @resolver("When.")
    def at(self) -> datetime:
        return self.row.at

    @resolver("The note.")
    def text(self) -> str:
        return self.row.text

    @resolver("Who has noted it.")
    async def author(self, info: Info) -> OfficerType:
        return OfficerType(row=await info.context.load("officer", self.row.author_id))


@object_type("A request that belongs together with this one.", policy=OFFICER)
class LinkedRequest:
    row: strawberry.Private[models.RequestLink]
    other: strawberry.Private[ServiceRequest]

    @resolver("The other request's number.")
    def number(self) -> str:
        return self.other.number

    @resolver("How they belong together.")
    def kind(self) -> LinkKind:
        return self.row.kind

    @resolver("Why, in words.")
    def note(self) -> str:
        return self.row.note

    @resolver("The other request.")
    def request(self, info: Info) -> ServiceRequestType:
        return info.context.registry.request_type(self.other)


@object_type("What has changed on the viewer's desk.", policy=PUBLIC)
class InboxChange:
    request: ServiceRequestType | None = field(
        "The request that has changed, as it is now; null when it has left the desk, and when there"
        " may be several: read the inbox again."
    )
    open: int | None = field("What is not closed, of all services; null above 1,000.")
    overdue: int | None = field("What of it is overdue; null above 1,000.")


@object_type("How much there is on the desk, of one service.", policy=OFFICER)
class InboxCount:
    code: strawberry.Private[str]
    open: int | None = field("What is not closed; null above 1,000.")
    overdue: int | None = field("What of it is overdue; null above 1,000.")
    unassigned: int | None = field("What nobody has; null above 1,000.")

    @resolver("The service.")
    def service(self, info: Info) -> ServiceReference:
        return info.context.registry.service_type(self.code)


async def load_assignable(
    context: Context, requests: list[ServiceRequest]
) -> list[list[AssignableOfficer]]:
    """For each request the officers to whom it can be given."""
    return [await _assignable(context, request) for request in requests]


async def _assignable(context: Context, request: ServiceRequest) -> list[AssignableOfficer]:
    flow = context.registry.flow(request.service)
    if flow is None:
        return []
    citizen = await context.load("citizen", request.citizen_id)
    officers = await assignable(request.unit_id, citizen, flow.handlers, context.runtime.now())
    return [
        AssignableOfficer(
            id=encode_id("Officer", officer.id),
            full_name=officer.full_name,
            roles=[OfficerRole(role) for role in roles],
        )
        for officer, roles in officers.values()
    ]


async def load_notes(context: Context, request_ids: list[Any]) -> list[list[InternalNote]]:
    """For each request its notes; none for an officer whose own request it is."""
    rows = models.InternalNote.filter(request_id__in=request_ids).order_by("at", "id")
    if own := await _own_mobile(context):
        rows = rows.exclude(request__citizen__mobile=own)
    by_request: dict[uuid.UUID, list[InternalNote]] = {}
    for row in await rows:
        by_request.setdefault(row.request_id, []).append(InternalNote(row=row))
    return [by_request.get(request_id, [])[-MOST_NOTES:] for request_id in request_ids]


async def load_links(context: Context, request_ids: list[Any]) -> list[list[LinkedRequest]]:
    """For each request those linked with it that the viewer may see; none where either is the
    officer's own: others have noted why.
    """
    found = models.RequestLink.filter(request_id__in=request_ids).order_by("at", "id")
    if own := await _own_mobile(context):
        is_own = Q(request__citizen__mobile=own) | Q(other__citizen__mobile=own)
        found = found.exclude(is_own)
    links = await found
    scoped = visible_to(await context.viewer())
    visible = {row.id: row for row in await scoped.filter(id__in=[each.other_id for each in links])}
    by_request: dict[uuid.UUID, list[LinkedRequest]] = {}
    for link in links:
        if link.other_id in visible:
            shown = LinkedRequest(row=link, other=visible[link.other_id])
            by_request.setdefault(link.request_id, []).append(shown)
            context.note_read("request", link.other_id)
    return [by_request.get(request_id, [])[:MOST_LINKS] for request_id in request_ids]


async def _own_mobile(context: Context) -> str | None:
    """The number by which it is known what is the officer's own."""
    officer = (await context.viewer()).officer
    return officer.mobile if officer else None


LOADERS: dict[str, Loader] = {
    "assignable_officers": load_assignable,
    "internal_notes": load_notes,
    "linked_requests": load_links,
}
