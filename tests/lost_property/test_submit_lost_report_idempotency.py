"""submitLostReport: a key that the client made stands for one report, however often it comes."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import MAKRONIYA, lost_report
from lost_reports import SUBMIT, act, document, faults, mobile, rows, stored

from core.units.models import Unit

Citizens = Callable[..., Awaitable[GraphQLClient]]


async def test_the_same_key_again_gives_the_same_bytes(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    report = lost_report(
        lostFrom="2026-11-22T10:00:00.123456+05:30",
        place={"text": "Makroniya", "latitude": 23.855, "longitude": 78.779},
        items=[mobile(price="0.10"), document(number="B/12", year=2001)],
    )
    first = await citizen.send(SUBMIT, input=report)
    before = await rows()
    again = await citizen.send(SUBMIT, input=report)
    assert again.content == first.content
    assert await rows() == before


async def test_the_same_key_gives_the_first_answer_also_after_withdrawal(
    as_citizen: Citizens,
) -> None:
    citizen, report = await as_citizen(), lost_report()
    first = await citizen.send(SUBMIT, input=report)
    acknowledged = first.json()["data"]["submitLostReport"]["lostReport"]
    withdrawn = await act(citizen, acknowledged, "WITHDRAW")
    assert withdrawn["request"]["status"]["code"] == "WITHDRAWN"
    assert (await citizen.send(SUBMIT, input=report)).content == first.content


async def test_another_input_with_the_same_key_is_a_conflict(as_citizen: Citizens) -> None:
    citizen, report = await as_citizen(), lost_report()
    await citizen.run(SUBMIT, input=report)
    before = await rows()
    error = await citizen.refused(SUBMIT, input=report | {"circumstances": "in the bus"})
    assert error["extensions"] == {"code": "CONFLICT"}
    assert error["message"].startswith("This idempotency key was used with another input.")
    assert await rows() == before


async def test_another_citizens_same_key_is_independent(as_citizen: Citizens) -> None:
    first, second, report = await as_citizen(), await as_citizen(), lost_report()
    ours = (await first.run(SUBMIT, input=report))["submitLostReport"]["lostReport"]
    other_report = report | {"circumstances": "Nobody else's"}
    theirs = (await second.run(SUBMIT, input=other_report))["submitLostReport"]["lostReport"]
    assert ours["number"] != theirs["number"]
    assert (ours["circumstances"], theirs["circumstances"]) == (None, "Nobody else's")


async def test_every_spelling_of_a_key_is_one_key(as_citizen: Citizens) -> None:
    citizen, key = await as_citizen(), "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    report = lost_report(idempotencyKey=key)
    first = await citizen.send(SUBMIT, input=report)
    before = await rows()
    for spelling in (key.upper(), key.replace("-", ""), f"{{{key}}}", f"urn:uuid:{key}"):
        again = await citizen.send(SUBMIT, input=report | {"idempotencyKey": spelling})
        assert again.content == first.content
    assert await rows() == before


async def test_an_answer_is_given_again_though_the_station_has_closed_since(
    as_citizen: Citizens,
) -> None:
    citizen, report = await as_citizen(), lost_report()
    first = await citizen.send(SUBMIT, input=report)
    await Unit.filter(code=MAKRONIYA).update(is_active=False)
    again = await citizen.send(SUBMIT, input=report)
    assert again.content == first.content
    assert await faults(citizen) == [("stationCode", "STATION_UNKNOWN")]


async def test_a_key_that_is_no_uuid_is_refused(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    before = await rows()
    for key in ("", "1", "-1", "x" * 36, "3f2504e0-4f89-41d3-9a0c-0305e82c330", "' OR 1=1", "\0"):
        error = await citizen.refused(SUBMIT, input=lost_report(idempotencyKey=key))
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert error["message"] == "`idempotencyKey` must be a UUID that the client has made."
    assert await rows() == before


async def test_a_refused_report_leaves_its_key_free(as_citizen: Citizens) -> None:
    citizen, key = await as_citizen(), str(uuid.uuid4())
    wrong = await citizen.run(SUBMIT, input=lost_report(idempotencyKey=key, declaration=False))
    assert wrong["submitLostReport"]["errors"][0]["code"] == "DECLARATION_REQUIRED"
    await stored(citizen, idempotencyKey=key)


async def test_one_key_from_many_callers_at_once_is_one_report(as_citizen: Citizens) -> None:
    citizen, report = await as_citizen(), lost_report()
    answers = await asyncio.gather(*(citizen.send(SUBMIT, input=report) for _ in range(10)))
    assert len({answer.content for answer in answers}) == 1
    assert (await rows())["lost_property_report"] == 1
