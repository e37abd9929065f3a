"""Types of service requests: the interface that each service implements, its timeline and its
available actions.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.execution.ahead import ahead
from core.files.types import FileType
from core.identity.types import CitizenType, OfficerType
from core.policy import OFFICER, Info, field, input_type, interface_type, object_type, resolver
from core.relay import (
    After,
    Connection,
    Cursors,
    First,
    Node,
    check_page,
    connection,
    encode_cursor,
    encode_id,
    type_name,
)  # fmt: skip
from core.service_requests import models
from core.service_requests.missing import MissingType
from core.service_requests.models import Phase
from core.service_requests.scope import is_open_to, roles_on
from core.service_requests.timeline import (
    EVENT_CURSOR,
    AvailableAction,
    CodeLabel,
    RequestStatus,
    TimelineEvent,
    events_of,
    latest_event_of,
)
from core.texts import text
from core.units.schema import LanguageArgument, UnitType, unit_type

if TYPE_CHECKING:
    from core.desk.types import AssignableOfficer, InternalNote, LinkedRequest
    from core.documents.types import DocumentType
    from core.platform import ServiceType

ServiceReference = Annotated["ServiceType", strawberry.lazy("core.platform")]
DocumentReference = Annotated["DocumentType", strawberry.lazy("core.documents.types")]
AssignableReference = Annotated["AssignableOfficer", strawberry.lazy("core.desk.types")]
NoteReference = Annotated["InternalNote", strawberry.lazy("core.desk.types")]
LinkedReference = Annotated["LinkedRequest", strawberry.lazy("core.desk.types")]

ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"


@interface_type("A citizen's request to the police, of whatever service.", name="ServiceRequest")
class ServiceRequestType(Node):
    row: strawberry.Private[models.ServiceRequest]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id(type_name(self.__class__), self.row.id)

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
    @ahead("unit", lambda self: self.row.unit_id)
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.row.unit_id)

    @resolver("Whose request it is.")
    @ahead("citizen", lambda self: self.row.citizen_id)
    async def citizen(self, info: Info) -> CitizenType:
        return CitizenType(row=await info.context.load("citizen", self.row.citizen_id))

    @resolver("When it was submitted.")
    def submitted_at(self) -> datetime:
        return self.row.submitted_at

    @resolver("When it last changed.")
    def updated_at(self) -> datetime:
        return self.row.updated_at

    @resolver("When the police must have acted; null when nothing is due, or the clock is paused.")
    def due_at(self) -> datetime | None:
        return self.row.due_at

    @resolver("When the police must have acted on it as it stands; null where that has no date.")
    def status_due_at(self) -> datetime | None:
        return self.row.status_due_at

    @resolver("The rule behind `dueAt` in words, as it was when the request was made.")
    async def due_rule(self, info: Info, language: LanguageArgument = None) -> str | None:
        rule = self.row.due_rule or {}
        wanted = language or await info.context.language()
        return rule.get(wanted.value) or next(iter(rule.values()), None)

    @resolver("The working days that are left while the clock is paused; negative when late.")
    def days_left(self) -> int | None:
        return self.row.days_left

    @resolver("The unit above before which it was brought, since nobody has acted; else null.")
    @ahead("unit", lambda self: self.row.escalated_to_id)
    async def escalated_to(self, info: Info) -> UnitType | None:
        code = self.row.escalated_to_id
        return await unit_type(info.context, code) if code else None

    @resolver(
        "What the citizen is asked for now, in the order given; empty when nothing.", bound=20
    )
    async def missing(self, info: Info) -> list[MissingType]:
        if self.row.phase is not Phase.WAITING_ON_CITIZEN:
            return []
        rows = await info.context.load("missing", self.row.id)
        return [MissingType(**row) for row in rows]

    @resolver("The officer who has it; null while it is in the station's queue.", policy=OFFICER)
    async def assignee(self, info: Info) -> OfficerType | None:
        officer = await info.context.load("officer", self.row.assignee_id)
        return OfficerType(row=officer) if officer else None

    @resolver("The officers to whom it can be given.", policy=OFFICER, bound=100)
    async def assignable_officers(self, info: Info) -> list[AssignableReference]:
        officers: list[AssignableOfficer] = await info.context.load("assignable_officers", self.row)
        return officers

    @resolver(
        "What officers have noted for one another, oldest first, the latest 100.",
        policy=OFFICER,
        bound=100,
    )
    async def internal_notes(self, info: Info) -> list[NoteReference]:
        notes: list[InternalNote] = await info.context.load("internal_notes", self.row.id)
        return notes

    @resolver(
        "The requests that officers have linked with it and that the viewer may see.",
        policy=OFFICER,
        bound=50,
    )
    async def linked(self, info: Info) -> list[LinkedReference]:
        linked: list[LinkedRequest] = await info.context.load("linked_requests", self.row.id)
        return linked

    @resolver("Rises by one with each step; send it as `expectedVersion`.")
    def version(self) -> int:
        return self.row.version

    @resolver("What happened, newest first.")
    @ahead("request_events", events_of)
    async def timeline(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[TimelineEvent]:
        check_page(first)
        rows = await info.context.load("request_events", events_of(self, info, first, after))
        flow, total = info.context.registry.flow(self.row.service), self.row.version

        async def count() -> int:
            return total

        nodes = [TimelineEvent(row=row, flow=flow) for row in rows]
        cursors = Cursors(rows, lambda row: encode_cursor(EVENT_CURSOR, str(row.version)))
        return connection(nodes, cursors, first, count)

    @resolver("The latest step; as the first of `timeline`, and less deep in a list.")
    @ahead("request_events", latest_event_of)
    async def last_event(self, info: Info) -> TimelineEvent:
        rows = await info.context.load("request_events", latest_event_of(self, info))
        return TimelineEvent(row=rows[0], flow=info.context.registry.flow(self.row.service))

    @resolver("The files that belong to it.", bound=20)
    @ahead("attachments", lambda self: self.row.id)
    async def attachments(self, info: Info) -> list[FileType]:
        return [FileType(row=row) for row in await info.context.load("attachments", self.row.id)]

    @resolver("The papers that it has led to.", bound=5)
    @ahead("documents", lambda self: self.row.id)
    async def documents(self, info: Info) -> list[DocumentReference]:
        documents: list[DocumentType] = await info.context.load("documents", self.row.id)
        return documents

    @resolver("The paper that says that it has been received; null where there is none.")
    @ahead("documents", lambda self: self.row.id)
    async def acknowledgement(self, info: Info) -> DocumentReference | None:
        documents = await info.context.load("documents", self.row.id)
        return next((each for each in documents if each.row.kind == ACKNOWLEDGEMENT), None)

    @resolver("What the viewer may do with it now.", bound=20)
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        flow, viewer = info.context.registry.flow(self.row.service), await info.context.viewer()
        if flow is None:
            return []
        above = await info.context.load("units_above", self.row.unit_id)
        citizen = await info.context.load("citizen", self.row.citizen_id)
        asked = await info.context.load("asked_above", self.row.id)
        taken = await info.context.load("own_actions", self.row.id)
        roles = roles_on(viewer, self.row, citizen, above, asked)
        return [
            AvailableAction(
                code=step.action,
                text=flow.label(step.action),
                mutation=step.mutation,
                requires_note=step.needs_note,
                reasons=[CodeLabel(code=reason.code, text=reason.label) for reason in step.reasons],
            )
            for step in flow.open_to(self.row.status, roles)
            if is_open_to(step, viewer, self.row) and taken.isdisjoint(step.apart_from)
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
