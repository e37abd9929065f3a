"""The queries and mutations of officers with the role for tips."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from core import (
    COUNTED_UP_TO,
    OFFICER,
    PUBLIC,
    After,
    Connection,
    First,
    Info,
    InputErrorType,
    check_page,
    connection,
    errors_field,
    field,
    mutation,
    object_type,
    resolver,
)
from plugins.tips import answering, desk, unlocking
from plugins.tips.inputs import MoveTipInput, ReplyToTipInput, TipFilter, UnlockTipsInput
from plugins.tips.types import TipType


@object_type("The answer to unlockTips.", policy=PUBLIC)
class UnlockTipsPayload:
    key: str | None = field(
        "What to send in the header Thana-Tips-Key. Keep it in memory alone.", default=None
    )
    expires_at: datetime | None = field("Until when it is good.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to what an officer does with a tip.", policy=PUBLIC)
class TipPayload:
    tip: TipType | None = field("The tip.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class OfficerQuery:
    @resolver("The tips of the unit that is unlocked, the newest day first.", policy=OFFICER)
    async def tips(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[
            TipFilter | None, strawberry.argument(description="Which ones; all without it.")
        ] = None,
    ) -> Connection[TipType]:
        check_page(first)
        page = await desk.page(info.context, first, after, filter or TipFilter())
        return connection(
            [TipType(readable=each) for each in page.found],
            [each.cursor for each in page.found],
            first,
            lambda: page.count(COUNTED_UP_TO),
        )

    @resolver("One tip of the unit that is unlocked.", policy=OFFICER)
    async def tip(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The tip's id.")],
    ) -> TipType:
        return TipType(readable=await desk.tip_of(info.context, id))


@strawberry.type
class OfficerMutation:
    @mutation("Unlock the tips of a unit for a quarter of an hour.", policy=OFFICER)
    async def unlock_tips(
        self,
        info: Info,
        input: Annotated[UnlockTipsInput, strawberry.argument(description="Unit and passphrase.")],
    ) -> UnlockTipsPayload:
        key, expires_at = await unlocking.unlock(info.context, input.unit_code, input.passphrase)
        return UnlockTipsPayload(key=key, expires_at=expires_at)

    @mutation("Answer the tipster.", policy=OFFICER)
    async def reply_to_tip(
        self,
        info: Info,
        input: Annotated[ReplyToTipInput, strawberry.argument(description="The answer.")],
    ) -> TipPayload:
        return TipPayload(tip=TipType(readable=await answering.reply(info.context, input)))

    @mutation("Set a tip's status, or pass it on to another unit.", policy=OFFICER)
    async def move_tip(
        self,
        info: Info,
        input: Annotated[MoveTipInput, strawberry.argument(description="The step.")],
    ) -> TipPayload:
        return TipPayload(tip=TipType(readable=await answering.move(info.context, input)))
