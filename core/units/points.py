"""Points on the map, as clients send them."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import BadRequest
from core.policy import field, input_type
from core.texts import text


@input_type("A point, in WGS 84 degrees.")
class PointInput:
    latitude: float = field("Latitude, -90 to 90.")
    longitude: float = field("Longitude, -180 to 180.")


@dataclass(frozen=True)
class Point:
    """A checked point, WGS 84 degrees."""

    latitude: float
    longitude: float


def check_point(given: PointInput) -> Point:
    """The point of a query. Raises BadRequest for what lies on no map."""
    if not (-90 <= given.latitude <= 90 and -180 <= given.longitude <= 180):
        raise BadRequest(
            text("A point has a latitude from -90 to 90 and a longitude from -180 to 180 degrees.")
        )
    return Point(given.latitude, given.longitude)
