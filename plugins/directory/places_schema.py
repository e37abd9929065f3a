"""Queries about places: which stations are near, which is responsible, and the districts."""

from __future__ import annotations

import asyncio
from math import inf
from typing import Annotated

import strawberry

from core import (
    PUBLIC,
    BadRequest,
    Context,
    Info,
    LanguageArgument,
    PointInput,
    StationDirectory,
    Unit,
    UnitKind,
    UnitType,
    check_point,
    field,
    object_type,
    resolver,
    unit_type,
)
from plugins.directory.responsible import MOST_OFFERED, Basis, Places, Responsible
from plugins.directory.texts import text

MOST_STATIONS = 100
MOST_DISTRICTS = 100
PROVIDER = "directory"

At = Annotated[PointInput, strawberry.argument(description="The point.")]
FirstStations = Annotated[
    int, strawberry.argument(description=f"How many at most, 1 to {MOST_STATIONS}.")
]
WithinKm = Annotated[
    float | None,
    strawberry.argument(description="No farther than so many kilometres; more than 0."),
]


def places_of(context: Context) -> Places:
    """What this platform knows of places."""
    places: Places = context.registry.port(StationDirectory, context.runtime, PROVIDER)
    return places


@object_type("A police station and how far it is.", policy=PUBLIC)
class NearStation:
    distance_km: float = field("Great-circle kilometres, to the metre.")
    code: strawberry.Private[str]

    @resolver("The station.")
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.code)


@object_type("Who is responsible at a point, as far as boundaries are known.", policy=PUBLIC)
class ResponsibleStation:
    found: strawberry.Private[Responsible]

    @resolver("What the answer rests on.")
    def basis(self) -> Basis:
        return self.found.basis

    @resolver("The station within whose boundary it lies; null unless the basis is BOUNDARY.")
    async def station(self, info: Info) -> UnitType | None:
        return await unit_type(info.context, self.found.station) if self.found.station else None

    @resolver("The district that it lies in; null where that is not known.")
    async def district(self, info: Info) -> UnitType | None:
        return await unit_type(info.context, self.found.district) if self.found.district else None

    @resolver(
        "The district's territorial stations to choose from, nearest first; empty unless the basis "
        "is DISTRICT_ONLY.",
        bound=MOST_OFFERED,
    )
    async def offered(self, info: Info) -> list[UnitType]:
        offered = (unit_type(info.context, code) for code in self.found.offered)
        return await asyncio.gather(*offered)


@object_type("A district with its police stations.", policy=PUBLIC)
class District:
    row: strawberry.Private[Unit]
    station_count: int = field("How many territorial stations lie in it.")

    @resolver("The district's code.")
    def code(self) -> str:
        return self.row.code

    @resolver("The name; in English where the state has none in this language.")
    async def name(self, info: Info, language: LanguageArgument = None) -> str:
        return self.row.name(language or await info.context.language())


@strawberry.type
class PlacesQuery:
    @resolver(
        "The territorial police stations nearest to a point; doubtful positions are among them.",
        policy=PUBLIC,
        bound=MOST_STATIONS,
    )
    async def nearest_stations(
        self, info: Info, at: At, first: FirstStations, within_km: WithinKm = None
    ) -> list[NearStation]:
        point = check_point(at)
        if not 1 <= first <= MOST_STATIONS:
            raise BadRequest(text("Ask for 1 to {most} stations with `first`.", most=MOST_STATIONS))
        if within_km is not None and not within_km > 0:
            raise BadRequest(text("`withinKm` must be more than 0 kilometres."))
        limit = inf if within_km is None else within_km
        near = await places_of(info.context).nearest(point, first, limit)
        return [NearStation(distance_km=round(km, 3), code=code) for km, code in near]

    @resolver(
        "The police station responsible at a point, which need not be the nearest.", policy=PUBLIC
    )
    async def responsible_station(self, info: Info, at: At) -> ResponsibleStation:
        point = check_point(at)
        found = await places_of(info.context).find(point.latitude, point.longitude)
        return ResponsibleStation(found=found)

    @resolver(
        "The districts, by name in the language that the client accepts.",
        policy=PUBLIC,
        bound=MOST_DISTRICTS,
    )
    async def districts(self, info: Info) -> list[District]:
        territory = await places_of(info.context).territory.get()
        language = info.context.known_language
        rows = await Unit.filter(kind=UnitKind.DISTRICT, is_active=True)
        rows.sort(key=lambda row: (row.name(language), row.code))
        return [
            District(row=row, station_count=territory.count_in(row.code))
            for row in rows[:MOST_DISTRICTS]
        ]
