"""updateUnit: administrators change a unit's entry within their jurisdiction, one after another."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from clients import GraphQLClient
from directory_entries import (
    SIGNED_IN,
    UPDATE_UNIT,
    all_refused,
    faults,
    rows,
    strangers_to_sagar,
    version_of,
)
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE

from core.audit.models import AuditEntry
from core.identity.models import OfficerRole
from core.relay import encode_id
from core.revisions import Revision
from core.runtime import Runtime
from core.search_keys import search_key
from core.units.models import UNITS, Unit

WHOLE = {
    "names": [
        {"language": "EN", "text": "Bahadurpur"},
        {"language": "HI", "text": "बहादुरपुर"},
    ],
    "phone": " 07582 – 222222 ",
    "email": "PS.Makroniya@police.example",
    "address": "Main road,\nMakroniya",
    "latitude": 23.85,
    "longitude": 78.79,
}


@pytest.fixture
async def head(as_officer: SIGNED_IN) -> GraphQLClient:
    return await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)


async def changed(client: GraphQLClient, code: str = MAKRONIYA, **given: Any) -> dict[str, Any]:
    """The unit after a change that is accepted."""
    wanted = {"code": code, "expectedVersion": await version_of(code), **given}
    payload = (await client.run(UPDATE_UNIT, input=wanted))["updateUnit"]
    assert payload["errors"] == []
    unit: dict[str, Any] = payload["unit"]
    return unit


async def test_the_head_of_the_district_changes_all_that_an_entry_says(
    head: GraphQLClient, as_nobody: GraphQLClient
) -> None:
    before = await Unit.get(code=MAKRONIYA)
    [revision] = await Revision.filter(id=UNITS)
    answer = await changed(head, **WHOLE)
    assert answer == {
        "code": MAKRONIYA,
        "version": before.version + 1,
        "updatedOn": "2026-11-23",
        "name": "Bahadurpur",
        "hindi": "बहादुरपुर",
        "phone": "+917582222222",
        "email": "ps.makroniya@police.example",
        "address": "Main road, Makroniya",
        "latitude": 23.85,
        "longitude": 78.79,
        "isPositionVerified": True,
    }
    unit = await Unit.get(code=MAKRONIYA)
    kept = ("kind", "parent_id", "source_name", "source", "lgd_code", "is_active")
    assert [getattr(unit, name) for name in kept] == [getattr(before, name) for name in kept]
    assert unit.search_key == search_key(["Bahadurpur", "बहादुरपुर", before.source_name])
    assert (await Revision.get(id=UNITS)).number == revision.number + 1
    read = "query($id: ID!) { node(id: $id) { ... on Unit { name(language: EN) version } } }"
    node_id = encode_id("Unit", MAKRONIYA)
    seen = (await as_nobody.run(read, id=node_id))["node"]
    assert seen == {"name": "Bahadurpur", "version": before.version + 1}


async def test_the_audit_has_the_names_of_what_changed_and_no_value(head: GraphQLClient) -> None:
    await changed(head, **WHOLE)
    entry = await AuditEntry.get(action="unit.change")
    assert (entry.chain, entry.subject) == (MAKRONIYA, f"unit:{MAKRONIYA}")
    assert entry.actor.startswith("officer:")
    assert json.loads(entry.details) == {
        "fields": ["address", "email", "latitude", "longitude", "names", "phone"],
        "version": 2,
    }


async def test_what_is_null_stays_and_an_empty_text_clears(head: GraphQLClient) -> None:
    full = await changed(head, **WHOLE)
    nothing = dict.fromkeys(WHOLE)
    assert await changed(head, **nothing) == full
    emptied = await changed(head, phone="", email=" ", address="")
    assert emptied == full | {"phone": None, "email": None, "address": None, "version": 3}
    english = await changed(head, names=[{"language": "EN", "text": "Makroniya"}])
    assert (english["name"], english["hindi"]) == ("Makroniya", "Makroniya")


async def test_what_changes_nothing_is_not_written(head: GraphQLClient) -> None:
    full = await changed(head, **WHOLE)
    before = await rows()
    assert await changed(head, **WHOLE) == full
    assert await rows() == before


async def test_a_position_that_is_sent_counts_as_verified(head: GraphQLClient) -> None:
    doubtful = await Unit.exclude(flag="").filter(parent_id=SAGAR).first()
    if doubtful is None:
        await Unit.filter(code=MAKRONIYA).update(flag="shared_coordinates")
        doubtful = await Unit.get(code=MAKRONIYA)
    assert (await changed(head, doubtful.code, phone="112"))["isPositionVerified"] is False
    same = {"latitude": doubtful.latitude, "longitude": doubtful.longitude}
    verified = await changed(head, doubtful.code, **same)
    assert (verified["isPositionVerified"], verified["version"]) == (True, doubtful.version + 2)
    entry = await AuditEntry.filter(action="unit.change").order_by("-id").first()
    assert entry is not None
    assert json.loads(entry.details)["fields"] == ["flag"]


async def test_all_that_is_wrong_is_said_at_once(head: GraphQLClient) -> None:
    given = {"code": MAKRONIYA, "expectedVersion": 1}
    wrong = {
        "names": [
            {"language": "HI", "text": ""},
            {"language": "HI", "text": "x" * 121},
        ],
        "phone": "07582-2222",
        "email": "nobody",
        "address": "x" * 301,
        "latitude": 91.0,
    }
    assert await faults(head, UPDATE_UNIT, given | wrong) == [
        ("names.0.text", "REQUIRED"),
        ("names.1.language", "LANGUAGE_TWICE"),
        ("names.1.text", "TOO_LONG"),
        ("names", "ENGLISH_REQUIRED"),
        ("phone", "PHONE_INVALID"),
        ("email", "EMAIL_INVALID"),
        ("address", "TOO_LONG"),
        ("latitude", "PLACE_INVALID"),
        ("latitude", "PLACE_INVALID"),
    ]
    for point in (
        {"latitude": 23.0},
        {"longitude": 78.0},
        {"latitude": -90.1, "longitude": 0.0},
        {"latitude": 0.0, "longitude": 180.1},
        {"latitude": 78.79, "longitude": 23.85},  # the wrong way round
        {"latitude": 28.61, "longitude": 77.21},  # in Delhi
    ):
        found = await faults(head, UPDATE_UNIT, given | point)
        assert {code for _, code in found} == {"PLACE_INVALID"}
    assert await faults(head, UPDATE_UNIT, given | {"names": []}) == [("names", "ENGLISH_REQUIRED")]


async def test_nobody_but_the_units_administrators_may_change_it(
    runtime: Runtime, as_nobody: GraphQLClient, as_citizen: SIGNED_IN, as_officer: SIGNED_IN
) -> None:
    others = await strangers_to_sagar(runtime, as_nobody, as_citizen, as_officer)
    given = {"code": SAGAR, "expectedVersion": 1, "phone": "112"}
    await all_refused(others, UPDATE_UNIT, given)
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    above = {"code": STATE, "expectedVersion": 1, "phone": "112"}
    beside = {"code": BHOPAL, "expectedVersion": 1, "phone": "112"}
    await all_refused([(head, "FORBIDDEN")], UPDATE_UNIT, above)
    await all_refused([(head, "FORBIDDEN")], UPDATE_UNIT, beside)
    everywhere = await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    for code in (STATE, BHOPAL, MAKRONIYA):
        assert (await changed(everywhere, code, phone="112"))["phone"] == "112"


async def test_the_refusal_says_who_may(as_officer: SIGNED_IN) -> None:
    station = await as_officer(MAKRONIYA)
    given = {"code": MAKRONIYA, "expectedVersion": 1, "phone": "112"}
    error = await station.refused(UPDATE_UNIT, input=given)
    assert error["message"] == (
        "What the directory says of a unit is changed by the head of its district or an "
        "administrator of the state."
    )


async def test_a_unit_that_is_not_there_or_closed_is_not_found(head: GraphQLClient) -> None:
    await Unit.filter(code=MAKRONIYA).update(is_active=False)
    for code in (MAKRONIYA, "21346999", "", "%", "x\0", "1" * 5000):
        given = {"code": code, "expectedVersion": 1, "phone": "112"}
        await all_refused([(head, "NOT_FOUND")], UPDATE_UNIT, given)


async def test_a_version_that_has_passed_is_a_conflict(head: GraphQLClient) -> None:
    await changed(head, phone="112")
    for version in (0, 1, 3, -1, 2**31 - 1):
        given = {"code": MAKRONIYA, "expectedVersion": version, "phone": "100"}
        await all_refused([(head, "CONFLICT")], UPDATE_UNIT, given)
    same = {"code": MAKRONIYA, "expectedVersion": 1, "phone": "112"}
    await all_refused([(head, "CONFLICT")], UPDATE_UNIT, same)


async def test_of_two_at_the_same_moment_one_gets_a_conflict(
    head: GraphQLClient, as_officer: SIGNED_IN
) -> None:
    other = await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    given = {"code": MAKRONIYA, "expectedVersion": 1}
    answers = await asyncio.gather(
        head.send(UPDATE_UNIT, input=given | {"phone": "112"}),
        other.send(UPDATE_UNIT, input=given | {"phone": "100"}),
    )
    errors = [error for a in answers for error in a.json().get("errors", [])]
    assert [error["extensions"]["code"] for error in errors] == ["CONFLICT"]
    assert (await Unit.get(code=MAKRONIYA)).version == 2
    assert await AuditEntry.filter(action="unit.change").count() == 1


async def test_text_is_cleaned_and_holds_no_aadhaar_number(head: GraphQLClient) -> None:
    unit = await changed(
        head, address="\u202eMain road\x00 <script> 2345 6789 0124", phone="0\u200b7582222222"
    )
    assert unit["address"] == "Main road <script> XXXX XXXX 0124"
    assert unit["phone"] == "+917582222222"
