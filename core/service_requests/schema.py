"""Queries, mutations and the subscription that all services share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Annotated, Any

import strawberry
from tortoise.models import Model

from core.context import Context, Loader
from core.errors import NotFound
from core.files.types import FileType
from core.live.watching import Watch
from core.mutations import InputErrorType, errors_field, mutation
from core.policy import PUBLIC, SIGNED_IN, Info, field, input_type, object_type, resolver
from core.relay import Connection, connection, decode_id, type_name
from core.service_requests import attachments, models, queries, service
from core.service_requests.moves import Move
from core.service_requests.replay import once
from core.service_requests.steps import topic_of
from core.service_requests.types import ServiceRequestFilter, ServiceRequestType


@input_type("Take a plain step of a request's workflow.")
class PerformActionInput:
    request_id: strawberry.ID = field("The request.")
    action: str = field("A code of `availableActions` whose mutation is null.")
    note: str | None = field(
        "Why; required where the action says so. The citizen reads it.", default=None
    )
    reason_code: str | None = field("One of the action's reasons.", default=None)
    expected_version: int = field(
        "The version that the caller has read; CONFLICT when it has passed."
    )
    idempotency_key: strawberry.ID | None = field("A UUID made by the client.", default=None)


@object_type("The answer to performAction.", policy=PUBLIC)
class PerformActionPayload:
    request: ServiceRequestType | None = field("The request as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Query:
    @resolver("The request of a number, if the viewer may see it.", policy=SIGNED_IN)
    async def service_request(
        self,
        info: Info,
        number: Annotated[str, strawberry.argument(description="The number, in any spelling.")],
    ) -> ServiceRequestType | None:
        row = await queries.by_number(await info.context.viewer(), number)
        if row is None:
            raise NotFound
        info.context.note_read("request", row.id)
        return info.context.registry.request_type(row)

    @resolver("A file of an id, if the viewer may see it.", policy=SIGNED_IN)
    async def file(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The file's id.")],
    ) -> FileType | None:
        row = await attachments.visible_file(info.context, id)
        if row is None:
            raise NotFound
        return FileType(row=row)

    @resolver("The viewer's files that no request names yet.", policy=SIGNED_IN, bound=100)
    async def waiting_files(self, info: Info) -> list[FileType]:
        rows = await attachments.waiting_files(await info.context.viewer())
        return [FileType(row=row) for row in rows]


@strawberry.type
class Mutation:
    @mutation("Take a plain step of a request's workflow.", policy=SIGNED_IN)
    async def perform_action(self, info: Info, input: PerformActionInput) -> PerformActionPayload:
        context, viewer = info.context, await info.context.viewer()
        found = await request_by_global_id(context, input.request_id)
        if found is None:
            raise NotFound
        wanted = Move(
            request_id=found.row.id,
            action=input.action,
            expected_version=input.expected_version,
            note=input.note,
            reason_code=input.reason_code,
        )
        descriptor = context.registry.service(found.row.service)

        async def perform() -> Any:
            return await service.move(context.runtime, descriptor, viewer, wanted)

        key, content = input.idempotency_key, strawberry.asdict(input)
        row = await once(context.runtime, viewer, "performAction", key, content, perform)
        context.note_read("request", row.id)
        return PerformActionPayload(request=context.registry.request_type(row))


@strawberry.type
class Subscription:
    @resolver("A request, whenever it has changed.", policy=SIGNED_IN)
    async def service_request_updated(
        self,
        info: Info,
        watch: strawberry.Parent[Watch],
        id: Annotated[strawberry.ID, strawberry.argument(description="The request's global id.")],
    ) -> ServiceRequestType:
        _, key = decode_id(id) or ("", "")
        watch.on(topic_of(key))
        found = await request_by_global_id(info.context, id)
        if found is None:
            raise NotFound
        watch.news(found.row.version)
        info.context.note_read("request", found.row.id)
        return found


async def request_by_global_id(context: Context, global_id: str) -> ServiceRequestType | None:
    """The request of a global id, if the viewer may see it and the id names its true type."""
    decoded = decode_id(global_id)
    row = await queries.by_id(await context.viewer(), decoded[1]) if decoded else None
    if row is None or decoded is None:
        return None
    request: ServiceRequestType = context.registry.request_type(row)
    return request if type_name(request) == decoded[0] else None


Columns = Callable[[type[Model]], frozenset[str]]
PageOfCitizen = tuple[uuid.UUID, int, str | None, ServiceRequestFilter | None, Columns]


async def load_requests_of_citizens(
    context: Context, keys: list[PageOfCitizen]
) -> list[Connection[ServiceRequestType]]:
    """For (citizen id, first, after, filter, columns) a page of the citizen's requests within the
    viewer's scope.
    """
    return [await _requests_of_citizen(context, *key) for key in keys]


async def _requests_of_citizen(
    context: Context,
    citizen_id: uuid.UUID,
    first: int,
    after: str | None,
    wanted: ServiceRequestFilter | None,
    columns: Columns,
) -> Connection[ServiceRequestType]:
    chosen = (
        queries.RequestFilter(wanted.service, wanted.phase, wanted.search)
        if wanted
        else queries.RequestFilter()
    )
    shown = columns(models.ServiceRequest)
    page = await queries.page_of_citizen(context, citizen_id, chosen, first, after, shown)
    nodes = [context.registry.request_type(row) for row in page.rows]
    return connection(nodes, page.cursors, first, page.count)


LOADERS: dict[str, Loader] = {
    "requests_of_citizen": load_requests_of_citizens,
    **attachments.LOADERS,
}
