"""All stations as GeoJSON, for the whole state and for each district, as a process keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from core import Unit, UnitKind
from plugins.directory.phones import one_form
from plugins.directory.posts import ABOVE_STATIONS
from plugins.directory.representations import Representation
from plugins.directory.search import read_special_districts

CONTENT_TYPE = "application/geo+json"
DECIMALS = 5
"""Of a degree: a metre."""
SHARE_ALIKE = "ODbL"
"""What the source of an entry says when its licence wants its makers named."""


@dataclass(frozen=True)
class StationFiles:
    """The stations at one moment. `districts` are those by code, and special ones such as the
    railway's; `district_of` the one of each station that lies in one. A district's file is made
    when it is first asked for. `is_openstreetmap`: some entries come from there.
    """

    whole: Representation
    districts: Mapping[str, Unit]
    district_of: Mapping[str, str]
    features: Mapping[str, list[dict[str, Any]]]
    is_openstreetmap: bool
    made: dict[str, Representation] = field(default_factory=dict)

    def of(self, district: str | None) -> Representation | None:
        """The file of a district, or of the whole state; None where there is no such district."""
        if district is None:
            return self.whole
        if district not in self.districts:
            return None
        if district not in self.made:
            self.made[district] = collection(self.features.get(district, []))
        return self.made[district]


async def read_station_files() -> StationFiles:
    """The stations as the database has them."""
    units = await Unit.filter(is_active=True).order_by("source_name", "code")
    return await asyncio.to_thread(_files, units, await read_special_districts())


def _files(units: Collection[Unit], special: Collection[str]) -> StationFiles:
    by_code = {unit.code: unit for unit in units}
    districts = {
        unit.code: unit for unit in units if unit.kind is UnitKind.DISTRICT or unit.code in special
    }
    features: dict[str, list[dict[str, Any]]] = {}
    district_of: dict[str, str] = {}
    whole = []
    for unit in units:
        if unit.kind in ABOVE_STATIONS or unit.code in special:
            continue
        district = _district(unit, by_code, districts)
        whole.append(_station(unit, district))
        if district is not None:
            features.setdefault(district, []).append(whole[-1])
            district_of[unit.code] = district
    is_openstreetmap = any(SHARE_ALIKE in unit.source for unit in units)
    return StationFiles(collection(whole), districts, district_of, features, is_openstreetmap)


def _district(unit: Unit, by_code: Mapping[str, Unit], districts: Mapping[str, Unit]) -> str | None:
    above: Unit | None = unit
    while above is not None and above.code not in districts:
        above = by_code.get(above.parent_id or "")
    return above.code if above else None


def _station(unit: Unit, district: str | None) -> dict[str, Any]:
    return feature(
        _point(unit),
        code=unit.code,
        names=unit.names,
        kind=unit.kind,
        district=district,
        phone=one_form(unit.phone),
        address=unit.address,
        verified=unit.is_position_verified,
        updated=unit.updated_on,
    )


def _point(unit: Unit) -> dict[str, Any] | None:
    if unit.latitude is None or unit.longitude is None:
        return None
    position = [round(unit.longitude, DECIMALS), round(unit.latitude, DECIMALS)]
    return {"type": "Point", "coordinates": position}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """A GeoJSON Feature (RFC 7946, section 3.2)."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(features: Iterable[dict[str, Any]]) -> Representation:
    """A GeoJSON FeatureCollection, ready to be sent."""
    content = {"type": "FeatureCollection", "features": list(features)}
    return Representation.of(orjson.dumps(content), CONTENT_TYPE)
