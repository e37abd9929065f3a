"""Which station is responsible at a point, which is another fact than which one is near.

A boundary alone decides it: the station's own, where the state has published one, else the
district's, which leaves the choice among the district's stations. Where areas overlap or a point
lies on a common border, the unit with the smallest code answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import strawberry

from core import UNITS, Point, Remembered, Responsibility
from plugins.directory.areas import read_areas
from plugins.directory.models import AREAS
from plugins.directory.nearest import Near
from plugins.directory.search import Names
from plugins.directory.territory import read_territory

MOST_OFFERED = 10


@strawberry.enum(
    name="ResponsibilityBasis",
    description="What is known of a point: that it lies within the boundary of a station, within "
    "that of a district only, or within none that is known.",
)
class Basis(StrEnum):
    BOUNDARY = "BOUNDARY"
    DISTRICT_ONLY = "DISTRICT_ONLY"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Responsible:
    """Who is responsible, by code. `offered` are the district's stations to choose from, nearest
    first, where no boundary of a station decides.
    """

    basis: Basis
    station: str | None = None
    district: str | None = None
    offered: tuple[str, ...] = ()


class Places:
    """What one platform knows of places, in memory and as new as the database. It is core's
    StationDirectory as well.
    """

    def __init__(self) -> None:
        self.territory = Remembered(read_territory, UNITS)
        self._areas = Remembered(read_areas, AREAS)
        self.names = Names()

    async def nearest(self, at: Point, first: int, within_km: float) -> list[Near]:
        """The nearest territorial stations."""
        territory = await self.territory.get()
        return territory.nearest(at.latitude, at.longitude, first, within_km)

    async def find(self, latitude: float, longitude: float) -> Responsible:
        """Who is responsible at a point, in WGS 84 degrees."""
        codes = (await self._areas.get()).at(latitude, longitude)
        territory = await self.territory.get()
        for station in filter(territory.is_station, codes):
            return Responsible(Basis.BOUNDARY, station, territory.district_of(station))
        for district in filter(territory.is_district, codes):
            offered = territory.in_district(district, latitude, longitude)[:MOST_OFFERED]
            return Responsible(Basis.DISTRICT_ONLY, None, district, tuple(offered))
        return Responsible(Basis.UNKNOWN)

    async def is_outside(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies beyond all boundaries that are known."""
        return (await self._areas.get()).is_outside(latitude, longitude)

    async def responsible(self, latitude: float, longitude: float) -> Responsibility:
        """The answer to core, which chooses among the district's stations itself."""
        found = await self.find(latitude, longitude)
        return Responsibility(found.station, found.district)
