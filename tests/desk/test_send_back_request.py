"""`sendBackRequest`: the citizen reads what is missing, amends it and keeps the number."""

from __future__ import annotations

from typing import Any

import pytest
from factories import TT_NAGAR
from processions import (
    ACT,
    AMEND,
    OPERATIONS,
    Desk,
    Make,
    Person,
    act,
    amend,
    apply,
    asked,
    done,
    key,
    listed,
    read,
    send_back,
    step,
    stored,
)

SEND_BACK = OPERATIONS["SendBackRequest"]
MAP = {"upload": "map", "text": "A map of the route."}
ROUTE = {"field": "route", "text": "Say where it ends."}


async def sent_back(officer: Person, wanted: Any) -> Any:
    return (await officer.run(SEND_BACK, input=wanted))["sendBackRequest"]


async def test_citizen_reads_what_is_missing_amends_it_and_keeps_the_number(
    desk: Desk, citizen: Person, beat: Person
) -> None:
    request = await apply(citizen)
    back = await send_back(beat, request, ROUTE, MAP)
    assert (back["status"], back["version"]) == (
        {"code": "SENT_BACK", "phase": "WAITING_ON_CITIZEN"},
        2,
    )
    seen = await read(citizen, request)
    assert seen["missing"] == [ROUTE | {"upload": None}, MAP | {"field": None}]
    assert seen["timeline"]["edges"][0]["node"]["note"] == "Please amend it."
    assert [each for each in seen["availableActions"]] == [
        {"code": "AMEND", "mutation": "amendProcession"},
        {"code": "WITHDRAW", "mutation": None},
    ]
    amended = await amend(citizen, back)
    assert (amended["number"], amended["missing"]) == (request["number"], [])
    again = await send_back(beat, amended, MAP)
    assert again["missing"] == [MAP | {"field": None}]


async def test_clock_pauses_while_the_citizen_must_act_and_goes_on_with_what_was_left(
    desk: Desk, citizen: Person, beat: Person
) -> None:
    request = await apply(citizen)
    assert (request["dueAt"], request["statusDueAt"]) == (
        "2026-12-05T23:59:59+05:30",
        "2026-11-26T23:59:59+05:30",
    )
    await desk.later(days=3)  # of ten working days two have passed
    back = await send_back(beat, request)
    paused = await read(citizen, back)
    assert (paused["dueAt"], paused["statusDueAt"], paused["daysLeft"]) == (None, None, 8)
    await desk.later(days=30)
    assert await desk.run_clocks() == 0
    assert await listed(beat, overdue=True) == []
    amended = await amend(citizen, back)  # on 26 December, the day after Christmas
    assert (amended["dueAt"], amended["statusDueAt"], amended["daysLeft"]) == (
        "2027-01-05T23:59:59+05:30",
        "2027-01-01T23:59:59+05:30",
        None,
    )
    assert amended["dueRule"] == request["dueRule"]


async def test_what_was_late_stays_late(desk: Desk, citizen: Person, beat: Person) -> None:
    request = await apply(citizen)
    await desk.later(days=14)  # due on 5 December, now it is the 7th
    back = await send_back(beat, request)
    assert (await read(citizen, back))["daysLeft"] == -1
    await desk.later(days=1)
    assert (await amend(citizen, back))["dueAt"] == "2026-12-07T23:59:59+05:30"
    assert await listed(beat, overdue=True) == [request["number"]]


@pytest.mark.parametrize(
    ("missing", "faults"),
    [
        ([], [(["missing"], "REQUIRED")]),
        ([ROUTE] * 21, [(["missing"], "TOO_MANY")]),
        ([{"field": "route", "text": " "}], [(["missing", "0", "text"], "REQUIRED")]),
        ([{"text": "x" * 10_000}], [(["missing", "0", "text"], "TOO_LONG")]),
        (
            [ROUTE, {"field": "no such thing", "text": "x"}, {"upload": "tape", "text": "x"}],
            [
                (["missing", "1", "field"], "FIELD_UNKNOWN"),
                (["missing", "2", "upload"], "UPLOAD_UNKNOWN"),
            ],
        ),
    ],
)
async def test_what_is_missing_must_be_named_rightly(
    citizen: Person, beat: Person, missing: list[Any], faults: Any
) -> None:
    request = await apply(citizen)
    before = await stored()
    payload = await sent_back(beat, asked(request) | {"missing": missing})
    assert payload["request"] is None
    assert [(each["path"], each["code"]) for each in payload["errors"]] == faults
    assert await stored() == before


async def test_note_must_be_there_and_fit(citizen: Person, beat: Person) -> None:
    request = await apply(citizen)
    before = await stored()
    for note, code in (("", "NOTE_REQUIRED"), ("x" * 10_000, "TOO_LONG")):
        payload = await sent_back(beat, asked(request, note=note))
        assert [(each["path"], each["code"]) for each in payload["errors"]] == [(["note"], code)]
    assert await stored() == before


async def test_only_who_handles_it_sends_back_and_performAction_does_not(
    citizen: Person, beat: Person, officer: Make
) -> None:
    request = await apply(citizen)
    before = await stored()
    for client, code in ((citizen, "FORBIDDEN"), (await officer(TT_NAGAR), "NOT_FOUND")):
        error = await client.refused(SEND_BACK, input=asked(request))
        assert error["extensions"] == {"code": code}
    wanted = step(request, action="SEND_BACK", note="Amend it.")
    payload = (await beat.run(ACT, input=wanted))["performAction"]
    assert [each["code"] for each in payload["errors"]] == ["ACTION_HAS_MUTATION"]
    assert await stored() == before


async def test_what_waits_on_the_citizen_or_is_decided_is_not_sent_back(
    citizen: Person, head: Person
) -> None:
    back = await send_back(head, await apply(citizen))
    withdrawn = await apply(citizen)
    withdrawn |= await act(citizen, withdrawn, "WITHDRAW")
    before = await stored()
    for request in (back, withdrawn):
        payload = await sent_back(head, asked(request))
        assert [(each["path"], each["code"]) for each in payload["errors"]] == [
            (["requestId"], "ACTION_NOT_AVAILABLE")
        ]
    assert await stored() == before


async def test_sent_twice_it_is_sent_back_once_and_a_passed_version_conflicts(
    citizen: Person, head: Person
) -> None:
    request = await apply(citizen)
    wanted = asked(request)
    first = await done(head, SEND_BACK, "sendBackRequest", wanted)
    once = await stored()
    assert await done(head, SEND_BACK, "sendBackRequest", wanted) == first
    error = await head.refused(SEND_BACK, input=asked(request))
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await stored() == once


async def test_another_citizen_cannot_amend_it(
    citizen: Person, another: Make, head: Person
) -> None:
    back = await send_back(head, await apply(citizen))
    before = await stored()
    wanted = step(back, route="By the lake", idempotencyKey=key())
    error = await (await another()).refused(AMEND, input=wanted)
    assert error["extensions"] == {"code": "NOT_FOUND"}
    assert await stored() == before
