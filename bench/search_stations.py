"""How much CPU a search for a station takes, and whether it still finds the right one, over the
1,110 stations of Madhya Pradesh and over as many invented ones as make 25,000 and 250,000; against
a plain rapidfuzz scan over all names in the same run.

    .venv/bin/python bench/search_stations.py

The searches are the 150 labelled ones of tests/directory/queries.csv. Invented stations have the
beginning of one real name and the end of another, and lie in invented districts. The scan compares
the search's key with every name's (`process.extract`, `fuzz.ratio`, 20 results): no districts, no
shortened names, no skeletons. `first` is the share of searches whose first hit is the station that
is meant, or one of its namesakes.
"""

from __future__ import annotations

import csv
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from core import search_key
from core.demo.stations import DATA
from plugins.directory.search_forms import Station
from plugins.directory.search_index import SearchIndex
from plugins.directory.search_ranking import ranked

SIZES = (1_110, 25_000, 250_000)
QUERIES = Path(__file__).parents[1] / "tests/directory/queries.csv"
COLUMNS = ("stations", "built in s", "", "median ms", "p95 ms", "slowest ms", "first")


def main() -> None:
    stations, areas = _real()
    invented = _invented(stations, areas)
    searches = [(row["query"], row["codes"].split()) for row in _read(QUERIES)]
    search_key(["सागर"])  # imports the transliteration
    table = Table(*COLUMNS, title="CPU of a search")
    for size in SIZES:
        while len(stations) < size:
            stations.append(next(invented))
        started = time.process_time()
        index = SearchIndex(stations, areas, ["madhia prades", "mp"])
        built = f"{time.process_time() - started:.2f}"
        for name, find in (("index", _indexed(index)), ("scan", _scan(stations))):
            table.add_row(f"{size:,}", built, name, *_measure(find, searches, stations))
            built = ""
    Console().print(table)


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _keys(*names: str) -> tuple[str, ...]:
    return tuple(search_key([name for name in names if name]).splitlines())


def _real() -> tuple[list[Station], dict[str, tuple[str, ...]]]:
    areas = {
        row["mha_district_code"]: _keys(row["mha_district"], row["name_hi"])
        for row in _read(DATA / "districts_mp.csv")
        if row["kind"] == "district" or row["mha_district"].startswith("RAIL")
    }
    about = {row["code"]: row for row in _read(DATA / "stations_mp_flags.csv")}
    stations = []
    for row in _read(DATA / "stations_mp.csv"):
        kind = about[row["code"]]["unit_type"].upper().replace("TERRITORIAL", "STATION")
        district = about[row["code"]]["district_code_mha"]
        keys = _keys(row["name"], row["name_hi"])
        stations.append(Station(row["code"], row["name"], kind, keys, (district,)))
    return stations, areas


def _invented(stations: Sequence[Station], areas: dict[str, tuple[str, ...]]) -> Iterator[Station]:
    """Stations of invented districts, 100 in each; adds the districts to the areas."""
    chance = random.Random(1)  # noqa: S311
    names = [station.name for station in stations]
    number = 0
    while True:
        district = f"D{number}"
        areas[district] = _keys(_mixed(chance, names))
        for _ in range(100):
            name, number = _mixed(chance, names), number + 1
            yield Station(f"X{number}", name, "STATION", _keys(name), (district,))


def _mixed(chance: random.Random, names: Sequence[str]) -> str:
    begin, end = chance.choice(names), chance.choice(names)
    return begin[: chance.randint(2, 7)] + end[-chance.randint(2, 7) :]


Find = Callable[[str], str | None]


def _indexed(index: SearchIndex) -> Find:
    def find(search: str) -> str | None:
        hits = ranked(index, search_key([search]))
        return hits[0].code if hits else None

    return find


def _scan(stations: Sequence[Station]) -> Find:
    codes = [station.code for station in stations for _ in station.keys]
    keys = [key for station in stations for key in station.keys]

    def find(search: str) -> str | None:
        found = process.extract(search_key([search]), keys, scorer=fuzz.ratio, limit=20)
        return codes[found[0][2]] if found else None

    return find


def _measure(
    find: Find, searches: Sequence[tuple[str, Sequence[str]]], stations: Sequence[Station]
) -> list[str]:
    names = {station.code: station.name for station in stations}
    find("sagar")
    spent: list[float] = []
    right = 0
    for search, wanted in searches:
        started = time.process_time()
        code = find(search)
        spent.append((time.process_time() - started) * 1000)
        right += code is not None and names[code] in [names[each] for each in wanted]
    slow = statistics.quantiles(spent, n=20)[-1]
    figures = [f"{each:.2f}" for each in (statistics.median(spent), slow, max(spent))]
    return [*figures, f"{right / len(searches):.0%}"]


if __name__ == "__main__":
    main()
