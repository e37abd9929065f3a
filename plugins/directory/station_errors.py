"""A citizen says that a station's entry is wrong: a request that its district answers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from core import (
    Citizen,
    Context,
    Findings,
    InvalidInput,
    Language,
    Loader,
    Problem,
    Service,
    ServiceRequest,
    Unit,
    district_of,
    limit_rate,
    once,
    open_request,
)
from plugins.directory import entry_checks as checks
from plugins.directory.editing_inputs import ReportStationErrorInput
from plugins.directory.models import StationError
from plugins.directory.posts import active_unit, is_above_stations
from plugins.directory.settings import DirectorySettings
from plugins.directory.texts import text

DAY = timedelta(days=1)
WHAT = 2000
STATION_UNKNOWN = text("There is no police station with this code.")


@dataclass(frozen=True)
class Draft:
    """A checked report, and the unit that is to answer it."""

    station: Unit
    answering: Unit
    what: str
    latitude: float | None
    longitude: float | None
    phone: str | None


async def report(context: Context, given: ReportStationErrorInput) -> ServiceRequest:
    """Store a citizen's report and number it. Raises InvalidInput with everything that is wrong
    with it, RateLimited for more than the state takes of one citizen in 24 hours.
    """
    viewer = await context.viewer()
    citizen = viewer.citizen
    assert citizen is not None  # noqa: S101  (the policy has asked)
    settings: DirectorySettings = context.registry.settings("directory")

    async def perform() -> ServiceRequest:
        draft = await _draft(given, context.profile_problems(citizen))
        key, now = f"station-errors:{citizen.id}", context.runtime.now()
        await limit_rate(key, settings.errors_a_day, DAY, now)
        return await _store(context, citizen, draft, settings)

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, "reportStationError", key, sent, perform)


async def _draft(given: ReportStationErrorInput, problems: Sequence[Problem]) -> Draft:
    """Within the transaction, so that an answer once given is given again whatever has changed
    since. Raises InvalidInput with all problems.
    """
    findings = Findings(problems=list(problems))
    station = await _station(given.station_code, findings.at("stationCode"))
    what = findings.at("what").lines(given.what, WHAT, required=True)
    checks.point(given.latitude, given.longitude, findings)
    phone = checks.phone(given.phone, findings.at("phone"))
    if findings.problems or station is None or what is None:
        raise InvalidInput(findings.problems)
    answering = await _answering(station)
    return Draft(station, answering, what, given.latitude, given.longitude, phone)


async def _station(code: str, here: Findings) -> Unit | None:
    """Any unit that has no stations under it: traffic posts and women's desks have entries too."""
    unit = await active_unit(code)
    if unit is None or await is_above_stations(unit):
        here.wrong("STATION_UNKNOWN", STATION_UNKNOWN)
        return None
    return unit


async def _answering(station: Unit) -> Unit:
    """The station's district; where it lies in none, as railway stations do, the unit above it."""
    return await district_of(station.code) or await Unit.get(code=station.parent_id)


async def _store(
    context: Context, citizen: Citizen, draft: Draft, settings: DirectorySettings
) -> ServiceRequest:
    service: Service = context.registry.service("directory")
    request = await open_request(
        context.runtime,
        service,
        citizen=citizen,
        unit=draft.answering,
        status="RECEIVED",
        language=Language(citizen.language),
        due=service.due(settings),
    )
    row = await StationError.create(
        id=uuid.uuid4(),
        request=request,
        station=draft.station,
        what=draft.what,
        latitude=draft.latitude,
        longitude=draft.longitude,
        phone=draft.phone,
    )
    context.prime("directory.station_error", request.id, row)
    context.prime("unit", draft.answering.code, draft.answering)
    return request


async def load_station_errors(_: Context, request_ids: list[Any]) -> list[StationError | None]:
    rows = await StationError.filter(request_id__in=request_ids)
    by_request = {row.request_id: row for row in rows}
    return [by_request.get(request_id) for request_id in request_ids]


LOADERS: dict[str, Loader] = {"directory.station_error": load_station_errors}
