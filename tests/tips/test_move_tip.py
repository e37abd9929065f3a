"""Officers set a tip's status, or pass it on; the tipster reads what they say about it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from factories import BHOPAL, SAGAR, STATE
from tipping import MOVE, TIP, Reader, Tipster, stored

from core.audit.models import AuditEntry
from plugins.tips.models import KeyShare, Tip

Readers = Callable[..., Awaitable[Reader]]

NO_KEY = "This unit cannot read tips: it has no key."
OPEN, CLOSED = "2027-11-23", "2027-02-21"
WRONG: list[tuple[dict[str, Any], list[str], str, str]] = [
    ({}, [], "ONE_STEP", "Give either a status or a unit to pass the tip on to."),
    (
        {"status": "TRIAGED", "unitCode": STATE},
        [],
        "ONE_STEP",
        "Give either a status or a unit to pass the tip on to.",
    ),
    *(
        (
            {"status": status},
            ["status"],
            "STATUS_UNKNOWN",
            "Give one of TRIAGED, CLOSED_USEFUL, CLOSED_NOT_USEFUL, CLOSED_DUPLICATE,"
            " CLOSED_NOT_POLICE.",
        )
        for status in ("RECEIVED", "PASSED_ON", "triaged", "", "x" * 5000)
    ),
    *(
        ({"unitCode": code}, ["unitCode"], "UNIT_WITHOUT_KEY", NO_KEY)
        for code in (BHOPAL, "nowhere", "", "x" * 5000)
    ),
    ({"unitCode": SAGAR}, ["unitCode"], "SAME_UNIT", "The tip is this unit's already."),
    (
        {"status": "TRIAGED", "text": "x" * 4001},
        ["text"],
        "TOO_LONG",
        "This is too long: at most 4000 characters.",
    ),
]  # fmt: skip


@pytest.fixture
async def listed(tipster: Tipster, reader: Reader) -> str:
    """The id of a tip that the reader has before them."""
    await tipster.told()
    await reader.unlocks()
    [found] = await reader.lists()
    return str(found["id"])


@pytest.mark.parametrize(
    ("status", "label", "until"),
    [
        ("TRIAGED", "The police have read it and are looking into it", OPEN),
        ("CLOSED_USEFUL", "Closed: it has helped. Thank you", CLOSED),
        ("CLOSED_NOT_USEFUL", "Closed: nothing came of it this time", CLOSED),
        ("CLOSED_DUPLICATE", "Closed: the police knew of it already", CLOSED),
        ("CLOSED_NOT_POLICE", "Closed: this is not for the police to see to", CLOSED),
    ],
)
async def test_a_status_is_set_with_what_the_tipster_reads(
    tipster: Tipster, reader: Reader, listed: str, clock: Any, status: str, label: str, until: str
) -> None:
    clock.move(minutes=14)
    answer = await reader.moves(listed, status=status, text="We were there.")
    assert answer == {"tip": {"id": listed, "status": {"code": status}}, "errors": []}
    thread = await tipster.reads()
    assert thread["status"] == {"code": status, "label": label}
    assert [(each["from"], each["text"]) for each in thread["messages"]][1:] == [
        ("POLICE", "We were there.")
    ]
    assert thread["expiresOn"] == until
    [entry] = await AuditEntry.filter(action="tips.move")
    assert (entry.chain, json.loads(entry.details)) == (SAGAR, {"status": status})
    assert "there" not in str(await AuditEntry.all().values())


async def test_a_closed_tip_is_opened_again_and_no_text_adds_no_message(
    tipster: Tipster, reader: Reader, listed: str
) -> None:
    await reader.moves(listed, status="CLOSED_DUPLICATE")
    await reader.moves(listed, status="TRIAGED", text="")
    thread = await tipster.reads()
    assert (thread["status"]["code"], thread["expiresOn"]) == ("TRIAGED", "2027-11-23")
    assert len(thread["messages"]) == 1


async def test_what_is_wrong_with_a_step_is_said_and_nothing_changes(
    reader: Reader, another_reader: Readers, listed: str
) -> None:
    await another_reader(STATE)
    before = await stored()
    for step, path, code, message in WRONG:
        answer = await reader.moves(listed, **step)
        error = {"path": path, "code": code, "message": message}
        assert answer == {"tip": None, "errors": [error]}, step
        assert await stored() == before


async def test_a_tip_that_is_passed_on_is_the_other_units_alone(
    tipster: Tipster, reader: Reader, another_reader: Readers, listed: str
) -> None:
    state = await another_reader(STATE)
    await state.unlocks(STATE)
    await tipster.adds("And the watchman knows.")
    answer = await reader.moves(listed, unitCode=STATE, text="Others see to it now.")
    assert answer == {"tip": {"id": listed, "status": {"code": "PASSED_ON"}}, "errors": []}
    assert await reader.lists() == []
    assert (await reader.refused(TIP, id=listed))["extensions"] == {"code": "NOT_FOUND"}
    refused = await reader.refused(MOVE, input={"tipId": listed, "status": "TRIAGED"})
    assert refused["extensions"] == {"code": "NOT_FOUND"}
    opened = await state.opens(listed)
    assert [each["text"] for each in opened["messages"]][1:] == [
        "And the watchman knows.",
        "Others see to it now.",
    ]
    assert (await Tip.get()).is_told is False
    await state.moves(listed, status="TRIAGED", text="It is with us.")
    assert (await tipster.reads())["messages"][-1]["text"] == "It is with us."
    entries = await AuditEntry.filter(action="tips.move")
    assert {entry.chain: json.loads(entry.details) for entry in entries} == {
        SAGAR: {"status": "PASSED_ON", "to": STATE},
        STATE: {"status": "TRIAGED"},
    }


async def test_a_unit_whose_readers_have_all_left_is_passed_nothing(
    reader: Reader, another_reader: Readers, listed: str
) -> None:
    state = await another_reader(STATE)
    await KeyShare.filter(officer_id=state.officer.id).delete()
    answer = await reader.moves(listed, unitCode=STATE)
    assert [error["code"] for error in answer["errors"]] == ["UNIT_WITHOUT_KEY"]


async def test_second_of_two_officers_at_once_gets_conflict(
    tipster: Tipster, reader: Reader, another_reader: Readers, listed: str
) -> None:
    state = await another_reader(STATE)
    answers = await asyncio.gather(
        reader.send(MOVE, input={"tipId": listed, "unitCode": STATE, "text": "One"}),
        reader.send(MOVE, input={"tipId": listed, "status": "CLOSED_USEFUL", "text": "Two"}),
    )
    bodies = [answer.json() for answer in answers]
    lost, won = sorted(bodies, key=lambda body: "errors" not in body)
    assert lost["errors"][0]["extensions"] == {"code": "CONFLICT"}
    done = won["data"]["moveTip"]["tip"]["status"]["code"]
    thread = await tipster.reads()
    assert thread["status"]["code"] == done
    said = {"PASSED_ON": "One", "CLOSED_USEFUL": "Two"}[done]
    assert [each["text"] for each in thread["messages"]][1:] == [said]
    assert await AuditEntry.filter(action="tips.move").count() == 1
    readable = state if done == "PASSED_ON" else reader
    if done == "PASSED_ON":
        await state.unlocks(STATE)
    assert len((await readable.opens(listed))["messages"]) == 2
