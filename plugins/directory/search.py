"""The index of stations' names as the database has it, and what of a search it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from core import UNITS, BadRequest, Remembered, Unit, UnitKind, clean_line, search_key
from plugins.directory.posts import ABOVE_STATIONS, SPECIAL
from plugins.directory.search_hits import Hit
from plugins.directory.search_words import telling_words
from plugins.directory.texts import text
from plugins.directory.unit_rows import UnitRow, read_units

if TYPE_CHECKING:
    from plugins.directory.search_index import SearchIndex

LONGEST_SEARCH = 200
CLEANED = 5 * LONGEST_SEARCH
"""What is longer is refused without a look at what of it could be seen."""
PLACES = (UnitKind.RANGE, UnitKind.DISTRICT, UnitKind.SUBDIVISION, UnitKind.RAILWAY)
"""Units above stations that are named for the place where they are."""


class Names:
    """What one platform keeps in memory of stations' names, as new as the database."""

    def __init__(self) -> None:
        self._index = Remembered(read_search_index, UNITS)
        self.special = Remembered(read_special_districts, UNITS)

    async def key_of(self, line: str) -> str | None:
        """The key of a search; empty when it holds no letter and no digit, None when it asks for
        nothing in particular.
        """
        if not line:
            return None
        await self._index.get()  # has imported in its thread what reads Hindi
        key = search_key([line]).partition("\n")[0]
        return None if key and not telling_words(key) else key

    async def find(self, key: str, district: str | None, kind: UnitKind | None) -> list[Hit]:
        """What a search's key finds in a district and of a kind, the likeliest first."""
        index = await self._index.get()
        from plugins.directory.search_ranking import ranked

        allowed = None if district is None and kind is None else index.chosen(district, kind)
        return ranked(index, key, allowed)


def search_line(search: str) -> str:
    """What is searched for, cleaned. Raises BadRequest for what is too long."""
    line = clean_line(search) if len(search) <= CLEANED else search
    if len(line) > LONGEST_SEARCH:
        raise BadRequest(text("Search for at most {longest} characters.", longest=LONGEST_SEARCH))
    return line


async def read_search_index() -> SearchIndex:
    """The index of the active stations."""
    return await asyncio.to_thread(_index, await read_units())


async def read_special_districts() -> frozenset[str]:
    """The codes of the units that have stations under them though their kind is a station's."""
    below = Unit.filter(parent__kind__in=SPECIAL).exclude(kind=UnitKind.OUTPOST)
    codes = await below.distinct().values_list("parent_id", flat=True)
    return frozenset(str(code) for code in codes)


def _index(rows: Mapping[str, UnitRow]) -> SearchIndex:
    """Imports numpy and rapidfuzz, and the transliteration when the first key is made of Hindi."""
    from plugins.directory import search_ranking  # noqa: F401  imported here, in the thread
    from plugins.directory.search_forms import Station
    from plugins.directory.search_index import SearchIndex

    units = rows.values()
    above = {unit.code for unit in units if unit.kind in ABOVE_STATIONS} | _special(rows)
    stations = [
        Station(
            unit.code,
            unit.name,
            unit.kind,
            tuple(unit.keys.splitlines()),
            tuple(_units_above(unit, rows)),
        )
        for unit in units
        if unit.is_active and unit.code not in above
    ]
    areas = {code: rows[code].keys.splitlines() for code in above if rows[code].kind in PLACES}
    states = (unit for unit in units if unit.kind is UnitKind.STATE)
    state = [key for unit in states for key in (*unit.keys.splitlines(), search_key([unit.code]))]
    return SearchIndex(stations, areas, state)


def _special(rows: Mapping[str, UnitRow]) -> set[str]:
    """As read_special_districts, of the rows in hand."""
    parents = {row.parent for row in rows.values() if row.kind is not UnitKind.OUTPOST}
    known = (rows[code] for code in parents if code is not None and code in rows)
    return {row.code for row in known if row.kind in SPECIAL}


def _units_above(unit: UnitRow, rows: Mapping[str, UnitRow]) -> Iterator[str]:
    """The codes of the units above one, from below, without the state."""
    above = unit.parent
    while above is not None and above in rows and rows[above].kind is not UnitKind.STATE:
        yield above
        above = rows[above].parent
