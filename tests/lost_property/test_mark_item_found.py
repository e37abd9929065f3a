"""markItemFound: the citizen or the station says that a thing was found; the last one ends the
report.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR
from found_things import MARK_FOUND, marking, rows
from lost_reports import TIMELINE, act, document, mobile, other, read, stored
from starlette.applications import Starlette

from core.documents.models import Document
from core.identity.models import OfficerRole
from core.notifications.models import Notification
from core.service_requests.models import ServiceRequest
from plugins.lost_property.models import LostItem

AsSomebody = Callable[..., Awaitable[GraphQLClient]]


async def marked(
    client: GraphQLClient, report: dict[str, Any], position: int, **changes: Any
) -> dict[str, Any]:
    """The payload for a thing of a report that was found."""
    given = marking(report, report["items"][position], **changes)
    payload: dict[str, Any] = (await client.run(MARK_FOUND, input=given))["markItemFound"]
    return payload


async def faults(
    client: GraphQLClient, report: dict[str, Any], position: int = 0, **changes: Any
) -> list[tuple[list[str], str]]:
    """Where it is wrong and why. Nothing has changed."""
    before = await rows()
    payload = await marked(client, report, position, **changes)
    assert payload["lostReport"] is None
    assert await rows() == before
    return [(error["path"], error["code"]) for error in payload["errors"]]


async def test_one_of_two_things_and_then_the_last(
    as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    citizen = await as_citizen()
    report = await stored(citizen, items=[mobile(), other()])
    first = (await marked(citizen, report, 0, note="Under the sofa"))["lostReport"]
    assert first["status"] == {"code": "ACKNOWLEDGED", "isFinal": False}
    assert first["version"] == 2
    assert [(i["isFound"], i["foundOn"]) for i in first["items"]] == [
        (True, "2026-11-23"),
        (False, None),
    ]
    last = (await marked(await as_officer(), report, 1, expectedVersion=2))["lostReport"]
    assert last["status"] == {"code": "FOUND", "isFinal": True}
    seen = (await citizen.run(TIMELINE, number=report["number"]))["serviceRequest"]
    steps = [edge["node"] for edge in seen["timeline"]["edges"]]
    assert [(s["action"]["code"], s["actor"]["kind"], s["note"]) for s in steps] == [
        ("MARK_ALL_FOUND", "OFFICER", None),
        ("MARK_ITEM_FOUND", "CITIZEN", "Under the sofa"),
        ("SUBMIT", "CITIZEN", None),
    ]
    assert seen["availableActions"] == []
    assert [item["isFound"] for item in (await read(citizen, report["number"]))["items"]] == [
        True,
        True,
    ]
    document_row = await Document.get()
    assert document_row.copies_due == 3  # each step has a new copy made, which says what was found
    assert document_row.revoked_at is None


async def test_the_citizen_is_told_which_thing_was_found(
    app: Starlette, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    citizen = await as_citizen()
    report = await stored(citizen, items=[mobile(), other()])
    await marked(await as_officer(), report, 0)
    await app.state.effects.messages.deliver_due()
    told = await Notification.all().order_by("-created_at", "-id").values_list("event", "title")
    assert told == [
        ("lost_property.item_found", "Found: Mobile phone"),
        ("request_submitted", f"Your request {report['number']}"),
    ]


async def test_performing_the_action_needs_its_own_mutation(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    for action in ("MARK_ITEM_FOUND", "MARK_ALL_FOUND"):
        payload = await act(citizen, report, action)
        assert [error["code"] for error in payload["errors"]] == ["ACTION_HAS_MUTATION"]
    assert (await LostItem.get()).is_found is False


async def test_what_does_not_fit_is_said_and_changes_nothing(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    report = await stored(citizen, items=[mobile(), other()], lostFrom="2026-11-20T18:40:00+00:00")
    elsewhere = await stored(citizen, items=[document(number="12345")])
    theirs = elsewhere["items"][0]["id"]
    unknown = [(["itemId"], "ITEM_UNKNOWN")]
    assert await faults(citizen, report, itemId=str(uuid.uuid4())) == unknown
    assert await faults(citizen, report, itemId="x" * 500) == unknown
    assert await faults(citizen, report, itemId=theirs) == unknown
    assert await faults(citizen, report, foundOn="2026-11-24") == [(["foundOn"], "FOUND_IN_FUTURE")]
    assert await faults(citizen, report, foundOn="2026-11-20") == [
        (["foundOn"], "FOUND_BEFORE_LOST")  # in India the loss was on the 21st
    ]
    assert await faults(citizen, report, note="x" * 4001) == [(["note"], "TOO_LONG")]
    await marked(citizen, report, 0, foundOn="2026-11-21")
    assert await faults(citizen, report, expectedVersion=2) == [(["itemId"], "ITEM_FOUND")]
    await act(citizen, report | {"version": 2}, "WITHDRAW")
    assert await faults(citizen, report, 1, expectedVersion=3) == [
        (["action"], "ACTION_NOT_AVAILABLE")
    ]


async def test_the_same_key_gives_the_same_answer(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    report = await stored(citizen, items=[mobile(), other()])
    given = marking(report, report["items"][0])
    first = (await citizen.run(MARK_FOUND, input=given))["markItemFound"]["lostReport"]
    before = await rows()
    again = (await citizen.run(MARK_FOUND, input=given))["markItemFound"]["lostReport"]
    assert again == first
    error = await citizen.refused(MARK_FOUND, input=given | {"note": "Otherwise"})
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await rows() == before


async def test_of_officer_and_citizen_at_the_same_moment_one_gets_conflict(
    as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    citizen, officer = await as_citizen(), await as_officer()
    report = await stored(citizen, items=[mobile(), other()])
    answers = await asyncio.gather(
        citizen.send(MARK_FOUND, input=marking(report, report["items"][0])),
        officer.send(MARK_FOUND, input=marking(report, report["items"][1])),
    )
    codes = [answer.json().get("errors", [{}])[0].get("extensions") for answer in answers]
    assert sorted(codes, key=str) == [None, {"code": "CONFLICT"}] or sorted(codes, key=str) == [
        {"code": "CONFLICT"},
        None,
    ]
    assert await LostItem.filter(is_found=True).count() == 1
    assert (await ServiceRequest.get()).version == 2


async def test_nobody_else_marks(
    as_citizen: AsSomebody, as_officer: AsSomebody, as_nobody: GraphQLClient
) -> None:
    report = await stored(await as_citizen())
    others = (
        (await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD), "FORBIDDEN"),
        (await as_officer("MP", OfficerRole.STATE_ADMINISTRATOR), "FORBIDDEN"),
        (await as_officer(TT_NAGAR), "NOT_FOUND"),
        (await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD), "NOT_FOUND"),
        (await as_citizen(), "NOT_FOUND"),
        (as_nobody, "UNAUTHENTICATED"),
    )
    before = await rows()
    for client, code in others:
        error = await client.refused(MARK_FOUND, input=marking(report, report["items"][0]))
        assert error["extensions"] == {"code": code}
    assert await rows() == before
    assert (await LostItem.get()).is_found is False
    beat = await as_officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    assert (await marked(beat, report, 0))["lostReport"]["status"]["code"] == "FOUND"
