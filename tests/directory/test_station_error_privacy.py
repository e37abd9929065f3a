"""A report on an entry in the own copy of a citizen's data, and what an erasure leaves of it."""

from __future__ import annotations

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from directory_entries import SIGNED_IN, key
from factories import MAKRONIYA, SAGAR
from own_data import copy_of, erase, places_of
from own_data import read as read_copy
from starlette.applications import Starlette

from core.identity.models import OfficerRole
from core.privacy import erasing
from plugins.directory.models import StationError

REPORT = """mutation($input: ReportStationErrorInput!) { reportStationError(input: $input) {
  stationErrorReport { number } errors { code } } }"""
READ = """query($number: String!) { serviceRequest(number: $number) { number
  ... on StationErrorReport { about { code } what latitude phone } } }"""
MOBILE = "+919812345671"
RETENTION = {"services": {"directory": {"retention_days": 30}}}


async def report(client: GraphQLClient, what: str = "Popocatepetl stands there") -> str:
    given = {
        "stationCode": MAKRONIYA,
        "what": what,
        "latitude": 23.85,
        "longitude": 78.79,
        "phone": "0755-2443512",
        "idempotencyKey": key(),
    }
    answer = (await client.run(REPORT, input=given))["reportStationError"]
    number: str = answer["stationErrorReport"]["number"]
    return number


async def test_the_copy_holds_the_citizens_reports_and_nobody_elses(
    app: Starlette, as_citizen: SIGNED_IN
) -> None:
    citizen, other = await as_citizen(), await as_citizen()
    number = await report(citizen)
    await report(other, "Iztaccihuatl")
    packed = await copy_of(app, citizen)
    assert read_copy(packed, "directory.json") == {
        "station_error_reports": [
            {
                "number": number,
                "station_code": MAKRONIYA,
                "what": "Popocatepetl stands there",
                "latitude": 23.85,
                "longitude": 78.79,
                "phone": "+917552443512",
            }
        ]
    }
    assert "directory.json" not in (await copy_of(app, await as_citizen())).namelist()


@pytest.mark.parametrize("settings", [RETENTION], indirect=True)
async def test_an_erasure_keeps_a_report_for_its_time_and_then_leaves_its_shell(
    app: Starlette, as_citizen: SIGNED_IN, as_officer: SIGNED_IN, clock: MovableClock
) -> None:
    citizen = await as_citizen(mobile=MOBILE)
    number = await report(citizen)
    answer = await erase(citizen, MOBILE)
    kept = [(each["service"], each["until"]) for each in answer["keptBecause"]]
    assert kept == [("directory", "2026-12-23")]
    assert await places_of(["Popocatepetl"]) == {"directory_station_error.what"}
    assert await places_of(["7552443512"]) == {"directory_station_error.phone"}

    clock.move(days=31)
    platform = app.state.platform
    await erasing.finish(platform.runtime, platform.registry)
    assert await places_of(["Popocatepetl", "7552443512"]) == set()
    row = await StationError.get()
    assert (row.what, row.latitude, row.longitude, row.phone) == (None, None, None, None)
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    seen = (await head.run(READ, number=number))["serviceRequest"]
    about = {"about": {"code": MAKRONIYA}}
    assert seen == about | {"number": number, "what": None, "latitude": None, "phone": None}


@pytest.mark.parametrize("settings", [RETENTION], indirect=True)
async def test_an_old_report_is_shredded_at_once_and_a_strangers_stays(
    app: Starlette, as_citizen: SIGNED_IN, clock: MovableClock
) -> None:
    await report(await as_citizen(), "Iztaccihuatl")
    old = await as_citizen(mobile=MOBILE)
    await report(old)
    clock.move(days=31)
    again = GraphQLClient(old.http)
    await again.sign_in(MOBILE)
    assert (await erase(again, MOBILE))["keptBecause"] == []
    assert await places_of(["Popocatepetl"]) == set()
    assert await places_of(["Iztaccihuatl"]) == {"directory_station_error.what"}
