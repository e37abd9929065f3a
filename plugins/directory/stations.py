"""Lists and searches of stations: every open unit at station level, whatever its kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core import (
    COUNTED_UP_TO,
    Cursors,
    NotFound,
    Unit,
    UnitKind,
    bad_cursor,
    check_page,
    clean_line,
    decode_cursor,
    encode_cursor,
    latin_digits,
    unit_of,
    units_under,
)
from plugins.directory.posts import ABOVE_STATIONS, active_unit
from plugins.directory.search import Names, search_line
from plugins.directory.search_hits import WHOLE, Hit

LISTED, FOUND = "stations", "stations_found"
LONGEST_NAME = 120
LONGEST_CODE = 20


@dataclass(frozen=True)
class Wanted:
    """Which stations, as it is understood: what is searched for, the code of a district, a kind."""

    search: str
    district: str | None
    kind: UnitKind | None

    @cached_property
    def digest(self) -> str:
        """What stands in the cursors of this list and of no other."""
        content = json.dumps([self.search.casefold(), self.district, self.kind])
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class StationPage:
    """Up to `first` rows and one more where more follow, a cursor for each, and how many there are
    in all.
    """

    rows: Sequence[Unit]
    cursors: Sequence[str]
    count: Callable[[], Awaitable[int]]


def understood(search: str | None, district_code: str | None, kind: UnitKind | None) -> Wanted:
    """A filter in one form for all its spellings. Raises BadRequest for too long a search."""
    district = None if district_code is None else _code(district_code)
    return Wanted(search_line(search or ""), district, kind)


async def page(names: Names, wanted: Wanted, first: int, after: str | None) -> StationPage:
    """A page of stations: by source name and code, those of a search by likeliness. Raises
    BadRequest for a size or a cursor that is none.
    """
    check_page(first)
    is_known = wanted.district is None or await _is_district(names, wanted.district)
    key = await names.key_of(wanted.search)
    if key is None:
        return await _listed(names, wanted, first, after, is_known=is_known)
    hits = await names.find(key, wanted.district, wanted.kind) if key and is_known else []
    return await _found(hits, wanted, first, after)


async def station(names: Names, code: str) -> Unit:
    """The open station of a code, its digits in any script. Raises NotFound."""
    unit = await active_unit(code)
    if unit is None or unit.kind in ABOVE_STATIONS or unit.code in await names.special.get():
        raise NotFound
    return unit


async def _is_district(names: Names, code: str) -> bool:
    """Whether an open district has this code, or a special one such as the railway's."""
    unit = await unit_of(code)
    if unit is None or not unit.is_active:
        return False
    return unit.kind is UnitKind.DISTRICT or code in await names.special.get()


async def _listed(
    names: Names, wanted: Wanted, first: int, after: str | None, *, is_known: bool
) -> StationPage:
    every = matching(wanted, await names.special.get(), is_known=is_known)

    async def count() -> int:
        return len(await every.limit(COUNTED_UP_TO + 1).values_list("code", flat=True))

    def cursor(row: Unit) -> str:
        return encode_cursor(LISTED, wanted.digest, row.source_name, row.code)

    rows = await behind(every, wanted, after).limit(first + 1)
    return StationPage(rows, Cursors(rows, cursor), count)


def matching(wanted: Wanted, special: frozenset[str], *, is_known: bool) -> QuerySet[Unit]:
    """All stations of a filter without a search; none where its district is not known."""
    query = _of_kind(wanted.kind).exclude(code__in=special)
    if wanted.district is None:
        return query
    return query.filter(code__in=units_under([wanted.district]) if is_known else [])


def behind(query: QuerySet[Unit], wanted: Wanted, after: str | None) -> QuerySet[Unit]:
    """The stations behind a cursor, in their order. Raises BadRequest for what is no cursor of it.
    The first condition says nothing new, but is where databases begin to read the index.
    """
    ordered = query.order_by("source_name", "code")
    if after is None:
        return ordered
    digest, name, code = decode_cursor(LISTED, after, 3)
    _check(wanted, digest, name, code)
    return ordered.filter(Q(source_name__gte=name) & (Q(source_name__gt=name) | Q(code__gt=code)))


def _of_kind(kind: UnitKind | None) -> QuerySet[Unit]:
    """The open units of a kind, or of all kinds at station level. Of those that are many the other
    kinds are excluded: asked for by kind, SQLite would read and sort them all for each page.
    """
    if kind in ABOVE_STATIONS:
        return Unit.filter(code__in=[])
    if kind not in (None, UnitKind.STATION):
        return Unit.filter(is_active=True, kind=kind)
    others = ABOVE_STATIONS if kind is None else [each for each in UnitKind if each is not kind]
    return Unit.filter(is_active=True).exclude(kind__in=others)


def _check(wanted: Wanted, digest: str, name: str, code: str) -> None:
    is_name = len(name) <= LONGEST_NAME and clean_line(name) == name
    is_code = len(code) <= LONGEST_CODE and code.isascii() and code.isalnum()
    if digest != wanted.digest or not is_name or not is_code:
        raise bad_cursor()


async def _found(hits: Sequence[Hit], wanted: Wanted, first: int, after: str | None) -> StationPage:
    async def count() -> int:
        return len(hits)

    last = _last_hit(after, wanted) if after is not None else None
    shown = [hit for hit in hits if last is None or hit > last][: first + 1]
    rows = await Unit.in_bulk([hit.code for hit in shown], "code")
    cursors = [
        encode_cursor(FOUND, wanted.digest, str(hit.rank), hit.name, hit.code) for hit in shown
    ]
    return StationPage([rows[hit.code] for hit in shown], cursors, count)


def _last_hit(cursor: str, wanted: Wanted) -> Hit:
    digest, rank, name, code = decode_cursor(FOUND, cursor, 4)
    _check(wanted, digest, name, code)
    if rank not in _RANKS:
        raise bad_cursor()
    return Hit(int(rank), name, code)


_RANKS = frozenset(map(str, range(WHOLE + 1)))


def _code(spelling: str) -> str:
    return latin_digits(clean_line(spelling[:LONGEST_NAME]))
