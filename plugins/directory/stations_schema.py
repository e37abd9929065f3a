"""Queries of stations: the list, which is searched as well, and one by its code."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core import (
    OF_PAGES,
    PUBLIC,
    After,
    Connection,
    First,
    Info,
    Unit,
    UnitKind,
    UnitType,
    asked_columns,
    connection_of_rows,
    field,
    input_type,
    resolver,
)
from plugins.directory import stations
from plugins.directory.places_schema import places_of
from plugins.directory.search import LONGEST_SEARCH
from plugins.directory.search_hits import LONGEST_LIST


@input_type("Which stations: those that meet all that is given.")
class StationFilter:
    search: str | None = field(
        "A name in any spelling, in Hindi or English, with its district or without; or a code. At "
        f"most {LONGEST_SEARCH} characters. The {LONGEST_LIST} likeliest are found, the likeliest "
        "first. Blank searches for nothing.",
        default=None,
    )
    district_code: str | None = field(
        "The code of a district, or of a special one such as the railway's.", default=None
    )
    kind: UnitKind | None = field("The kind of station.", default=None)


Filter = Annotated[StationFilter | None, strawberry.argument(description="Which; all when null.")]
StationCode = Annotated[
    str, strawberry.argument(description="The station's code, its digits in any script.")
]


@strawberry.type
class StationsQuery:
    @resolver("The police stations of all kinds, by name.", policy=PUBLIC)
    async def stations(
        self, info: Info, first: First = 20, after: After = None, filter: Filter = None
    ) -> Connection[UnitType]:
        given = filter or StationFilter()
        wanted = stations.understood(given.search, given.district_code, given.kind)
        columns = asked_columns(info, OF_PAGES, Unit)
        page = await stations.page(places_of(info.context).names, wanted, first, after, columns)
        return connection_of_rows(UnitType, page.rows, page.cursors, first, page.count)

    @resolver("The police station of a code.", policy=PUBLIC)
    async def station(self, info: Info, code: StationCode) -> UnitType:
        columns = asked_columns(info, (), Unit)
        return UnitType(row=await stations.station(places_of(info.context).names, code, columns))
