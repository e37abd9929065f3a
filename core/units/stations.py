"""Choosing the station that a request goes to, from what the citizen knows of the place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Protocol

from core.db import fetch
from core.units.jurisdiction import units_under
from core.units.models import Unit, UnitKind
from core.units.reading import units_by_code

EARTH_RADIUS_KM = 6371.0088
TAKES_REQUESTS = (
    UnitKind.STATION,
    UnitKind.OUTPOST,
    UnitKind.RAILWAY,
    UnitKind.WOMEN,
    UnitKind.AJK,
    UnitKind.CYBER,
)
OWN_STATIONS = ", ".join(f"'{kind}'" for kind in TAKES_REQUESTS if kind is not UnitKind.OUTPOST)
BELOW = (  # by the ancestry, whose index finds them: the parent has none
    "SELECT 1 FROM core_unit_ancestry AS under JOIN core_unit ON code = under.unit_id"  # noqa: S608
    f" WHERE under.ancestor_id = $1 AND parent_id = $1 AND kind IN ({OWN_STATIONS}) LIMIT 1"
)
CODE_LENGTH = 20
POSITION_IS_WRONG = ("outside_own_district", "outside_state_polygon")


@dataclass(frozen=True)
class Responsibility:
    """Who is responsible at a point: the codes of the station and of the district in whose areas it
    lies; None where no boundary is known, or the point lies in none.
    """

    station: str | None
    district: str | None


class StationDirectory(Protocol):
    """A plugin that knows boundaries may provide this; core then asks it first."""

    async def responsible(self, latitude: float, longitude: float) -> Responsibility:
        """Whose areas hold the point, in WGS 84 degrees."""


def great_circle_km(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Great-circle kilometres between two points, WGS 84 degrees."""
    north, south = radians(latitude), radians(other_latitude)
    east = radians(other_longitude - longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def distance_km(latitude: float, longitude: float, unit: Unit) -> float:
    """Great-circle kilometres between a point (WGS 84 degrees) and a unit that has a position."""
    return great_circle_km(latitude, longitude, unit.latitude or 0.0, unit.longitude or 0.0)


async def unit_of(code: str, columns: Collection[str] | None = None) -> Unit | None:
    """A unit by its code, with these columns or with all. None for what no column of codes could
    hold: PostgreSQL and Tortoise refuse to look for it.
    """
    is_possible = len(code) <= CODE_LENGTH and code.isprintable()
    return (await units_by_code([code], columns)).get(code) if is_possible else None


async def station(code: str) -> Unit | None:
    """A station that takes citizens' requests, by its code. What has stations of its own under it,
    as a railway district has, is none.
    """
    unit = await unit_of(code)
    if unit is None or unit.kind not in TAKES_REQUESTS or not unit.is_active:
        return None
    return None if await fetch(BELOW, code) else unit


async def territorial_stations(district_code: str | None) -> list[Unit]:
    """The territorial stations of a district, or of the whole state, by name."""
    query = Unit.filter(kind=UnitKind.STATION, is_active=True)
    if district_code is not None:
        query = query.filter(code__in=units_under([district_code]))
    return await query.order_by("source_name", "code")


async def nearest_station(
    latitude: float, longitude: float, district_code: str | None, within_km: Decimal
) -> Unit | None:
    """The nearest territorial station of a district (of the state when none is given) to a point;
    None beyond the limit.
    """
    candidates = [
        (distance_km(latitude, longitude, unit), unit.code, unit)
        for unit in await territorial_stations(district_code)
        if unit.latitude is not None and unit.flag not in POSITION_IS_WRONG
    ]
    distance, _, unit = min(
        candidates, default=(float("inf"), "", None), key=lambda candidate: candidate[:2]
    )
    return unit if distance <= within_km else None


async def district(code: str) -> Unit | None:
    """A district by its code."""
    unit = await unit_of(code)
    return unit if unit and unit.kind is UnitKind.DISTRICT and unit.is_active else None
