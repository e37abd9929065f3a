"""Queries, mutations and the subscription of the officers' desk."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

import strawberry

from core.context import Context
from core.db import transactional
from core.desk import assigning, inbox, notes, sending_back, transferring
from core.desk.counts import totals, totals_of
from core.desk.inbox import InboxOrder
from core.desk.inputs import (
    AddInternalNoteInput,
    AssignRequestInput,
    InboxFilter,
    LinkRequestsInput,
    SendBackRequestInput,
    TransferRequestInput,
)
from core.desk.types import InboxChange, InboxCount
from core.desk.wanted import Wanted
from core.errors import NotFound
from core.execution.asked import OF_PAGES, asked_columns
from core.live.watching import Watch
from core.mutations import InputErrorType, errors_field, mutation
from core.policy import OFFICER, PUBLIC, Info, field, object_type, resolver
from core.relay import After, Connection, Cursors, First, check_page, connection, decode_id
from core.service_requests import queries
from core.service_requests.models import ServiceRequest
from core.service_requests.moves import Move
from core.service_requests.replay import once
from core.service_requests.schema import request_by_global_id
from core.service_requests.scope import visible_to
from core.service_requests.steps import unit_topic
from core.service_requests.types import ServiceRequestType
from core.service_requests.workflow import TRANSFER
from core.units.jurisdiction import codes_under

Which = Annotated[InboxFilter | None, strawberry.argument(description="Which of them.")]
Order = Annotated[
    InboxOrder | None, strawberry.argument(description="In which order; what is due first if null.")
]


@object_type("The answer to a step of the officers' desk.", policy=PUBLIC)
class DeskPayload:
    request: ServiceRequestType | None = field(
        "The request as it is now; null with errors, and when what was done is said again after the"
        " request has left the viewer's units.",
        default=None,
    )
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Query:
    @resolver("The requests that the viewer's postings cover.", policy=OFFICER)
    async def inbox(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        filter: Which = None,
        order_by: Order = None,
    ) -> Connection[ServiceRequestType]:
        check_page(first)
        context, viewer = info.context, await info.context.viewer()
        wanted = filter.wanted() if filter else Wanted()
        order, now = order_by or InboxOrder.DUE_FIRST, context.runtime.now()
        columns = asked_columns(info, OF_PAGES, ServiceRequest)
        rows = await inbox.rows(viewer, now, wanted, order, first, after, columns)
        for row in rows[:first]:
            context.note_read("request", row.id)
        cursors = Cursors(rows, partial(inbox.cursor_of, order))
        nodes = [context.registry.request_type(row) for row in rows]
        return connection(nodes, cursors, first, lambda: inbox.count(viewer, now, wanted))

    @resolver(
        "How much there is on the viewer's desk, of each service that has any requests.",
        policy=OFFICER,
        bound=20,
    )
    async def inbox_counts(self, info: Info) -> list[InboxCount]:
        context, viewer = info.context, await info.context.viewer()
        codes = [each.code for each in context.registry.services if each.workflow is not None]
        found = await totals_of(viewer, context.runtime.now(), codes)
        return [
            InboxCount(code=code, **vars(each)) for code, each in zip(codes, found, strict=True)
        ]


@strawberry.type
class Mutation:
    @mutation("Give a request to an officer, or back to the queue.", policy=OFFICER)
    async def assign_request(self, info: Info, input: AssignRequestInput) -> DeskPayload:
        context, viewer = info.context, await info.context.viewer()
        request = await _request(context, input.request_id)
        service = context.registry.service(request.service)
        officer = _officer_id(input.officer_id)
        return _payload(
            context,
            await transactional(assigning.assign)(
                context.runtime, service, viewer, request.id, officer, input.expected_version
            ),
        )

    @mutation("Pass a request on; number, clock and history stay with it.", policy=OFFICER)
    async def transfer_request(self, info: Info, input: TransferRequestInput) -> DeskPayload:
        context, viewer = info.context, await info.context.viewer()

        async def perform() -> ServiceRequest:
            request = await _request(context, input.request_id)
            wanted = Move(
                request.id,
                TRANSFER,
                input.expected_version,
                note=input.note,
                mutation=transferring.MUTATION,
            )
            service = context.registry.service(request.service)
            return await transferring.transfer(
                context.runtime, service, viewer, wanted, input.station_code
            )

        return await _once(context, "transferRequest", input, perform)

    @mutation("Send a request back to its citizen, naming what is missing.", policy=OFFICER)
    async def send_back_request(self, info: Info, input: SendBackRequestInput) -> DeskPayload:
        context, viewer = info.context, await info.context.viewer()
        request = await _request(context, input.request_id)
        service = context.registry.service(request.service)
        missing = [vars(each) for each in input.missing]
        wanted = Move(request.id, "", input.expected_version, note=input.note, missing=missing)
        uploads = [upload.purpose for upload in service.uploads]

        async def perform() -> ServiceRequest:
            return await sending_back.send_back(context.runtime, service, viewer, wanted, uploads)

        return await _once(context, "sendBackRequest", input, perform)

    @mutation("Link two requests that belong together.", policy=OFFICER)
    async def link_requests(self, info: Info, input: LinkRequestsInput) -> DeskPayload:
        context, viewer = info.context, await info.context.viewer()
        request = await _request(context, input.request_id)
        linked = await transactional(notes.link)(
            context.runtime, viewer, request.id, input.other_number, input.kind, input.note or ""
        )
        return _payload(context, linked)

    @mutation("Note something for other officers; the citizen never reads it.", policy=OFFICER)
    async def add_internal_note(self, info: Info, input: AddInternalNoteInput) -> DeskPayload:
        context, viewer = info.context, await info.context.viewer()
        request = await _request(context, input.request_id)

        async def perform() -> ServiceRequest:
            return await notes.add_note(context.runtime, viewer, request.id, input.text)

        return await _once(context, "addInternalNote", input, perform)


@strawberry.type
class Subscription:
    @resolver("What changes on the viewer's desk, every few seconds at most.", policy=OFFICER)
    async def inbox_changed(self, info: Info, watch: strawberry.Parent[Watch]) -> InboxChange:
        context, viewer = info.context, await info.context.viewer()
        if not viewer.postings:
            raise NotFound
        pace = watch.pace("inbox", context.runtime.settings.sockets.inbox_seconds)
        watch.on(*(unit_topic(code) for code in await codes_under(viewer.unit_codes)))
        watch.news()
        counted = await pace.once(lambda: totals(viewer, context.runtime.now()))
        changed = watch.change.ids.get("request") if watch.change else None
        row = await queries.by_id(viewer, changed) if changed else None
        if row is not None:
            context.note_read("request", row.id)
        request = context.registry.request_type(row) if row else None
        return InboxChange(request=request, open=counted.open, overdue=counted.overdue)


async def _request(context: Context, global_id: str) -> ServiceRequest:
    found = await request_by_global_id(context, global_id)
    if found is None:
        raise NotFound
    return found.row


def _officer_id(global_id: str | None) -> uuid.UUID | None:
    """The officer's id; one that nobody has for what is no officer's global id."""
    if global_id is None:
        return None
    kind, key = decode_id(global_id) or ("", "")
    try:
        return uuid.UUID(key) if kind == "Officer" else uuid.UUID(int=0)
    except ValueError:
        return uuid.UUID(int=0)


async def _once(
    context: Context, operation: str, given: Any, perform: Callable[[], Awaitable[ServiceRequest]]
) -> DeskPayload:
    viewer, content = await context.viewer(), strawberry.asdict(given)
    performed: list[ServiceRequest] = []

    async def perform_and_note() -> ServiceRequest:
        performed[:] = [await perform()]
        return performed[0]

    key = given.idempotency_key
    row = await once(context.runtime, viewer, operation, key, content, perform_and_note)
    if not performed and not await visible_to(viewer).filter(id=row.id).exists():
        return DeskPayload()  # said again after it has left the viewer's units
    return _payload(context, row)


def _payload(context: Context, row: ServiceRequest) -> DeskPayload:
    context.note_read("request", row.id)
    return DeskPayload(request=context.registry.request_type(row))
