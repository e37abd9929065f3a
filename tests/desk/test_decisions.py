"""Deciding: reasons, maker and checker, nobody about themselves, and one of two at once."""

from __future__ import annotations

import asyncio

import pytest
from factories import SAGAR
from own_data import erase
from processions import ACT, HEAD, Desk, Make, Person, act, apply, read, step, stored

from core.identity.models import Citizen, Officer, OfficerRole

REFUSAL = {"note": "The fire brigade needs the lane.", "reasonCode": "ROUTE"}


async def recommended(citizen: Person, officer: Person) -> dict[str, object]:
    request = await apply(citizen)
    enquired = await act(officer, request, "ENQUIRE")
    return await act(officer, enquired, "RECOMMEND", note="Fine.")


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ({}, [(["note"], "NOTE_REQUIRED"), (["reasonCode"], "REASON_REQUIRED")]),
        ({"note": "No."}, [(["reasonCode"], "REASON_REQUIRED")]),
        ({"note": "No.", "reasonCode": "DUPLICATE"}, [(["reasonCode"], "REASON_REQUIRED")]),
        ({"reasonCode": "ROUTE", "note": "\u200b \n"}, [(["note"], "NOTE_REQUIRED")]),
        ({"reasonCode": "ROUTE", "note": "x" * 10_000}, [(["note"], "TOO_LONG")]),
    ],
)
async def test_refusal_needs_a_reason_of_the_list_and_a_text_for_the_citizen(
    citizen: Person, head: Person, beat: Person, words: dict[str, str], faults: object
) -> None:
    request = await recommended(citizen, beat)
    before = await stored()
    wanted = step(request, action="REFUSE", **words)
    payload = (await head.run(ACT, input=wanted))["performAction"]
    assert [(each["path"], each["code"]) for each in payload["errors"]] == faults
    assert await stored() == before


async def test_who_recommended_does_not_decide_and_another_does(
    citizen: Person, head: Person, officer: Make
) -> None:
    request = await recommended(citizen, head)
    before = await stored()
    for action, words in (("GRANT", {}), ("REFUSE", REFUSAL)):
        error = await head.refused(ACT, input=step(request, action=action, **words))
        assert (error["extensions"], error["message"]) == (
            {"code": "FORBIDDEN"},
            "Somebody else must decide: you have acted on this request yourself.",
        )
    assert await stored() == before
    district = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    assert (await act(district, request, "GRANT"))["status"]["code"] == "GRANTED"


async def test_beat_officer_recommends_and_does_not_decide(citizen: Person, beat: Person) -> None:
    request = await recommended(citizen, beat)
    before = await stored()
    error = await beat.refused(ACT, input=step(request, action="GRANT"))
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert await stored() == before


async def test_nobody_acts_on_what_is_their_own_as_a_citizen(
    citizen: Person, head: Person, beat: Person
) -> None:
    row = await Citizen.get(id=citizen.row.id)
    await Officer.filter(id=head.row.id).update(mobile=row.mobile)
    request = await apply(citizen)
    before = await stored()
    for action in ("ENQUIRE", "CLAIM"):
        error = await head.refused(ACT, input=step(request, action=action))
        assert error["extensions"] == {"code": "FORBIDDEN"}
    assert (await read(head, request))["availableActions"] == []
    assert await stored() == before
    assert (await act(beat, request, "ENQUIRE"))["status"]["code"] == "ENQUIRY"


async def test_two_officers_at_once_make_one_decision_and_one_conflict(
    desk: Desk, citizen: Person, beat: Person, officer: Make
) -> None:
    deciders = [await officer(*HEAD), await officer(SAGAR, OfficerRole.DISTRICT_HEAD)]
    for _ in range(5):
        request = await recommended(citizen, beat)
        inputs = [step(request, action="GRANT"), step(request, action="REFUSE", **REFUSAL)]
        answers = await asyncio.gather(
            *(one.send(ACT, input=wanted) for one, wanted in zip(deciders, inputs, strict=True))
        )
        bodies = [answer.json() for answer in answers]
        won = [each["data"]["performAction"]["request"] for each in bodies if each.get("data")]
        lost = [each["errors"][0]["extensions"]["code"] for each in bodies if "errors" in each]
        assert (len(won), lost) == (1, ["CONFLICT"])
        seen = await read(citizen, request)
        assert (seen["status"], seen["version"]) == (won[0]["status"], 4)
        decided = [each["node"]["action"]["code"] for each in seen["timeline"]["edges"]]
        assert len({"GRANT", "REFUSE"} & {*decided}) == 1


async def test_version_that_has_passed_decides_nothing(
    citizen: Person, head: Person, beat: Person
) -> None:
    request = await recommended(citizen, beat)
    await act(beat, request, "CLAIM")
    before = await stored()
    error = await head.refused(ACT, input=step(request, action="GRANT"))
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await stored() == before


async def test_what_the_maker_may_not_decide_is_not_offered(
    citizen: Person, head: Person, officer: Make
) -> None:
    request = await recommended(citizen, head)
    district = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    for one, offered in ((head, set()), (district, {"GRANT", "REFUSE"})):
        actions = {each["code"] for each in (await read(one, request))["availableActions"]}
        assert actions & {"GRANT", "REFUSE"} == offered


async def test_erasing_oneself_as_a_citizen_lets_no_officer_decide_about_it(
    citizen: Person, head: Person, beat: Person
) -> None:
    request = await recommended(citizen, beat)
    row = await Citizen.get(id=citizen.row.id)
    await Officer.filter(id=head.row.id).update(mobile=row.mobile)
    assert (await erase(citizen, row.mobile or ""))["errors"] == []
    before = await stored()
    error = await head.refused(ACT, input=step(request, action="GRANT"))
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert await stored() == before
