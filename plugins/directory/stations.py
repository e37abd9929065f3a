"""Lists and searches of stations: every open unit at station level, whatever its kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from core import (
    COUNTED_UP_TO,
    Conditions,
    Cursors,
    NotFound,
    Unit,
    UnitKind,
    bad_cursor,
    check_page,
    clean_line,
    count_up_to,
    decode_cursor,
    encode_cursor,
    find_rows,
    latin_digits,
    unit_of,
    units_by_code,
)
from plugins.directory.posts import ABOVE_STATIONS, SPECIAL, active_unit
from plugins.directory.search import Names, search_line
from plugins.directory.search_hits import WHOLE, Hit

LISTED, FOUND = "stations", "stations_found"
LONGEST_NAME = 120
LONGEST_CODE = 20
PLACE = ("source_name", "code")
PAGE = "SELECT {columns} FROM core_unit WHERE {conditions} ORDER BY source_name, code LIMIT {most}"
UNDER = "code IN (SELECT unit_id FROM core_unit_ancestry WHERE ancestor_id = {})"


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


async def page(
    names: Names, wanted: Wanted, first: int, after: str | None, columns: Collection[str]
) -> StationPage:
    """A page of stations with these columns at least: by source name and code, those of a search by
    likeliness. Raises BadRequest for a size or a cursor that is none.
    """
    check_page(first)
    is_known = wanted.district is None or await _is_district(names, wanted.district)
    key = await names.key_of(wanted.search)
    if key is None:
        return await _listed(names, wanted, first, after, columns, is_known=is_known)
    hits = await names.find(key, wanted.district, wanted.kind) if key and is_known else []
    return await _found(hits, wanted, first, after, columns)


async def station(names: Names, code: str, columns: Collection[str]) -> Unit:
    """The open station of a code, its digits in any script, with these columns at least. Raises
    NotFound.
    """
    unit = await active_unit(code, columns)
    if unit is None or unit.kind in ABOVE_STATIONS:
        raise NotFound
    if unit.kind in SPECIAL and unit.code in await names.special.get():
        raise NotFound
    return unit


async def _is_district(names: Names, code: str) -> bool:
    """Whether an open district has this code, or a special one such as the railway's."""
    unit = await unit_of(code)
    if unit is None or not unit.is_active:
        return False
    return unit.kind is UnitKind.DISTRICT or code in await names.special.get()


async def _listed(
    names: Names,
    wanted: Wanted,
    first: int,
    after: str | None,
    columns: Collection[str],
    *,
    is_known: bool,
) -> StationPage:
    may_be_special = wanted.kind is None or wanted.kind in SPECIAL
    special = await names.special.get() if may_be_special else frozenset()
    shown = frozenset({*columns, *PLACE})

    async def count() -> int:
        every = matching(wanted, special, is_known=is_known)
        return await count_up_to(COUNTED_UP_TO + 1, "core_unit", every)

    def cursor(row: Unit) -> str:
        return encode_cursor(LISTED, wanted.digest, row.source_name, row.code)

    conditions = matching(wanted, special, is_known=is_known)
    begin_behind(conditions, wanted, after)
    sql = statement(conditions, shown, first + 1)
    rows = await find_rows(Unit, shown, sql, *conditions.values)
    return StationPage(rows, Cursors(rows, cursor), count)


def statement(conditions: Conditions, columns: Collection[str], most: int) -> str:
    """Up to so many stations in their order."""
    return PAGE.format(columns=", ".join(sorted(columns)), conditions=conditions, most=int(most))


def matching(wanted: Wanted, special: Collection[str], *, is_known: bool) -> Conditions:
    """All stations of a filter without a search; none where its district is not known."""
    conditions = Conditions()
    conditions.add("is_active = TRUE")
    _be_of_kind(conditions, wanted.kind)
    for code in sorted(special):
        conditions.add("code <> {}", code)
    if not is_known:
        conditions.add("FALSE")
    elif wanted.district is not None:
        conditions.add(UNDER, wanted.district)
    return conditions


def begin_behind(conditions: Conditions, wanted: Wanted, after: str | None) -> None:
    """The stations behind a cursor, in their order. Raises BadRequest for what is no cursor of it.
    The first condition says nothing new, but is where databases begin to read the index.
    """
    if after is None:
        return
    digest, name, code = decode_cursor(LISTED, after, 3)
    _check(wanted, digest, name, code)
    conditions.add("source_name >= {}", name)
    conditions.add("(source_name > {} OR code > {})", name, code)


def _be_of_kind(conditions: Conditions, kind: UnitKind | None) -> None:
    """Of a kind, or of all kinds at station level. Of those that are many the other kinds are
    excluded: asked for by kind, SQLite would read and sort them all for each page.
    """
    if kind in ABOVE_STATIONS:
        conditions.add("FALSE")
    elif kind not in (None, UnitKind.STATION):
        conditions.add("kind = {}", kind)
    else:
        others = ABOVE_STATIONS if kind is None else [each for each in UnitKind if each is not kind]
        conditions.add(f"kind NOT IN ({', '.join('{}' for _ in others)})", *others)


def _check(wanted: Wanted, digest: str, name: str, code: str) -> None:
    is_name = len(name) <= LONGEST_NAME and clean_line(name) == name
    is_code = len(code) <= LONGEST_CODE and code.isascii() and code.isalnum()
    if digest != wanted.digest or not is_name or not is_code:
        raise bad_cursor()


async def _found(
    hits: Sequence[Hit], wanted: Wanted, first: int, after: str | None, columns: Collection[str]
) -> StationPage:
    async def count() -> int:
        return len(hits)

    last = _last_hit(after, wanted) if after is not None else None
    shown = [hit for hit in hits if last is None or hit > last][: first + 1]
    rows = await units_by_code([hit.code for hit in shown], columns)
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
