"""reportStationError: a citizen says what is wrong with an entry, the station's district answers;
the entry is public, the report is not.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from clients import GraphQLClient
from directory_entries import SIGNED_IN, all_refused, faults, former_head_of_sagar, key, rows
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE
from starlette.applications import Starlette

from core.identity.models import OfficerRole
from core.relay import encode_id
from core.runtime import Runtime
from core.texts import Language
from core.units.models import Unit
from plugins.directory.models import StationError

REPORT_FIELDS = """id number service { code } version dueAt status { code label }
  station { code } about { code } what latitude longitude phone"""
REPORT = f"""mutation ReportStationError($input: ReportStationErrorInput!) {{
  reportStationError(input: $input) {{ stationErrorReport {{ {REPORT_FIELDS} }}
    errors {{ path code message }} }} }}"""
READ = f"""query($number: String!) {{ serviceRequest(number: $number) {{ number
  availableActions {{ code requiresNote reasons {{ code }} }}
  ... on StationErrorReport {{ {REPORT_FIELDS} }} }} }}"""
NODE = "query($id: ID!) { node(id: $id) { id } }"
ACT = """mutation PerformAction($input: PerformActionInput!) { performAction(input: $input) {
  request { status { code isFinal } dueAt version } errors { path code } } }"""
RAIL_STATION, RAIL_BHOPAL = "21362001", "21362"
TRAFFIC_SAGAR = "21346059"
LIMITED = {"services": {"directory": {"errors_a_day": 2, "days": 3}}}


def error(**changes: Any) -> dict[str, Any]:
    """A ReportStationErrorInput that is stored as it is."""
    given = {
        "stationCode": MAKRONIYA,
        "what": "The phone is that of a shop.\nThe station has moved.",
        "latitude": 23.85,
        "longitude": 78.79,
        "phone": "07582-222222",
        "idempotencyKey": key(),
    }
    return given | changes


async def reported(client: GraphQLClient, **changes: Any) -> dict[str, Any]:
    payload = (await client.run(REPORT, input=error(**changes)))["reportStationError"]
    assert payload["errors"] == []
    report: dict[str, Any] = payload["stationErrorReport"]
    return report


@pytest.fixture
async def head(as_officer: SIGNED_IN) -> GraphQLClient:
    return await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)


async def test_a_report_is_numbered_and_goes_to_the_stations_district(
    as_citizen: SIGNED_IN, head: GraphQLClient, as_officer: SIGNED_IN
) -> None:
    citizen = await as_citizen(language=Language.HI)
    report = await reported(citizen)
    assert report["number"].startswith("MP-21346-SE-2026-000001-")
    assert report == {
        "id": report["id"],
        "number": report["number"],
        "service": {"code": "directory"},
        "version": 1,
        "dueAt": report["dueAt"],
        "status": {"code": "RECEIVED", "label": "प्राप्त"},
        "station": {"code": SAGAR},
        "about": {"code": MAKRONIYA},
        "what": "The phone is that of a shop.\nThe station has moved.",
        "latitude": 23.85,
        "longitude": 78.79,
        "phone": "+917582222222",
    }
    assert datetime.fromisoformat(report["dueAt"]).isoformat() == "2026-12-11T23:59:59+05:30"
    for officer in (head, await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)):
        seen = (await officer.run(READ, number=report["number"]))["serviceRequest"]
        assert seen["what"] == report["what"]
        codes = ["ENTRY_RIGHT", "UNCLEAR", "DUPLICATE", "OUT_OF_SCOPE"]
        assert seen["availableActions"][:2] == [
            {"code": "CORRECT", "requiresNote": False, "reasons": []},
            {
                "code": "LEAVE_UNCHANGED",
                "requiresNote": True,
                "reasons": [{"code": code} for code in codes],
            },
        ]


async def test_nobody_else_sees_the_report_and_everybody_sees_the_entry(
    runtime: Runtime, as_nobody: GraphQLClient, as_citizen: SIGNED_IN, as_officer: SIGNED_IN
) -> None:
    report = await reported(await as_citizen())
    others = (
        await as_citizen(),
        await as_officer(MAKRONIYA),
        await as_officer(MAKRONIYA, OfficerRole.DISTRICT_HEAD),
        await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD),
        await former_head_of_sagar(runtime, as_officer),
        await as_officer(None),
    )
    step = {"requestId": report["id"], "action": "CORRECT", "expectedVersion": 1}
    before = await rows()
    for client in others:
        for query, variables in (
            (READ, {"number": report["number"]}),
            (NODE, {"id": report["id"]}),
            (ACT, {"input": step}),
        ):
            refused = await client.refused(query, **variables)
            assert refused["extensions"] == {"code": "NOT_FOUND"}
    refused = await as_nobody.refused(READ, number=report["number"])
    assert refused["extensions"] == {"code": "UNAUTHENTICATED"}
    assert (await as_nobody.refused(NODE, id=report["id"]))["extensions"] == {"code": "NOT_FOUND"}
    assert await rows() == before
    entry = encode_id("Unit", MAKRONIYA)
    for client in (as_nobody, *others):
        assert (await client.run(NODE, id=entry))["node"] == {"id": entry}


async def test_the_district_corrects_or_leaves_it_and_the_citizen_withdraws(
    as_citizen: SIGNED_IN, head: GraphQLClient
) -> None:
    citizen = await as_citizen()

    async def act(client: GraphQLClient, report: dict[str, Any], **step: Any) -> Any:
        wanted = {"requestId": report["id"], "expectedVersion": 1} | step
        return (await client.run(ACT, input=wanted))["performAction"]

    corrected = await act(head, await reported(citizen), action="CORRECT")
    assert corrected["request"] == {
        "status": {"code": "CORRECTED", "isFinal": True},
        "dueAt": None,
        "version": 2,
    }
    second = await reported(citizen)
    unsaid = await act(head, second, action="LEAVE_UNCHANGED")
    assert [fault["code"] for fault in unsaid["errors"]] == ["NOTE_REQUIRED", "REASON_REQUIRED"]
    reason = {"note": "We have called it.", "reasonCode": "ENTRY_RIGHT"}
    left = await act(head, second, action="LEAVE_UNCHANGED", **reason)
    assert left["request"]["status"] == {"code": "NOT_CHANGED", "isFinal": True}
    third = await reported(citizen)
    wanted = {"requestId": third["id"], "expectedVersion": 1}
    await all_refused([(head, "FORBIDDEN")], ACT, wanted | {"action": "WITHDRAW"})
    await all_refused([(citizen, "FORBIDDEN")], ACT, wanted | {"action": "CORRECT"})
    withdrawn = await act(citizen, third, action="WITHDRAW")
    assert withdrawn["request"]["status"] == {"code": "WITHDRAWN", "isFinal": True}


async def test_stations_of_special_districts_lead_to_the_unit_above_them(
    as_citizen: SIGNED_IN,
) -> None:
    citizen = await as_citizen()
    for station, unit in ((RAIL_STATION, RAIL_BHOPAL), (TRAFFIC_SAGAR, SAGAR)):
        report = await reported(citizen, stationCode=station)
        assert (report["station"]["code"], report["about"]["code"]) == (unit, station)


async def test_all_that_is_wrong_is_said_at_once(as_citizen: SIGNED_IN) -> None:
    citizen = await as_citizen()
    wrong = error(stationCode="21346999", what=" ", latitude=91.0, longitude=None, phone="12")
    assert await faults(citizen, REPORT, wrong) == [
        ("stationCode", "STATION_UNKNOWN"),
        ("what", "REQUIRED"),
        ("latitude", "PLACE_INVALID"),
        ("latitude", "PLACE_INVALID"),
        ("phone", "PHONE_INVALID"),
    ]
    assert await faults(citizen, REPORT, error(what="x" * 2001)) == [("what", "TOO_LONG")]
    await Unit.filter(code=MAKRONIYA).update(is_active=False)
    for code in (MAKRONIYA, SAGAR, STATE, RAIL_BHOPAL, "", "%", "x\0", "1" * 5000):
        found = await faults(citizen, REPORT, error(stationCode=code))
        assert found == [("stationCode", "STATION_UNKNOWN")], code
    assert (await reported(citizen, stationCode="21346025", what="x" * 2000))["version"] == 1


async def test_only_what_is_wrong_must_be_said(as_citizen: SIGNED_IN) -> None:
    alone = await reported(await as_citizen(), latitude=None, longitude=None, phone=None)
    assert (alone["latitude"], alone["longitude"], alone["phone"]) == (None, None, None)
    masked = await reported(await as_citizen(), what="Mine is 2345 6789 0124\x00", phone=" ")
    assert (masked["what"], masked["phone"]) == ("Mine is XXXX XXXX 0124", None)


async def test_only_citizens_with_a_complete_profile_report(
    as_nobody: GraphQLClient, as_citizen: SIGNED_IN, head: GraphQLClient
) -> None:
    await all_refused([(as_nobody, "UNAUTHENTICATED"), (head, "FORBIDDEN")], REPORT, error())
    unnamed = await as_citizen(full_name=None)
    assert await faults(unnamed, REPORT, error()) == [("", "PROFILE_INCOMPLETE")]


async def test_the_same_key_gives_the_same_report_and_another_input_is_a_conflict(
    as_citizen: SIGNED_IN,
) -> None:
    citizen = await as_citizen()
    given = error()
    first, second = await asyncio.gather(
        citizen.run(REPORT, input=given), citizen.run(REPORT, input=given)
    )
    assert first == second
    assert await StationError.all().count() == 1
    await all_refused([(citizen, "CONFLICT")], REPORT, given | {"what": "Something else"})
    await all_refused([(citizen, "BAD_REQUEST")], REPORT, error(idempotencyKey="x"))


@pytest.mark.parametrize("settings", [LIMITED], indirect=True)
async def test_a_citizen_reports_only_so_often_in_24_hours(
    as_citizen: SIGNED_IN, clock: Any, app: Starlette
) -> None:
    citizen = await as_citizen()
    given = error()
    first = await citizen.run(REPORT, input=given)
    assert await faults(citizen, REPORT, error(what="")) == [("what", "REQUIRED")]
    clock.move(hours=6)
    await reported(citizen)
    before = await rows()
    refused = await citizen.refused(REPORT, input=error())
    assert refused["extensions"]["code"] == "RATE_LIMITED"
    assert 17 * 3600 < refused["extensions"]["retryAfter"] <= 19 * 3600 + 1
    assert await citizen.run(REPORT, input=given) == first
    assert await rows() == before
    assert (await reported(await as_citizen()))["version"] == 1
    clock.move(seconds=refused["extensions"]["retryAfter"])
    assert (await reported(citizen))["number"].startswith("MP-21346-SE-2026-000004-")


@pytest.mark.parametrize("settings", [LIMITED], indirect=True)
async def test_of_many_at_the_same_moment_no_more_are_taken_than_the_limit(
    as_citizen: SIGNED_IN, app: Starlette
) -> None:
    citizen = await as_citizen()
    answers = await asyncio.gather(*(citizen.send(REPORT, input=error()) for _ in range(6)))
    codes = [e["extensions"]["code"] for a in answers for e in a.json().get("errors", [])]
    assert codes == ["RATE_LIMITED"] * 4
    assert await StationError.all().count() == 2
