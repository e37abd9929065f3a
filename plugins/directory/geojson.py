"""GET /directory/stations.geojson and /directory/districts.geojson: all stations, and districts'
boundaries, for whoever draws a map or sorts by distance without telling anybody a place.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import UNITS, Remembered, UnitKind
from plugins.directory.models import AREAS, Area
from plugins.directory.representations import Representation
from plugins.directory.station_files import collection, feature, read_station_files

HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Access-Control-Allow-Origin": "*",  # the same for everyone: no cookie and no token changes it
    "Cross-Origin-Resource-Policy": "cross-origin",
}
TOLERANCE, GRID = 0.005, 0.0001
"""In degrees: what one does not see at zoom 10, where a pixel is 0.0014 degrees wide."""


class GeoJson:
    """The two files, made anew when a unit or an area has changed."""

    def __init__(self) -> None:
        self.stations = Remembered(read_station_files, UNITS)
        self._districts = Remembered(_read_districts, UNITS, AREAS)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/directory/stations.geojson", self._send_stations, methods=["GET"]),
            Route("/directory/districts.geojson", self._send_districts, methods=["GET"]),
        ]

    async def _send_stations(self, request: Request) -> Response:
        file = (await self.stations.get()).of(request.query_params.get("district"))
        if file is None:
            raise HTTPException(404)
        return file.answer(request, HEADERS)

    async def _send_districts(self, request: Request) -> Response:
        return (await self._districts.get()).answer(request, HEADERS)


async def _read_districts() -> Representation:
    areas = Area.filter(unit__kind=UnitKind.DISTRICT, unit__is_active=True)
    rows = await areas.select_related("unit").order_by("unit_id")
    return await asyncio.to_thread(_district_file, rows)


def _district_file(areas: list[Area]) -> Representation:
    import shapely
    from shapely.geometry import mapping

    shapes = simplified(shapely.from_geojson([area.geometry for area in areas]))
    return collection(
        feature(mapping(shape), code=area.unit.code, names=area.unit.names, source=area.source)
        for area, shape in zip(areas, shapes, strict=True)
    )


def simplified(shapes: Any) -> Any:
    """Polygons with fewer corners, WGS 84. Borders that two share stay shared: between neighbours
    nothing gapes and nothing overlaps.
    """
    import shapely  # takes its time: only where boundaries are needed, and in a thread

    simpler = shapely.coverage_simplify(shapes, TOLERANCE)
    return shapely.remove_repeated_points(shapely.set_precision(simpler, GRID, mode="pointwise"))
