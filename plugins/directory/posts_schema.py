"""The public queries of whom to call: posts, offices, helplines."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core import PUBLIC, Info, resolver
from plugins.directory import posts
from plugins.directory.post_types import Helpline, Office, Post
from plugins.directory.posts import MOST_HELPLINES, MOST_OFFICES, MOST_POSTS

UnitCode = Annotated[str, strawberry.argument(description="The unit's code.")]
DistrictCode = Annotated[
    str | None,
    strawberry.argument(
        description="A district's code, for all of its units down to the stations; null for the "
        "units above station level of the whole state."
    ),
]


@strawberry.type
class PostsQuery:
    @resolver("The posts of a unit, in their order.", policy=PUBLIC, bound=MOST_POSTS)
    async def posts(self, info: Info, unit_code: UnitCode) -> list[Post]:
        unit = await posts.listed_unit(unit_code)
        rows = await info.context.load("directory.posts_of_unit", unit.code)
        return [Post(row=row) for row in rows]

    @resolver(
        "The offices of the police with their posts: those above station level, or those of one "
        "district down to its stations.",
        policy=PUBLIC,
        bound=MOST_OFFICES,
    )
    async def offices(self, info: Info, district_code: DistrictCode = None) -> list[Office]:
        return [Office(row=row) for row in await posts.offices(district_code)]

    @resolver("The numbers to call wherever one is.", policy=PUBLIC, bound=MOST_HELPLINES)
    async def helplines(self, info: Info) -> list[Helpline]:
        return [Helpline(row=row) for row in await posts.helplines()]
