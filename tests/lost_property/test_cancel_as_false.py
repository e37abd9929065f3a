"""performAction CANCEL_AS_FALSE: a head of the station or district, with a note and a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR
from lost_reports import ACT, TIMELINE, act, rows, stored

from core.identity.models import OfficerRole

Clients = Callable[..., Awaitable[GraphQLClient]]

WHY: dict[str, Any] = {"note": "He told us so at the station.", "reasonCode": "ADMITTED"}


async def test_the_stations_head_cancels_with_note_and_reason(
    as_citizen: Clients, as_officer: Clients
) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    payload = await act(await as_officer(), report, "CANCEL_AS_FALSE", **WHY)
    assert payload["errors"] == []
    assert payload["request"]["status"] == {
        "code": "CANCELLED_FALSE",
        "phase": "CLOSED",
        "isFinal": True,
    }
    seen = (await citizen.run(TIMELINE, number=report["number"]))["serviceRequest"]
    step = seen["timeline"]["edges"][0]["node"]
    assert (step["actor"], step["reasonCode"], step["note"]) == (
        {"kind": "OFFICER"},
        "ADMITTED",
        WHY["note"],
    )
    assert seen["availableActions"] == []


async def test_the_districts_head_cancels(as_citizen: Clients, as_officer: Clients) -> None:
    report = await stored(await as_citizen())
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    payload = await act(head, report, "CANCEL_AS_FALSE", note="Seen in use", reasonCode="NOT_LOST")
    assert payload["request"]["version"] == 2


async def test_the_head_is_offered_the_action_with_its_reasons(
    as_citizen: Clients, as_officer: Clients
) -> None:
    report = await stored(await as_citizen())
    head, beat = await as_officer(), await as_officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    seen = (await head.run(TIMELINE, number=report["number"]))["serviceRequest"]
    plain = [action for action in seen["availableActions"] if action["mutation"] is None]
    assert plain.pop()["code"] == "CLAIM"
    assert plain == [
        {
            "code": "CANCEL_AS_FALSE",
            "label": "Cancel as false",
            "mutation": None,
            "requiresNote": True,
            "reasons": [
                {"code": "ADMITTED", "label": "The citizen has said that it is not true"},
                {"code": "NOT_LOST", "label": "The thing was never lost"},
                {"code": "NOT_OWNED", "label": "The thing never was the citizen's"},
            ],
        }
    ]
    seen = (await beat.run(TIMELINE, number=report["number"]))["serviceRequest"]
    offered = {action["code"]: action["mutation"] for action in seen["availableActions"]}
    marking = dict.fromkeys(("MARK_ITEM_FOUND", "MARK_ALL_FOUND"), "markItemFound")
    assert offered == marking | {"CLAIM": None}


async def test_note_and_reason_are_required(as_citizen: Clients, as_officer: Clients) -> None:
    report = await stored(await as_citizen())
    head = await as_officer()
    before = await rows()
    for given, codes in (
        ({}, ["NOTE_REQUIRED", "REASON_REQUIRED"]),
        (WHY | {"note": " \u200b\n"}, ["NOTE_REQUIRED"]),
        (WHY | {"reasonCode": "STOLEN"}, ["REASON_REQUIRED"]),
        (WHY | {"note": "x" * 4001}, ["TOO_LONG"]),
    ):
        payload = await act(head, report, "CANCEL_AS_FALSE", **given)
        assert [error["code"] for error in payload["errors"]] == codes
        assert payload["request"] is None
    assert await rows() == before


async def test_nobody_else_cancels(as_citizen: Clients, as_officer: Clients) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    wanted = {"requestId": report["id"], "action": "CANCEL_AS_FALSE", "expectedVersion": 1} | WHY
    others = (
        (citizen, "FORBIDDEN"),
        (await as_officer(MAKRONIYA, OfficerRole.BEAT_OFFICER), "FORBIDDEN"),
        (await as_officer("MP", OfficerRole.STATE_ADMINISTRATOR), "FORBIDDEN"),
        (await as_officer(TT_NAGAR), "NOT_FOUND"),
        (await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD), "NOT_FOUND"),
    )
    before = await rows()
    for client, code in others:
        assert (await client.refused(ACT, input=wanted))["extensions"] == {"code": code}
    assert await rows() == before


async def test_the_second_of_two_heads_gets_conflict(
    as_citizen: Clients, as_officer: Clients
) -> None:
    report = await stored(await as_citizen())
    await act(await as_officer(), report, "CANCEL_AS_FALSE", **WHY)
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    wanted = {"requestId": report["id"], "action": "CANCEL_AS_FALSE", "expectedVersion": 1} | WHY
    before = await rows()
    assert (await head.refused(ACT, input=wanted))["extensions"] == {"code": "CONFLICT"}
    assert await rows() == before
