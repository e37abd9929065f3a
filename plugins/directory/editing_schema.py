"""The mutations of administrators."""

from __future__ import annotations

import strawberry

from core import (
    OFFICER,
    PUBLIC,
    Info,
    InputErrorType,
    UnitType,
    errors_field,
    field,
    mutation,
    object_type,
)
from plugins.directory import editing, post_editing
from plugins.directory.editing_inputs import SaveHelplineInput, SavePostInput, UpdateUnitInput
from plugins.directory.post_types import Helpline, Post


@object_type("The answer to updateUnit.", policy=PUBLIC)
class UpdateUnitPayload:
    unit: UnitType | None = field("The unit as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to savePost.", policy=PUBLIC)
class SavePostPayload:
    post: Post | None = field("The post as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to saveHelpline.", policy=PUBLIC)
class SaveHelplinePayload:
    helpline: Helpline | None = field("The helpline as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class EditingMutation:
    @mutation("Change a unit's entry, for its administrators.", policy=OFFICER)
    async def update_unit(self, info: Info, input: UpdateUnitInput) -> UpdateUnitPayload:
        return UpdateUnitPayload(unit=UnitType(row=await editing.update_unit(info.context, input)))

    @mutation("Make or change a post, for administrators of its unit.", policy=OFFICER)
    async def save_post(self, info: Info, input: SavePostInput) -> SavePostPayload:
        return SavePostPayload(post=Post(row=await post_editing.save_post(info.context, input)))

    @mutation("Make or change a helpline, for administrators of the state.", policy=OFFICER)
    async def save_helpline(self, info: Info, input: SaveHelplineInput) -> SaveHelplinePayload:
        row = await editing.save_helpline(info.context, input)
        return SaveHelplinePayload(helpline=Helpline(row=row))
