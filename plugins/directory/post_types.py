"""Posts, offices and helplines in GraphQL. What is published is the office: its phone is that of
the post, whoever holds it, and never a person's own.
"""

from __future__ import annotations

import uuid
from datetime import date

import strawberry

from core import (
    PUBLIC,
    Context,
    Info,
    LanguageArgument,
    Node,
    Unit,
    UnitType,
    encode_id,
    field,
    object_type,
    resolver,
    unit_type,
)
from plugins.directory import models
from plugins.directory.administrators import administers
from plugins.directory.posts import MOST_FORMER, MOST_POSTS_OF_OFFICE

POST = "Post"


@object_type("Who holds or has held a post.", policy=PUBLIC)
class Holder:
    name: str = field("The name.")
    since: date | None = field("From which day on; null where that is not known.")
    until: date | None = field("Until which day; null for the present holder.")


@object_type("A post at a unit of the police, whoever holds it.", policy=PUBLIC)
class Post(Node):
    row: strawberry.Private[models.Post]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id(POST, self.row.id)

    @resolver("What the post is called; in English where it has no name in this language.")
    async def title(self, info: Info, language: LanguageArgument = None) -> str:
        return await _in_language(info, self.row.titles, language)

    @resolver("The rank that the post is for.")
    def rank(self) -> str:
        return self.row.rank

    @resolver("The unit.")
    async def unit(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.row.unit_id)

    @resolver("Office phone.")
    def phone(self) -> str | None:
        return self.row.phone

    @resolver("Office e-mail.")
    def email(self) -> str | None:
        return self.row.email

    @resolver("Who holds it now; null where that is not known or nobody does.")
    async def holder(self, info: Info) -> Holder | None:
        row = await info.context.load("directory.holder_of_post", self.row.id)
        return _holder(row) if row else None

    @resolver("Whether it is invented, as an example. Say so wherever it is shown.")
    def is_example(self) -> bool:
        return self.row.is_example

    @resolver("The day of the last change.")
    def updated_on(self) -> date:
        return self.row.updated_on

    @resolver(
        "Who holds it and has held it, the latest first. For the unit's administrators, else "
        "empty.",
        bound=MOST_FORMER,
    )
    async def history(self, info: Info) -> list[Holder]:
        viewer = await info.context.viewer()
        if not viewer.postings:
            return []
        if not administers(viewer, await info.context.load("units_above", self.row.unit_id)):
            return []
        info.context.note_read("post", self.row.id)
        rows = await info.context.load("directory.history_of_post", self.row.id)
        return [_holder(row) for row in rows]


@object_type("A unit with its posts.", policy=PUBLIC)
class Office:
    row: strawberry.Private[Unit]

    @resolver("The unit.")
    def unit(self) -> UnitType:
        return UnitType(row=self.row)

    @resolver("Its posts, the first 15.", bound=MOST_POSTS_OF_OFFICE)
    async def posts(self, info: Info) -> list[Post]:
        rows = await info.context.load("directory.posts_of_unit", self.row.code)
        return [Post(row=row) for row in rows[:MOST_POSTS_OF_OFFICE]]


@object_type("A number to call, whoever and wherever one is.", policy=PUBLIC)
class Helpline:
    row: strawberry.Private[models.Helpline]

    @resolver("The number.")
    def number(self) -> str:
        return self.row.number

    @resolver("What it is called.")
    async def title(self, info: Info, language: LanguageArgument = None) -> str:
        return await _in_language(info, self.row.titles, language)

    @resolver("What it is for.")
    async def purpose(self, info: Info, language: LanguageArgument = None) -> str:
        return await _in_language(info, self.row.purposes, language)

    @resolver("Whether it is for help at once, when somebody is in danger.")
    def is_emergency(self) -> bool:
        return self.row.is_emergency

    @resolver("Where the number was checked; null where nobody has said.")
    def source(self) -> str | None:
        return self.row.source or None

    @resolver("The day of the last change.")
    def updated_on(self) -> date:
        return self.row.updated_on


async def _in_language(info: Info, texts: dict[str, str], language: LanguageArgument) -> str:
    wanted = language or await info.context.language()
    return texts.get(wanted.value) or texts["en"]


def _holder(row: models.Holder) -> Holder:
    return Holder(name=row.name, since=row.since, until=row.until)


def post_key(key: str) -> uuid.UUID | None:
    """The key in a post's global id; None for another spelling than its own."""
    try:
        found = uuid.UUID(key)
    except ValueError:
        return None
    return found if str(found) == key else None


async def find_post(_: Context, key: str) -> Post | None:
    """What `node(id)` answers."""
    row = await models.Post.get_or_none(id=post_key(key), unit__is_active=True)
    return Post(row=row) if row else None
