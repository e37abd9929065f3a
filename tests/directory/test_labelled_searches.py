"""How often the first hit of a search is the station that is meant: searches as people type them,
each with the station or stations that it means, all written down before the search was tuned.
`tuning` is what it was tuned on; what became of `held_out` and `blind` stands in the README.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from clients import GraphQLClient
from station_lists import first_hit, names

from core.units.models import Unit

HERE = Path(__file__).parent
SEARCHES = [
    row
    for name in ("queries.csv", "queries_blind.csv")
    for row in csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines())
]
NONSENSE = (HERE / "nonsense.txt").read_text(encoding="utf-8").splitlines()
MISSED = {
    "nowgong chhatarpur": "CHHATARPUR",
    "ब्यौहारी": "BAHARI",
    "sausar": "SUVASRA",
    "mp nagar bhopal": None,
    "mandu": "MANDI",
    "महू": "MAHUA",
    "goteagon": None,
}
"""The labelled searches whose first hit is another station, or none."""
LIKE_A_NAME = {
    "jaipur": "JAITPUR",
    "varanasi": "VANSHIYA",
    "पटना": "PATAN",
    "pune": "PUNDOKHAR",
    "karol bagh": "BAHROL",
    "ranchi": "RANJHI",
    "गूगल": "GUNGA",
}
"""Names from elsewhere that are as like a station's name as its misspellings are."""


def of_part(part: str) -> list[dict[str, str]]:
    return [row for row in SEARCHES if row["part"] == part]


@pytest.mark.parametrize(("part", "count"), [("tuning", 75), ("held_out", 75), ("blind", 175)])
async def test_the_first_hit_of_labelled_searches_is_the_station_that_is_meant(
    as_nobody: GraphQLClient, part: str, count: int
) -> None:
    missed: dict[str, str | None] = {}
    for row in of_part(part):
        code = await first_hit(as_nobody, row["query"])
        if code not in row["codes"].split():
            missed[row["query"]] = (await Unit.get(code=code)).source_name if code else None
    searches = [row["query"] for row in of_part(part)]
    print(f"{part}: {len(searches) - len(missed)} of {len(searches)} first hits")
    assert len(searches) == count
    assert missed == {search: MISSED[search] for search in searches if search in MISSED}
    assert len(missed) <= 0.1 * count


async def test_nonsense_finds_nothing(as_nobody: GraphQLClient) -> None:
    found = {search: await first_hit(as_nobody, search) for search in NONSENSE}
    assert {search: code for search, code in found.items() if code} == {}
    assert len(NONSENSE) == 81
    for search, name in LIKE_A_NAME.items():
        assert (await names(as_nobody, search=search))[0] == name
