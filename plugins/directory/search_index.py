"""All stations' names in memory, so that a search costs a few milliseconds however many there are:
pairs of letters choose candidates, and only those are compared letter by letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from plugins.directory.search_forms import Station, forms_of, place_letters
from plugins.directory.search_words import skeleton

Places: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]

WIDTH = 41
"""Letters a to z, digits, one for any other, and both ends of a name."""


@dataclass(frozen=True, slots=True)
class Area:
    """Units above stations whose names sound alike: their codes, and how they are spelt."""

    codes: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)


class SearchIndex:
    """Stations sorted by name and code, the forms of their names, and the areas' names."""

    def __init__(
        self,
        stations: Iterable[Station],
        areas: Mapping[str, Collection[str]],
        state: Collection[str],
    ) -> None:
        """`areas` are the lines of the search keys of the units above stations, by code; `state`
        those of the whole state.
        """
        self.stations = sorted(stations, key=lambda station: (station.name, station.code))
        self.kinds = np.array([station.kind for station in self.stations], dtype=np.str_)
        self.place_of = {station.code: place for place, station in enumerate(self.stations)}
        self.codes = sorted(self.place_of)
        self.areas = _areas_by_bones(areas)
        self.area_names = sorted(self.areas)
        self.state = {skeleton(place_letters(key)) for key in state}
        self.forms = forms_of(self.stations, areas)
        self.station_of = np.array([form.station for form in self.forms], dtype=np.intp)
        self._first_form = np.searchsorted(self.station_of, np.arange(len(self.stations) + 1))
        self._within = _stations_by_area(self.stations)
        self._postings, self._starts, self._count = _postings([form.bones for form in self.forms])

    def within(self, areas: Iterable[str]) -> Places:
        """The places of the stations that lie under any of these units."""
        found = [self._within[area] for area in areas if area in self._within]
        return np.unique(np.concatenate(found)) if found else np.array([], dtype=np.intp)

    def chosen(self, area: str | None, kind: str | None) -> Flags:
        """Which stations lie under a unit and are of a kind."""
        chosen = np.ones(len(self.stations), dtype=np.bool_) if kind is None else self.kinds == kind
        if area is None:
            return chosen
        is_there = np.zeros(len(self.stations), dtype=np.bool_)
        is_there[self.within([area])] = True
        return chosen & is_there

    def forms_at(self, places: Places) -> Places:
        """All forms of these stations' names."""
        ranges = [
            np.arange(self._first_form[place], self._first_form[place + 1]) for place in places
        ]
        return np.concatenate(ranges) if ranges else places

    def alike(self, bones: str, allowed: Flags | None, most: int) -> Places:
        """The forms that share most pairs of letters with a skeleton, by Dice's measure; `allowed`
        says which stations count.
        """
        pairs = np.unique(_pairs([bones])[0])
        found = [self._postings[self._starts[pair] : self._starts[pair + 1]] for pair in pairs]
        shared = np.bincount(np.concatenate(found), minlength=len(self.forms))
        likeness = shared / (self._count + len(pairs))
        if allowed is not None:
            likeness *= allowed[self.station_of]
        return _largest(likeness, most)


def _areas_by_bones(areas: Mapping[str, Collection[str]]) -> dict[str, Area]:
    """The units above stations by the skeletons of their names."""
    found: dict[str, Area] = defaultdict(Area)
    for code, keys in areas.items():
        for letters in filter(None, map(place_letters, keys)):
            area = found[skeleton(letters)]
            area.codes.add(code)
            area.letters.add(letters)
    return dict(found)


def _stations_by_area(stations: Sequence[Station]) -> dict[str, Places]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, station in enumerate(stations):
        for area in station.areas:
            found[area].append(place)
    return {area: np.array(places, dtype=np.intp) for area, places in found.items()}


def _postings(names: Sequence[str]) -> tuple[NDArray[np.int32], Places, Places]:
    """For each pair of letters the names that have it, end to end; where each pair begins; and how
    many different pairs each name has.
    """
    pairs, of_name = _pairs(names)
    both = np.unique(pairs * max(len(names), 1) + of_name)
    pair, name = np.divmod(both, max(len(names), 1))
    starts = np.searchsorted(pair, np.arange(WIDTH * WIDTH + 1))
    return name.astype(np.int32), starts, np.bincount(name, minlength=len(names))


def _pairs(names: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of neighbouring letters of all names as numbers, and of which name each is."""
    text = "".join(f"\x01{name}\x02" for name in names)
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    letters = _LETTERS[np.minimum(points, len(_LETTERS) - 1)]
    of_name = np.cumsum(points == 1) - 1
    is_within = points[:-1] != 2
    return (letters[:-1] * WIDTH + letters[1:])[is_within], of_name[:-1][is_within]


_LETTERS = np.full(128, 36, dtype=np.int64)
_LETTERS[ord("a") : ord("z") + 1] = np.arange(26)
_LETTERS[ord("0") : ord("9") + 1] = np.arange(26, 36)
_LETTERS[[1, 2]] = 37, 38


def _largest(values: NDArray[np.float64], most: int) -> Places:
    """The places of the largest values above 0; of equal ones the first."""
    if len(values) <= most:
        return np.flatnonzero(values > 0)
    least = np.partition(values, -most)[-most]
    above = np.flatnonzero(values > least)
    level = np.flatnonzero(values == least)[: most - len(above) if least > 0 else 0]
    return np.concatenate([above, level])
