"""Which stations are near a point: a k-d tree over unit vectors finds the few that can be meant,
and their great-circle distances decide. Straight lines through the earth order points as arcs do,
so nothing is approximate, at the poles and at the date line as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, inf, radians, sin, sqrt
from typing import Any, NamedTuple

from core import EARTH_RADIUS_KM

SLACK = 1e-13
"""What squared chords of the unit sphere may differ by through rounding alone, and far more: two
metres beside the point itself, a third of a millimetre at 6 km.
"""


class Located(NamedTuple):
    """A station with its position, WGS 84 degrees."""

    code: str
    latitude: float
    longitude: float


Measured = tuple[str, float, float, float]
"""A station's code, its latitude in radians and the cosine of that, its longitude in degrees: what
distances need of it, worked out once.
"""

Near = tuple[float, str]
"""A station's distance in kilometres and its code: sorts by distance, then by code."""


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """A point of the earth, WGS 84 degrees, on the unit sphere."""
    north, east = radians(latitude), radians(longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def measured(station: Located) -> Measured:
    """A station as `by_distance` takes it."""
    north = radians(station.latitude)
    return station.code, north, cos(north), station.longitude


def by_distance(latitude: float, longitude: float, stations: Iterable[Measured]) -> list[Near]:
    """All of them, nearest first. To the last bit what core's `great_circle_km` answers."""
    own_north = radians(latitude)
    own_cosine = cos(own_north)
    near = []
    for code, north, cosine, east in stations:
        half = sin((north - own_north) / 2) ** 2
        half += own_cosine * cosine * sin(radians(east - longitude) / 2) ** 2
        near.append((2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half))), code))
    near.sort()
    return near


class NearestStations:
    """An index of stations. Building it takes time and imports scipy: do so in a thread."""

    def __init__(self, stations: Sequence[Located]) -> None:
        from scipy.spatial import cKDTree

        self._stations = [measured(station) for station in stations]
        vectors = [unit_vector(latitude, longitude) for _, latitude, longitude in stations]
        self._tree: Any = cKDTree(vectors) if vectors else None

    def search(
        self, latitude: float, longitude: float, first: int, within_km: float = inf
    ) -> list[Near]:
        """The `first` nearest stations within so many kilometres, in the order of Near. It is
        complete: of stations at equal distance those with the smaller codes are chosen.
        """
        if self._tree is None:
            return []
        near = by_distance(latitude, longitude, self._candidates(latitude, longitude, first))
        return [each for each in near[:first] if each[0] <= within_km]

    def _candidates(self, latitude: float, longitude: float, first: int) -> Iterable[Measured]:
        """The nearest, and all that are as near as the last of them."""
        stations = self._stations
        if first >= len(stations):
            return stations
        vector = unit_vector(latitude, longitude)
        found = self._tree.query(vector, first + 1)
        *chords, next_chord = found[0].tolist()
        farthest = chords[-1] ** 2 + SLACK
        if next_chord**2 > farthest:
            places = found[1].tolist()[:first]
        else:
            places = self._tree.query_ball_point(vector, farthest**0.5)
        return [stations[place] for place in places]
