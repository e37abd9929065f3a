"""What tipsters and officers see."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry

from core import (
    PUBLIC,
    Context,
    Info,
    Language,
    LanguageArgument,
    Node,
    Text,
    UnitType,
    encode_id,
    field,
    object_type,
    resolver,
    unit_type,
)
from plugins.tips.categories import Category, in_force
from plugins.tips.content import MOST_IN_ALL, Message, TipSender, messages
from plugins.tips.desk import TIP, ReadableTip
from plugins.tips.labels import state_label
from plugins.tips.looking_up import Found, settings_of
from plugins.tips.models import TipState
from plugins.tips.texts import text


@object_type("What a tip is about.", name="TipCategory", policy=PUBLIC)
class TipCategoryType:
    category: strawberry.Private[Category]

    @resolver("The category's code.")
    def code(self) -> str:
        return self.category.code

    @resolver("What a person reads.")
    async def label(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.category.label, language)

    @resolver("Whether somebody may be in danger: 112 comes first.")
    def is_emergency(self) -> bool:
        return self.category.is_emergency

    @resolver("What to think of before writing; null where there is nothing.")
    async def hint(self, info: Info, language: LanguageArgument = None) -> str | None:
        hint = self.category.hint
        return await info.context.text(hint, language) if hint else None


@object_type("How far the police are with a tip.", name="TipStatus", policy=PUBLIC)
class TipStatusType:
    state: strawberry.Private[TipState]

    @resolver("The status's code.")
    def code(self) -> str:
        return self.state.value

    @resolver("What the tipster reads.")
    async def label(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(state_label(settings_of(info.context), self.state), language)


@object_type("A picture of a message; POST /tips/attachments/<id> sends it.", policy=PUBLIC)
class TipAttachment:
    id: strawberry.ID = field("The id by which it is read.")
    name: str = field("A name that we gave it.")


@object_type("A message of the tipster or of the police.", name="TipMessage", policy=PUBLIC)
class TipMessageType:
    message: strawberry.Private[Message]

    @resolver("The opaque id.")
    def id(self) -> strawberry.ID:
        return encode_id("TipMessage", self.message.id)

    @resolver("Who wrote it.", name="from")
    def sender(self) -> TipSender:
        return self.message.sender

    @resolver("The message.")
    def text(self) -> str:
        return self.message.text

    @resolver("The day, and no moment.")
    def sent_on(self) -> date:
        return self.message.sent_on

    @resolver("The pictures that came with it.", bound=5)
    def attachments(self) -> list[TipAttachment]:
        return [
            TipAttachment(id=strawberry.ID(each.id), name=each.name)
            for each in self.message.attachments
        ]


@object_type("The conversation that a receipt leads to.", policy=PUBLIC)
class TipThread:
    found: strawberry.Private[Found]

    @resolver("How far the police are.")
    def status(self) -> TipStatusType:
        return TipStatusType(state=self.found.tip.status)

    @resolver("All messages, the first one first.", bound=MOST_IN_ALL)
    async def messages(self) -> list[TipMessageType]:
        return await _shown(self.found.key, self.found.tip.id)

    @resolver("The day on which all of it is deleted.")
    def expires_on(self) -> date:
        return self.found.tip.expires_on


@object_type("Where something is said to happen.")
class TipPlace:
    text: str | None = field("The place in words.")
    latitude: float | None = field("Latitude, WGS 84 degrees.")
    longitude: float | None = field("Longitude, WGS 84 degrees.")


@object_type("A tip, for the officers of the unit that it is addressed to.", name="Tip")
class TipType(Node):
    readable: strawberry.Private[ReadableTip]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id(TIP, self.readable.tip.id)

    @resolver("What it is about.")
    def category(self, info: Info) -> TipCategoryType:
        return TipCategoryType(category=_category(info.context, self.readable.label.category))

    @resolver("How far the police are.")
    def status(self) -> TipStatusType:
        return TipStatusType(state=self.readable.tip.status)

    @resolver("The day on which it came.")
    def received_on(self) -> date:
        return self.readable.tip.received_on

    @resolver("The day on which it is deleted.")
    def expires_on(self) -> date:
        return self.readable.tip.expires_on

    @resolver("The district that it is about, where that is known.")
    async def district(self, info: Info) -> UnitType | None:
        code = self.readable.label.district
        return await unit_type(info.context, code) if code else None

    @resolver("Where.")
    def place(self) -> TipPlace:
        label = self.readable.label
        return TipPlace(text=label.place, latitude=label.latitude, longitude=label.longitude)

    @resolver("On which day it happened, where the tipster said so.")
    def occurred_on(self) -> date | None:
        day = self.readable.label.occurred_on
        return date.fromisoformat(day) if day else None

    @resolver("Whether it was happening when the tip was sent.")
    def is_happening_now(self) -> bool:
        return self.readable.label.is_happening_now

    @resolver("In which language the tipster reads replies, where that was said.")
    def language(self) -> Language | None:
        code = self.readable.label.language
        return Language(code) if code else None

    @resolver("All messages, the first one first.", bound=MOST_IN_ALL)
    async def messages(self) -> list[TipMessageType]:
        return await _shown(self.readable.key, self.readable.tip.id)


async def _shown(key: bytes, tip_id: UUID) -> list[TipMessageType]:
    return [TipMessageType(message=each) for each in await messages(key, tip_id)]


def _category(context: Context, code: str) -> Category:
    """The category; one that is not offered any more goes by its code."""
    unknown: Text = text(code)
    return in_force(settings_of(context)).get(code, Category(code, unknown))
