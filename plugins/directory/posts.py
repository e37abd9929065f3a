"""Reads of posts, offices and helplines. All of it is public but who has held a post before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from tortoise.expressions import Case, Q, Subquery, When
from tortoise.queryset import QuerySet

from core import (
    Context,
    Loader,
    NotFound,
    Unit,
    UnitKind,
    clean_line,
    latin_digits,
    unit_of,
    units_under,
)
from plugins.directory.models import Helpline, Holder, Post

MOST_OFFICES = 100
MOST_POSTS = 100
MOST_POSTS_OF_OFFICE = 15
MOST_FORMER = 10
MOST_HELPLINES = 50

ABOVE_STATIONS = (UnitKind.STATE, UnitKind.RANGE, UnitKind.DISTRICT, UnitKind.SUBDIVISION)
SPECIAL = (
    UnitKind.RAILWAY, UnitKind.CYBER, UnitKind.SPECIAL, UnitKind.WOMEN, UnitKind.AJK,
    UnitKind.TRAFFIC,
)  # fmt: skip
FROM_ABOVE = (
    UnitKind.STATE, UnitKind.RANGE, UnitKind.DISTRICT, *SPECIAL, UnitKind.SUBDIVISION,
)  # fmt: skip
WITHIN_DISTRICT = (
    UnitKind.DISTRICT, UnitKind.SUBDIVISION, UnitKind.STATION, *SPECIAL, UnitKind.OUTPOST,
)  # fmt: skip


async def active_unit(code: str, columns: Collection[str] | None = None) -> Unit | None:
    """The unit of a code in any spelling, with these columns at least; None for what has been
    closed as for what never was.
    """
    needed = None if columns is None else {*columns, "is_active", "kind"}
    unit = await unit_of(latin_digits(clean_line(code)), needed)
    return unit if unit is not None and unit.is_active else None


async def listed_unit(code: str) -> Unit:
    """The unit whose posts are asked for. Raises NotFound."""
    unit = await active_unit(code)
    if unit is None:
        raise NotFound
    return unit


async def offices(district_code: str | None) -> list[Unit]:
    """The units above station level from the state down, or all units of a district from its head
    office to the stations; MOST_OFFICES at most. Raises NotFound for what is no district.
    """
    active = Unit.filter(is_active=True)
    if district_code is None:
        return await _in_order(active.filter(_is_above_stations()), FROM_ABOVE)
    district = await listed_unit(district_code)
    if not await _is_district(district):
        raise NotFound
    below = active.filter(code__in=units_under([district.code]))
    return await _in_order(below, WITHIN_DISTRICT, district.code)


def _is_above_stations() -> Q:
    """A railway district is one as well: it has stations of its own, though its kind is theirs."""
    with_stations = Unit.filter(parent__kind__in=SPECIAL).exclude(kind=UnitKind.OUTPOST)
    return Q(kind__in=ABOVE_STATIONS) | Q(
        kind__in=SPECIAL, code__in=Subquery(with_stations.values("parent_id"))
    )


async def is_above_stations(unit: Unit) -> bool:
    """Whether a unit has stations under it, by its kind or in fact."""
    return await Unit.filter(_is_above_stations(), code=unit.code).exists()


async def _is_district(unit: Unit) -> bool:
    if unit.kind in SPECIAL:
        return await is_above_stations(unit)
    return unit.kind is UnitKind.DISTRICT


async def _in_order(
    units: QuerySet[Unit], kinds: Iterable[UnitKind], first: str | None = None
) -> list[Unit]:
    places = [When(kind=kind, then=f"{place:02}") for place, kind in enumerate(kinds, 1)]
    ahead = [When(code=first, then="00")] if first else []
    ordered = units.annotate(place=Case(*ahead, *places, default="99"))
    return await ordered.order_by("place", "source_name", "code").limit(MOST_OFFICES)


async def helplines() -> list[Helpline]:
    """All helplines in their order."""
    return await Helpline.all().order_by("position", "number").limit(MOST_HELPLINES)


async def load_posts_of_units(_: Context, codes: list[str]) -> list[list[Post]]:
    posts: defaultdict[str, list[Post]] = defaultdict(list)
    for post in await Post.filter(unit_id__in=codes).order_by("position", "id"):
        posts[post.unit_id].append(post)
    return [posts[code][:MOST_POSTS] for code in codes]


async def load_holders(_: Context, post_ids: list[Any]) -> list[Holder | None]:
    """The present holder of each post."""
    rows = await Holder.filter(post_id__in=post_ids, is_present=True)
    holders = {row.post_id: row for row in rows}
    return [holders.get(post_id) for post_id in post_ids]


async def load_histories(_: Context, post_ids: list[Any]) -> list[list[Holder]]:
    """Who has held each post, the present holder first, then the latest."""
    holders: defaultdict[Any, list[Holder]] = defaultdict(list)
    rows = Holder.filter(post_id__in=post_ids).order_by("-is_present", "-until", "-since", "id")
    for row in await rows:
        holders[row.post_id].append(row)
    return [holders[post_id][:MOST_FORMER] for post_id in post_ids]


LOADERS: dict[str, Loader] = {
    "directory.posts_of_unit": load_posts_of_units,
    "directory.holder_of_post": load_holders,
    "directory.history_of_post": load_histories,
}
