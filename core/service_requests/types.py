"""Types of service requests: the interface that each service implements, its timeline and its
available actions.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.files.types import FileType
from core.identity.types import CitizenType
from core.policy import Info, field, input_type, interface_type, object_type, resolver
from core.relay import (
    After,
    Connection,
    First,
    Node,
    bad_cursor,
    check_page,
    connection,
    decode_cursor,
    encode_cursor,
    encode_id,
    type_name,
)  # fmt: skip
from core.service_requests import models
from core.service_requests.models import Phase
from core.service_requests.scope import roles_on
from core.service_requests.timeline import CodeLabel, RequestStatus, TimelineEvent
from core.texts import text
from core.units.schema import UnitType, unit_type

if TYPE_CHECKING:
    from core.documents.types import DocumentType
    from core.platform import ServiceType

ServiceReference = Annotated["ServiceType", strawberry.lazy("core.platform")]
DocumentReference = Annotated["DocumentType", strawberry.lazy("core.documents.types")]

LATEST = 2**31 - 1
ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
EVENT_CURSOR = "events"


@object_type("Something that the viewer may do with the request now.")
class AvailableAction(CodeLabel):
    mutation: str | None = field("The mutation that does it; null when performAction does.")
    requires_note: bool = field("Whether a note must be given.")
    reasons: list[CodeLabel] = field(
        "The reasons of which one must be given; empty when none.", bound=10
    )


@interface_type("A citizen's request to the police, of whatever service.", name="ServiceRequest")
class ServiceRequestType(Node):
    row: strawberry.Private[models.ServiceRequest]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id(type_name(self), self.row.id)

    @resolver("The number that people use.")
    def number(self) -> str:
        return self.row.number

    @resolver("The service that it belongs to.")
    def service(self, info: Info) -> ServiceReference:
        return info.context.registry.service_type(self.row.service)

    @resolver("Where it stands.")
    def status(self, info: Info) -> RequestStatus:
        flow = info.context.registry.flow(self.row.service)
        if flow is None:
            is_closed = self.row.phase is Phase.CLOSED
            return RequestStatus(
                code=self.row.status,
                text=text(self.row.status),
                phase=self.row.phase,
                is_final=is_closed,
            )
        status = flow.status(self.row.status)
        return RequestStatus(
            code=status.code, text=status.label, phase=self.row.phase, is_final=status.is_final
        )

    @resolver("The unit that it is with.")
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info, self.row.unit_id)

    @resolver("Whose request it is.")
    async def citizen(self, info: Info) -> CitizenType:
        return CitizenType(row=await info.context.load("citizen", self.row.citizen_id))

    @resolver("When it was submitted.")
    def submitted_at(self) -> datetime:
        return self.row.submitted_at

    @resolver("When it last changed.")
    def updated_at(self) -> datetime:
        return self.row.updated_at

    @resolver("When the police must have acted; null when nothing is due.")
    def due_at(self) -> datetime | None:
        return self.row.due_at

    @resolver("Rises by one with each step; send it as `expectedVersion`.")
    def version(self) -> int:
        return self.row.version

    @resolver("What happened, newest first.")
    async def timeline(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[TimelineEvent]:
        check_page(first)
        rows = await info.context.load("request_events", (self.row.id, first, _before(after)))
        flow, total = info.context.registry.flow(self.row.service), self.row.version

        async def count() -> int:
            return total

        nodes = [TimelineEvent(row=row, flow=flow) for row in rows]
        return connection(
            nodes, [encode_cursor(EVENT_CURSOR, str(row.version)) for row in rows], first, count
        )

    @resolver("The latest step; as the first of `timeline`, and less deep in a list.")
    async def last_event(self, info: Info) -> TimelineEvent:
        rows = await info.context.load("request_events", (self.row.id, 1, LATEST))
        return TimelineEvent(row=rows[0], flow=info.context.registry.flow(self.row.service))

    @resolver("The files that belong to it.", bound=20)
    async def attachments(self, info: Info) -> list[FileType]:
        return [FileType(row=row) for row in await info.context.load("attachments", self.row.id)]

    @resolver("The papers that it has led to.", bound=5)
    async def documents(self, info: Info) -> list[DocumentReference]:
        documents: list[DocumentType] = await info.context.load("documents", self.row.id)
        return documents

    @resolver("The paper that says that it has been received; null where there is none.")
    async def acknowledgement(self, info: Info) -> DocumentReference | None:
        documents = await info.context.load("documents", self.row.id)
        return next((each for each in documents if each.row.kind == ACKNOWLEDGEMENT), None)

    @resolver("What the viewer may do with it now.", bound=20)
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        flow, viewer = info.context.registry.flow(self.row.service), await info.context.viewer()
        if flow is None:
            return []
        roles = roles_on(viewer, self.row, await info.context.load("units_above", self.row.unit_id))
        return [
            AvailableAction(
                code=step.action,
                text=flow.actions[step.action],
                mutation=step.mutation,
                requires_note=step.needs_note,
                reasons=[CodeLabel(code=reason.code, text=reason.label) for reason in step.reasons],
            )
            for step in flow.open_to(self.row.status, roles)
        ]


@object_type("A request of a service that is not enabled here now.")
class ArchivedRequest(ServiceRequestType):
    pass


@input_type("Which requests to list.")
class ServiceRequestFilter:
    service: str | None = field("The service's code.", default=None)
    phase: Phase | None = field("Who has to act.", default=None)
    search: str | None = field("Part of the number.", default=None)

    def __hash__(self) -> int:  # part of the key of a batched read
        return hash((self.service, self.phase, self.search))


def _before(after: str | None) -> int:
    if after is None:
        return LATEST
    (version,) = decode_cursor(EVENT_CURSOR, after, 1)
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        raise bad_cursor()
    return int(version)
