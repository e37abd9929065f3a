"""In whose areas a point lies: an STRtree finds the boxes around it, prepared polygons decide."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from plugins.directory.models import Area


class AreaIndex:
    """An index of boundaries: pairs of a unit's code and its GeoJSON geometry. Building it takes
    time and imports shapely: do so in a thread.
    """

    def __init__(self, areas: Sequence[tuple[str, str]]) -> None:
        import shapely

        self._codes = [code for code, _ in areas]
        self._geometries = shapely.from_geojson([geometry for _, geometry in areas])
        shapely.prepare(self._geometries)
        self._boxes = shapely.STRtree(self._geometries)

    def is_outside(self, latitude: float, longitude: float) -> bool:
        """Whether the point lies in no area, where there are any."""
        return bool(self._codes) and not self.at(latitude, longitude)

    def at(self, latitude: float, longitude: float) -> list[str]:
        """The codes of all units in whose area the point (WGS 84 degrees) lies, smallest first. A
        border belongs to the areas on both of its sides.
        """
        import shapely

        places = self._boxes.query(shapely.Point(longitude, latitude))
        holds = shapely.intersects_xy(self._geometries[places], longitude, latitude)
        return sorted(self._codes[place] for place in places[holds].tolist())


async def read_areas() -> AreaIndex:
    """The index of all boundaries there are."""
    areas = await Area.all().values_list("unit_id", "geometry")
    return await asyncio.to_thread(AreaIndex, areas)
