"""Queries and mutations of the register of found things."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core import (
    OFFICER,
    PUBLIC,
    SIGNED_IN,
    After,
    Connection,
    First,
    Info,
    InputErrorType,
    connection,
    errors_field,
    field,
    mutation,
    object_type,
    resolver,
)
from plugins.lost_property import found_items, found_queries, found_scope
from plugins.lost_property.dismissing import dismiss
from plugins.lost_property.found_inputs import (
    CloseFoundItemInput,
    DismissMatchInput,
    FoundItemFilter,
    RegisterFoundItemInput,
)
from plugins.lost_property.found_types import FoundItem, ItemMatch

Filter = Annotated[FoundItemFilter | None, strawberry.argument(description="Which; all when null.")]


@object_type("The answer to registerFoundItem.", policy=PUBLIC)
class RegisterFoundItemPayload:
    found_item: FoundItem | None = field("The found thing as it is kept.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to closeFoundItem.", policy=PUBLIC)
class CloseFoundItemPayload:
    found_item: FoundItem | None = field("The found thing as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to dismissMatch.", policy=PUBLIC)
class DismissMatchPayload:
    match: ItemMatch | None = field("The match as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class FoundQuery:
    @resolver("The things that lie at stations, latest registration first.", policy=PUBLIC)
    async def found_items(
        self, info: Info, first: First = 20, after: After = None, filter: Filter = None
    ) -> Connection[FoundItem]:
        page = await found_queries.page(filter or FoundItemFilter(), first, after)
        nodes = [FoundItem(row=row) for row in page.rows]
        return connection(nodes, page.cursors, first, page.count)

    @resolver("The found thing of a number, for officers of its station.", policy=OFFICER)
    async def found_item(
        self,
        info: Info,
        number: Annotated[str, strawberry.argument(description="The number, in any spelling.")],
    ) -> FoundItem | None:
        return FoundItem(row=await found_scope.by_number(await info.context.viewer(), number))


@strawberry.type
class FoundMutation:
    @mutation("Register a thing that was handed in, and match it.", policy=OFFICER)
    async def register_found_item(
        self, info: Info, input: RegisterFoundItemInput
    ) -> RegisterFoundItemPayload:
        row = await found_items.register(info.context, input)
        return RegisterFoundItemPayload(found_item=FoundItem(row=row))

    @mutation("Close a found thing that was returned or disposed of.", policy=OFFICER)
    async def close_found_item(
        self, info: Info, input: CloseFoundItemInput
    ) -> CloseFoundItemPayload:
        row = await found_items.close(info.context, input)
        return CloseFoundItemPayload(found_item=FoundItem(row=row))

    @mutation("Say that a match is none.", policy=SIGNED_IN)
    async def dismiss_match(self, info: Info, input: DismissMatchInput) -> DismissMatchPayload:
        return DismissMatchPayload(match=ItemMatch(row=await dismiss(info.context, input)))
