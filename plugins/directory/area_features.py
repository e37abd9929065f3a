"""Reads boundaries from GeoJSON (RFC 7946), and says of each what is wrong with it, where, and how
to mend it. Knows nothing of units.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import ImportRefused, RowError, clean_line

FILE_BYTES = 100_000_000
VERTICES = 1_000_000
VERTICES_OF_AREA = 50_000
"""Whether lines cross takes the square of their points in the worst case: 4 s for 16,000."""
FILE = 0
"""The number under which what is wrong with the whole file is reported."""

_AREAS = ("Polygon", "MultiPolygon")
_PLACE = re.compile(r"(?P<reason>.*)\[(?P<longitude>\S+) (?P<latitude>\S+)\]")
_MENDS = {
    "Self-intersection": "the line crosses itself, or two parts overlap,",
    "Ring Self-intersection": "the line touches itself",
}


class FeatureError(RowError):
    """What is wrong with a feature; the first is number 1."""

    def __str__(self) -> str:
        where = "file" if self.row == FILE else f"feature {self.row}, {self.column}"
        return f"{where}: {self.message}"


class _Fault(Exception):
    """What is wrong with a geometry."""


@dataclass(frozen=True)
class Feature:
    """A feature of the file: its number, `properties.code`, and the geometry as it is kept, or
    what is wrong with that.
    """

    number: int
    code: str
    geometry: str
    vertices: int
    fault: str = ""


def refused(message: str) -> ImportRefused:
    """The whole file is not imported."""
    return ImportRefused([FeatureError(FILE, "file", message)])


def read_features(content: bytes) -> list[Feature]:
    """The features of a FeatureCollection. ImportRefused for what is none, or is too large."""
    collection = _parsed(content)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        raise refused("is no FeatureCollection; export all areas together as one")
    if not features:
        raise refused("has no features; export at least one area")
    read: list[Feature] = []
    vertices = 0
    for number, given in enumerate(features, 1):
        read.append(_feature(number, given))
        vertices += read[-1].vertices
        if vertices > VERTICES:
            raise refused(
                f"has more than {VERTICES:,} points in all, and so many are kept in memory;"
                " simplify the lines"
            )
    return read


def _parsed(content: bytes) -> Any:
    if len(content) > FILE_BYTES:
        raise refused(f"has more than {FILE_BYTES:,} bytes; simplify the lines")
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise refused("is not UTF-8; export it as GeoJSON in UTF-8") from None
    except RecursionError:
        raise refused("is not GeoJSON: its brackets are nested too deeply") from None
    except ValueError as error:
        raise refused(f"is not JSON: {error}; export it as GeoJSON") from None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _feature(number: int, given: Any) -> Feature:
    if not isinstance(given, dict) or given.get("type") != "Feature":
        return Feature(number, "", "", 0, "is no Feature with properties and geometry")
    properties = given.get("properties")
    code = properties.get("code") if isinstance(properties, dict) else None
    if not isinstance(code, str | int) or isinstance(code, bool):
        code = ""
    try:
        polygons = list(_polygons(given.get("geometry")))
        vertices = sum(len(ring) for polygon in polygons for ring in polygon)
        if vertices > VERTICES_OF_AREA:
            most = f"{VERTICES_OF_AREA:,}"
            raise _Fault(f"has {vertices:,} points, and an area has at most {most}; simplify it")
        return Feature(number, clean_line(str(code)), _valid(polygons), vertices)
    except _Fault as fault:
        return Feature(number, clean_line(str(code)), "", 0, str(fault))


Position = tuple[float, float]
Polygon = list[list[Position]]


def _polygons(geometry: Any) -> Iterator[Polygon]:
    if geometry is None:
        raise _Fault("is missing; draw the area, or leave the feature out")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _AREAS:
        shown = clean_line(str(kind))[:40]
        raise _Fault(f"is a {shown}; an area is a Polygon or a MultiPolygon")
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or not coordinates:
        raise _Fault("is empty; draw the area, or leave the feature out")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    for place, rings in enumerate(polygons, 1):
        if not isinstance(rings, list) or not rings:
            raise _Fault(f"polygon {place} is empty; draw it, or leave it out")
        yield [
            _ring(ring, f"polygon {place}, ring {number}") for number, ring in enumerate(rings, 1)
        ]


def _ring(ring: Any, where: str) -> list[Position]:
    if not isinstance(ring, list) or not ring:
        raise _Fault(f"{where} is empty; draw it, or leave it out")
    positions = [_position(point, f"{where}, point {n}") for n, point in enumerate(ring, 1)]
    if positions[0] != positions[-1]:
        raise _Fault(f"{where} is not closed; repeat its first point as its last")
    if len(positions) < 4:
        raise _Fault(f"{where} has {len(positions)} points; a closed ring has at least 4")
    return positions


def _position(point: Any, where: str) -> Position:
    """Longitude and latitude; a height is left out."""
    is_pair = isinstance(point, list) and len(point) in (2, 3)
    if not is_pair or not all(type(number) in (int, float) for number in point):
        raise _Fault(f"{where} is no pair of numbers; give [longitude, latitude]")
    longitude, latitude = point[:2]
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise _Fault(
            f"{where} lies outside WGS 84; give [longitude, latitude] in degrees (EPSG:4326)"
        )
    return float(longitude), float(latitude)


def _valid(polygons: list[Polygon]) -> str:
    """The geometry as it is kept, once shapely finds its lines in order."""
    import shapely

    single = len(polygons) == 1
    geometry = {
        "type": "Polygon" if single else "MultiPolygon",
        "coordinates": polygons[0] if single else polygons,
    }
    text = json.dumps(geometry, separators=(",", ":"))
    shape = shapely.from_geojson(text)
    if not shapely.is_valid(shape):
        raise _Fault(_explained(shapely.is_valid_reason(shape)))
    return text


def _explained(reason: str) -> str:
    found = _PLACE.fullmatch(reason)
    if found is None:
        return f"is not valid ({reason}); draw it anew"
    what = _MENDS.get(found["reason"], f"is not valid ({found['reason'].lower()})")
    return (
        f"{what} at longitude {float(found['longitude']):.5f}, latitude"
        f" {float(found['latitude']):.5f}; redraw it there"
    )
