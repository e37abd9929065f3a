"""Points and areas of the directory's tests, and the reference data that they are held against."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from commands import Finished, thana

from core.demo.stations import DATA

NEAREST = """query NearestStations($at: PointInput!, $first: Int!, $withinKm: Float) {
  nearestStations(at: $at, first: $first, withinKm: $withinKm) {
    distanceKm station { code name kind phone address latitude longitude } } }"""
RESPONSIBLE = """query ResponsibleStation($at: PointInput!) { responsibleStation(at: $at) {
  basis station { code name phone } district { code name } offered { code name phone } } }"""

IN_MAKRONIYA = {"latitude": 23.8550, "longitude": 78.7790}
BAY_OF_BENGAL = {"latitude": 15.0, "longitude": 88.0}
NEAR_THE_BORDER = {"latitude": 23.94, "longitude": 78.283}
"""In the district of Sagar; the nearest station is Pathari in Vidisha, the nearest of its own
Khurai.
"""
PATHARI, KHURAI, VIDISHA = "21357020", "21346034", "21357"
NO_POINTS = [
    {"latitude": 91, "longitude": 78},
    {"latitude": -90.0001, "longitude": 78},
    {"latitude": 23, "longitude": 181},
    {"latitude": 23, "longitude": -180.0001},
    {"latitude": 1e308, "longitude": 78},
]


class Row(NamedTuple):
    """A territorial station of the reference data; `flag` says what is doubtful about it."""

    code: str
    district: str
    latitude: float
    longitude: float
    flag: str

    @property
    def at(self) -> dict[str, float]:
        return {"latitude": self.latitude, "longitude": self.longitude}


@cache
def territorial() -> tuple[Row, ...]:
    """The territorial stations of the reference data, read from the files themselves."""
    with (DATA / "stations_mp.csv").open(encoding="utf-8", newline="") as file:
        positions = {row["code"]: row for row in csv.DictReader(file)}
    with (DATA / "stations_mp_flags.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(
                row["code"],
                row["district_code_mha"],
                float(positions[row["code"]]["latitude"]),
                float(positions[row["code"]]["longitude"]),
                row["flag"],
            )
            for row in csv.DictReader(file)
            if row["unit_type"] == "territorial"
        )


Ring = list[list[float]]


def box(west: float, south: float, east: float, north: float) -> Ring:
    """A closed ring, as GeoJSON has it."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: Any, *rings: Any, kind: str = "Polygon") -> dict[str, Any]:
    """A feature with a polygon of these rings."""
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": list(rings)},
    }


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


async def import_areas(
    folder: Path, database_url: str, content: str | bytes, *options: str
) -> Finished:
    """Import boundaries beside the running platform, in a process of its own."""
    file = folder / "areas.geojson"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    command = ("directory", "import-areas", file, *options)
    return await thana(folder, *command, database_url=database_url)


async def imported(folder: Path, database_url: str, *features: Mapping[str, Any]) -> None:
    """Import boundaries that must be taken."""
    done = await import_areas(folder, database_url, collection(*features))
    assert (done.code, done.err) == (0, ""), done
