"""What a search for the nearest stations costs: the directory's index against all stations by numpy
and by plain Python, over as many stations as a state, a country, and ten countries have; and the
whole query over HTTP, in this process, for the stations of Madhya Pradesh.

Run it from the project's folder:

    PYTHONPATH=tests .venv/bin/python bench/nearest_stations.py

Stations beyond the real ones are copies, moved by up to 20 km. Times are CPU microseconds of this
thread: the median over random points of the state, and in brackets that of the quietest of five
rounds, since CPU time also rises when others use the machine. Compare times of one run. The three
ways must agree, or the program stops.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import time
from collections.abc import Callable, Sequence
from heapq import nsmallest
from itertools import chain
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np
from clients import GraphQLClient
from places import NEAREST
from rich.console import Console
from rich.table import Table

from core import db, migration
from core.app import create_app, create_platform
from core.demo.stations import DATA, write_units
from core.settings import Settings
from core.units.importer import import_units
from core.units.stations import EARTH_RADIUS_KM, great_circle_km
from plugins.directory.nearest import Located, NearestStations

COUNTS = (1_110, 25_000, 250_000)
FIRST = 5
MOVED_DEGREES = 0.2
SEARCHES = {"index": 10_000, "numpy, all": 200, "Python, all": 15}
ROUNDS = 5
REQUESTS = 500

Search = Callable[[float, float], list[tuple[float, str]]]


def stations(count: int, chance: random.Random) -> list[Located]:
    """The real stations, and copies beside them."""
    with (DATA / "stations_mp.csv").open(encoding="utf-8", newline="") as file:
        real = [(float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)]
    points = list(real)
    while len(points) < count:
        north, east = chance.choice(real)
        moved = MOVED_DEGREES
        points.append((north + chance.uniform(-moved, moved), east + chance.uniform(-moved, moved)))
    return [Located(f"{place:08}", *point) for place, point in enumerate(points)]


def by_numpy(rows: Sequence[Located]) -> Search:
    """All great-circle distances at once, then the smallest."""
    north, east = np.radians([row.latitude for row in rows]), np.radians([row[2] for row in rows])
    cosines = np.cos(north)

    def search(latitude: float, longitude: float) -> list[tuple[float, str]]:
        own_north, own_east = np.radians(latitude), np.radians(longitude)
        half = np.sin((north - own_north) / 2) ** 2
        half += np.cos(own_north) * cosines * np.sin((east - own_east) / 2) ** 2
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1)))
        places = np.argpartition(km, FIRST)[:FIRST]
        return sorted((float(km[place]), rows[place].code) for place in places)

    return search


def by_python(rows: Sequence[Located]) -> Search:
    def search(latitude: float, longitude: float) -> list[tuple[float, str]]:
        distances = ((great_circle_km(latitude, longitude, *row[1:]), row.code) for row in rows)
        return nsmallest(FIRST, distances)

    return search


def microseconds(search: Search, count: int) -> str:
    """CPU of one search: the median of all, and that of the quietest round."""
    rounds = [_round(search, count // ROUNDS) for _ in range(ROUNDS)]
    quietest = min(median(taken) for taken in rounds)
    return f"{median(chain(*rounds)):,.1f} ({quietest:,.1f})"


def _round(search: Search, count: int) -> list[float]:
    chance = random.Random(1)  # noqa: S311
    taken = []
    for _ in range(count):
        point = chance.uniform(21.1, 26.8), chance.uniform(74.1, 82.8)
        started = time.thread_time_ns()
        search(*point)
        taken.append((time.thread_time_ns() - started) / 1000)
    return taken


def compare(count: int) -> tuple[str, ...]:
    """A row of the table."""
    rows = stations(count, random.Random(count))  # noqa: S311
    started = time.thread_time()
    index = NearestStations(rows)
    built = time.thread_time() - started
    searches: dict[str, Search] = {
        "index": lambda latitude, longitude: index.search(latitude, longitude, FIRST),
        "numpy, all": by_numpy(rows),
        "Python, all": by_python(rows),
    }
    _must_agree(searches)
    costs = [microseconds(search, SEARCHES[name]) for name, search in searches.items()]
    return f"{count:,}", f"{built * 1000:.0f}", *costs


def _must_agree(searches: dict[str, Search]) -> None:
    chance = random.Random(2)  # noqa: S311
    for _ in range(20):
        point = chance.uniform(21.1, 26.8), chance.uniform(74.1, 82.8)
        index, numpy, python = (search(*point) for search in searches.values())
        if index != python or [code for _, code in index] != [code for _, code in numpy]:
            raise SystemExit(f"the searches do not agree at {point}: {index}, {numpy}, {python}")


async def over_http(folder: Path) -> float:
    """CPU microseconds of one nearestStations query, the median, with the client that sends it."""
    settings = Settings(
        mode="demo",
        database_url=f"sqlite://{folder / 'bench.sqlite3'}",
        secret_keys=(os.urandom(32).hex(),),
        files={"folder": folder / "files"},
        documents={"keys_folder": folder / "keys", "processes": 0},
        audit={"heads_folder": folder / "heads"},
    )
    of = create_platform(settings)
    context = await db.connect(of.database)
    await migration.migrate(of.database)
    write_units(folder / "units.csv")
    await import_units(folder / "units.csv", now=of.runtime.now())
    await context.close_connections()
    app = create_app(settings, delivers=False)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            return await _asked(GraphQLClient(http))


async def _asked(client: GraphQLClient) -> float:
    chance = random.Random(3)  # noqa: S311
    taken = []
    for _ in range(REQUESTS):
        at: dict[str, Any] = {"latitude": chance.uniform(21.1, 26.8)}
        at["longitude"] = chance.uniform(74.1, 82.8)
        started = time.process_time_ns()
        await client.run(NEAREST, at=at, first=FIRST)
        taken.append((time.process_time_ns() - started) / 1000)
    return median(taken)


if __name__ == "__main__":
    columns = ("stations", "built in, ms", *(f"{name}, µs" for name in SEARCHES))
    table = Table(*columns, title=f"the {FIRST} nearest: CPU of one search")
    for number in COUNTS:
        table.add_row(*compare(number))
    console = Console(width=110)
    console.print(f"load average: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    console.print(table)
    with TemporaryDirectory() as own:
        cost = asyncio.run(over_http(Path(own)))
    console.print(
        f"nearestStations over HTTP (ASGI, SQLite, 921 stations): {cost / 1000:.1f} ms CPU"
    )
