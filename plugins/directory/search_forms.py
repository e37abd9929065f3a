"""The forms in which people write a station's name: with the district that it lies in or without,
and shortened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core import search_key
from plugins.directory.search_words import shortened, skeleton, telling_words

SHORTENED = 0.97
"""What a match with a name's initials is worth, of 1."""
ASSUMED = 0.96
"""What `kotwali` is worth for the station that has its district's name."""
LONGEST_AREA = 3
"""Words of an area's name."""
MAIN_STATION = search_key(["kotwali"])
RAILWAY = search_key(["grp"])


@dataclass(frozen=True, slots=True)
class Station:
    """What is known of a station: `keys` are the lines of its search key, `areas` the codes of the
    units above it, from below.
    """

    code: str
    name: str
    kind: str
    keys: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write the name of the station at a place: its words, their letters, the same with
    the words in alphabetical order, and their skeleton.
    """

    station: int
    weight: float
    words: tuple[str, ...]
    letters: str
    ordered: str
    bones: str


def place_letters(key: str) -> str:
    """The name of an area without what kind of area it is."""
    return "".join(word for word in telling_words(key) if word != RAILWAY)


def forms_of(stations: Sequence[Station], areas: Mapping[str, Collection[str]]) -> list[Form]:
    """The forms of all names, in the stations' order. `areas` as in SearchIndex."""
    names = {code: {skeleton(place_letters(key)) for key in keys} for code, keys in areas.items()}
    forms: list[Form] = []
    for place, station in enumerate(stations):
        own = {name for area in station.areas for name in names.get(area, ())}
        for words, weight in _spellings(station, own).items():
            letters = "".join(words)
            ordered = "".join(sorted(words))
            forms.append(Form(place, weight, words, letters, ordered, skeleton(letters)))
    return forms


def _spellings(station: Station, own: Collection[str]) -> dict[tuple[str, ...], float]:
    """The words of each form, and what a match with it is worth; `own` are the skeletons of the
    names of the areas that it lies in.
    """
    weights: dict[tuple[str, ...], float] = {}
    for key in station.keys:
        words = telling_words(key) or key.split()
        rest = _without(words, own)
        weights[tuple(words)] = 1.0
        if rest:
            weights[tuple(rest)] = 1.0
        elif station.kind == "STATION":
            weights.setdefault((MAIN_STATION,), ASSUMED)
        for spelling in shortened(words):
            weights.setdefault(tuple(spelling), SHORTENED)
    return weights


def _without(words: Sequence[str], own: Collection[str]) -> list[str]:
    """The words of a name but those that say in which area it lies."""
    for start, end in runs(len(words)):
        if skeleton("".join(words[start:end])) in own:
            return [*words[:start], *words[end:]]
    return list(words)


def runs(count: int) -> Iterator[tuple[int, int]]:
    """Where one to three neighbouring words begin and end, the longest first."""
    for length in range(min(LONGEST_AREA, count), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length
