"""The territorial stations and their districts, as a process keeps them in memory: those that are
active, whatever is doubtful about their positions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from core import UnitKind
from plugins.directory.nearest import Located, NearestStations, by_distance, measured
from plugins.directory.unit_rows import UnitRow, read_units


class Territory:
    """The stations by nearness and by district. Building it takes time: do so in a thread."""

    def __init__(self, units: Mapping[str, UnitRow]) -> None:
        active = [unit for unit in units.values() if unit.is_active]
        self._stations_of: dict[str, list[str]] = {
            unit.code: [] for unit in active if unit.kind is UnitKind.DISTRICT
        }
        stations = [unit for unit in active if unit.kind is UnitKind.STATION]
        self._district_of = self._districts(stations, units)
        located = [
            Located(unit.code, unit.latitude, unit.longitude)
            for unit in stations
            if unit.latitude is not None and unit.longitude is not None
        ]
        self._measured = {station.code: measured(station) for station in located}
        self.nearest = NearestStations(located).search

    def _districts(
        self, stations: Sequence[UnitRow], units: Mapping[str, UnitRow]
    ) -> dict[str, str | None]:
        """The district of each station; the district gets its stations."""
        districts: dict[str, str | None] = {}
        for station in stations:
            above: str | None = station.code
            while above is not None and above not in self._stations_of:
                above = units[above].parent if above in units else None
            districts[station.code] = above
            if above is not None:
                self._stations_of[above].append(station.code)
        return districts

    def is_station(self, code: str) -> bool:
        return code in self._district_of

    def is_district(self, code: str) -> bool:
        return code in self._stations_of

    def district_of(self, station: str) -> str | None:
        """The active district that a station lies in."""
        return self._district_of[station]

    def count_in(self, district: str) -> int:
        """How many stations lie in a district."""
        return len(self._stations_of.get(district, ()))

    def in_district(self, district: str, latitude: float, longitude: float) -> list[str]:
        """The codes of a district's stations, nearest to a point first; those without a position
        come last, by code.
        """
        codes = self._stations_of[district]
        located = [self._measured[code] for code in codes if code in self._measured]
        near = [code for _, code in by_distance(latitude, longitude, located)]
        return near + sorted(code for code in codes if code not in self._measured)


async def read_territory() -> Territory:
    """The territory as the database has it."""
    return await asyncio.to_thread(Territory, await read_units())
