"""Which stations a search means, the likeliest first: the words as a name, and as a name with the
district that it lies in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, islice

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from plugins.directory.search_forms import MAIN_STATION, SHORTENED, Form, runs
from plugins.directory.search_hits import LONGEST_LIST, WHOLE, Hit
from plugins.directory.search_index import Area, Flags, Places, SearchIndex
from plugins.directory.search_words import skeleton, telling_words

LEAST = 7_700
"""What is less like a search is not found. Of the labelled searches none needs less than 7,750; of
the unlabelled nonsense in tests/directory/nonsense.txt none reaches it.
"""
BEHIND_BEST = 2_500
CANDIDATES = 300
MOST_WORDS = 16
MOST_AREAS = 4
SHORTEST_CODE = 5

LEAST_AREA = 84
"""Of 100: how like a district's name a word must be to mean it."""
SHORTEST_TYPO = 5
"""Letters of a skeleton; what is shorter must name a district exactly."""
SURE_AREA = 0.95
AREA_ALONE = 0.93
MAIN_FIRST = 1.06
ELSEWHERE = 0.85
"""The district that is named may be the wrong one."""
NOT_TERRITORIAL = 0.995


@dataclass(frozen=True)
class Reading:
    """One way to understand a search: a name, in areas (anywhere where None), and how likely."""

    words: Sequence[str]
    areas: Collection[str] | None
    weight: float


def ranked(index: SearchIndex, key: str, allowed: Flags | None = None) -> list[Hit]:
    """The stations that a search's key means, LONGEST_LIST at most: by likeliness, name and code.
    Empty when nothing is like it. `allowed` says which stations count.
    """
    words = telling_words(key)[:MOST_WORDS]
    if all(word.isdigit() for word in words):
        words = ["".join(words)]  # a code that was written in groups
    scores = np.zeros(len(index.stations))
    for reading in _readings(index, words):
        _score(index, reading, allowed, scores)
    scores[index.kinds != "STATION"] *= NOT_TERRITORIAL
    scores[[*_of_code(index, words)]] = WHOLE
    if allowed is not None:
        scores *= allowed
    least = max(LEAST, scores.max(initial=0) - BEHIND_BEST)
    hits = []
    for place in np.flatnonzero(scores >= least).tolist():
        station = index.stations[place]
        hits.append(Hit(WHOLE - round(scores[place]), station.name, station.code))
    return sorted(hits)[:LONGEST_LIST]


def _of_code(index: SearchIndex, words: Iterable[str]) -> Iterator[int]:
    """The stations whose codes begin like a number in the search."""
    for word in words:
        if word.isdigit() and len(word) >= SHORTEST_CODE:
            start = bisect_left(index.codes, word)
            end = bisect_left(index.codes, word + "z")
            yield from (index.place_of[code] for code in index.codes[start:end][:LONGEST_LIST])


def _readings(index: SearchIndex, words: Sequence[str]) -> Iterator[Reading]:
    words = _without_state(index, words)
    yield Reading(words, None, 1.0)
    for start, end, area in islice(_areas(index, words), MOST_AREAS):
        rest, weight = [*words[:start], *words[end:]], _likest("".join(words[start:end]), area)
        if rest:
            yield Reading(rest, area.codes, weight)
            yield Reading(rest, None, weight * ELSEWHERE)
        elif weight >= SURE_AREA:
            yield Reading([], area.codes, weight * AREA_ALONE)
            yield Reading([MAIN_STATION], area.codes, weight * AREA_ALONE * MAIN_FIRST)


def _areas(index: SearchIndex, words: Sequence[str]) -> Iterator[tuple[int, int, Area]]:
    """Which words may name an area, and which."""
    for start, end in runs(len(words)):
        name = _nearest_area(index, skeleton("".join(words[start:end])))
        if name in index.areas:
            yield start, end, index.areas[name]


def _without_state(index: SearchIndex, words: Sequence[str]) -> Sequence[str]:
    """The words without the state's name behind them."""
    for start, end in runs(len(words)):
        if start and end == len(words) and skeleton("".join(words[start:])) in index.state:
            return words[:start]
    return words


def _nearest_area(index: SearchIndex, bones: str) -> str:
    if bones in index.areas or len(bones) < SHORTEST_TYPO:
        return bones
    near = process.extractOne(bones, index.area_names, scorer=fuzz.ratio, score_cutoff=LEAST_AREA)
    return near[0] if near else ""


def _likest(letters: str, area: Area) -> float:
    """How well a word names an area: from half for its sounds, whole for its very letters."""
    return 0.5 + max(fuzz.ratio(letters, spelling) for spelling in area.letters) / 200


def _score(
    index: SearchIndex, reading: Reading, allowed: Flags | None, scores: NDArray[np.float64]
) -> None:
    """Raise the scores of the stations that a reading is like."""
    full = reading.weight * WHOLE
    if reading.areas is None:
        bones = skeleton("".join(reading.words))
        forms = index.alike(bones, allowed, CANDIDATES)
    else:
        places = index.within(reading.areas)
        places = places if allowed is None else places[allowed[places]]
        if not reading.words:
            scores[places] = np.maximum(scores[places], full)
            return
        forms = index.forms_at(places)
    if len(forms):
        likeness = _likeness(index, forms, reading.words)
        np.maximum.at(scores, index.station_of[forms], likeness * full)


def _likeness(index: SearchIndex, places: Places, words: Sequence[str]) -> NDArray[np.float64]:
    """How like the words are to each of these forms, 0 to 1."""
    forms = [index.forms[place] for place in places]
    letters = "".join(words)
    bones = skeleton(letters)
    whole = _ratios(letters, [form.letters for form in forms])
    likeness: NDArray[np.float64] = (whole + _ratios(bones, [form.bones for form in forms])) / 2
    if len(words) > 1:
        ordered = _ratios("".join(sorted(words)), [form.ordered for form in forms])
        likeness = np.maximum(likeness, ordered * 0.98)
    neighbours = {
        "".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2)
    }
    partly = [_partly(letters, bones, form, neighbours) for form in forms]
    weights = np.array([form.weight for form in forms])
    likeness = np.maximum(likeness, partly) * weights
    likeness[(weights == SHORTENED) & (whole < 1)] = 0
    return likeness


def _ratios(text: str, others: Sequence[str]) -> NDArray[np.float64]:
    ratios = process.cdist([text], others, scorer=fuzz.ratio, dtype=np.float64)
    return np.array(ratios[0], dtype=np.float64) / 100


def _partly(letters: str, bones: str, form: Form, neighbours: Collection[str]) -> float:
    """How likely it is that what is typed is the beginning or a part of a name, or the reverse."""
    if letters in accumulate(form.words):
        return 0.94
    if letters in form.words:
        return 0.935
    if len(letters) > 1 and form.letters.startswith(letters):
        return 0.82 + 0.15 * len(letters) / len(form.letters)
    if len(bones) > 1 and len(letters) > 2 and form.bones.startswith(bones):
        return 0.77 + 0.15 * len(bones) / len(form.bones)
    if len(form.letters) > 4 and form.letters in neighbours:
        return 0.8
    return 0.78 if len(letters) > 4 and letters in form.letters else 0.0
