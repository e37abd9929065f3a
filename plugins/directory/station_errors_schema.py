"""The report of an error in a station's entry, in GraphQL. Entries are public; who has reported
what is not.
"""

from __future__ import annotations

import strawberry

from core import (
    CITIZEN,
    PUBLIC,
    Info,
    InputErrorType,
    ServiceRequestType,
    UnitType,
    errors_field,
    field,
    mutation,
    object_type,
    resolver,
    unit_type,
)
from plugins.directory import station_errors
from plugins.directory.editing_inputs import ReportStationErrorInput
from plugins.directory.models import StationError


@object_type("What a citizen says is wrong with a station's entry. `station` is who answers it.")
class StationErrorReport(ServiceRequestType):
    @resolver("The station whose entry it is about.")
    async def about(self, info: Info) -> UnitType:
        return await unit_type(info.context, (await self._error(info)).station_id)

    @resolver("What is wrong; null after an erasure.")
    async def what(self, info: Info) -> str | None:
        return (await self._error(info)).what

    @resolver("Where the station really is: latitude, WGS 84 degrees; null where not said.")
    async def latitude(self, info: Info) -> float | None:
        return (await self._error(info)).latitude

    @resolver("Longitude, WGS 84 degrees; null where not said.")
    async def longitude(self, info: Info) -> float | None:
        return (await self._error(info)).longitude

    @resolver("The station's right phone number; null where not said.")
    async def phone(self, info: Info) -> str | None:
        return (await self._error(info)).phone

    async def _error(self, info: Info) -> StationError:
        row: StationError = await info.context.load("directory.station_error", self.row.id)
        return row


@object_type("The answer to reportStationError.", policy=PUBLIC)
class ReportStationErrorPayload:
    station_error_report: StationErrorReport | None = field(
        "The report as it is stored.", default=None
    )
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class StationErrorsMutation:
    @mutation("Say that a station's entry in the directory is wrong.", policy=CITIZEN)
    async def report_station_error(
        self, info: Info, input: ReportStationErrorInput
    ) -> ReportStationErrorPayload:
        row = await station_errors.report(info.context, input)
        return ReportStationErrorPayload(station_error_report=StationErrorReport(row=row))
