"""Officers page through the tips of their unit, the newest day first."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from everything_stored import everything
from factories import BHOPAL, SAGAR, STATE
from tipping import TIP, TIPS, Reader, Tipster

from core.audit.models import AuditEntry
from core.relay import encode_cursor, encode_id
from core.runtime import Runtime
from plugins.tips.models import Tip

Readers = Callable[..., Awaitable[Reader]]


async def page(reader: Reader, first: int, after: str | None = None, **filter: Any) -> Any:
    return (await reader.run(TIPS, first=first, after=after, filter=filter))["tips"]


def ids(found: Any) -> list[str]:
    return [edge["node"]["id"] for edge in found["edges"]]


async def test_pages_follow_one_another_without_gap_or_repetition(
    tipster: Tipster, runtime: Runtime, reader: Reader, clock: Any
) -> None:
    for _ in range(3):
        for _ in range(4):
            await tipster.told()
        clock.move(days=1)
    await reader.returns(runtime)
    await reader.unlocks()
    seen, days, cursor = list[str](), list[str](), None
    for expected in (5, 5, 2):
        found = await page(reader, 5, cursor)
        assert (len(found["edges"]), found["totalCount"]) == (expected, 12)
        assert found["pageInfo"]["hasNextPage"] == (len(seen) + expected < 12)
        seen += ids(found)
        days += [edge["node"]["receivedOn"] for edge in found["edges"]]
        cursor = found["pageInfo"]["endCursor"]
    assert len(set(seen)) == 12
    assert days == ["2026-11-25"] * 4 + ["2026-11-24"] * 4 + ["2026-11-23"] * 4
    assert (await page(reader, 5, cursor))["edges"] == []


async def test_filters_narrow_list_and_count(
    tipster: Tipster, reader: Reader, another_reader: Readers
) -> None:
    state = await another_reader(STATE)
    about_sagar = {"text": "x", "districtCode": SAGAR}
    await tipster.told(category="POLICE_MISCONDUCT", place=about_sagar)
    await tipster.told(category="ARMS", place={"text": "x", "districtCode": BHOPAL})
    await tipster.told(category="THEFT", place={"text": "somewhere"})
    await state.unlocks(STATE)
    everything_there = await page(state, 10)
    assert everything_there["totalCount"] == 3
    nodes = {edge["node"]["category"]["code"]: edge["node"] for edge in everything_there["edges"]}
    assert nodes["THEFT"]["district"] is None
    assert nodes["ARMS"]["district"] == {"code": BHOPAL, "name": "Bhopal"}
    await state.moves(nodes["ARMS"]["id"], status="TRIAGED")
    for filter, expected in (
        ({"category": "ARMS"}, ["ARMS"]),
        ({"category": "LIQUOR"}, []),
        ({"category": "no such"}, []),
        ({"districtCode": SAGAR}, ["POLICE_MISCONDUCT"]),
        ({"districtCode": "99999"}, []),
        ({"status": "TRIAGED"}, ["ARMS"]),
        ({"status": "RECEIVED", "districtCode": BHOPAL}, []),
        ({"status": "CLOSED_USEFUL"}, []),
    ):
        found = await page(state, 10, **filter)
        codes = [edge["node"]["category"]["code"] for edge in found["edges"]]
        assert (codes, found["totalCount"]) == (expected, len(expected)), filter


async def test_a_status_that_there_is_not_finds_nothing(tipster: Tipster, reader: Reader) -> None:
    await tipster.told()
    await reader.unlocks()
    for status in ("OPEN", "", "received", "x' OR 1=1 --", "ं" * 5000):
        found = await page(reader, 10, status=status)
        assert (found["edges"], found["totalCount"]) == ([], 0)


async def test_cursors_that_are_not_ours_are_refused(tipster: Tipster, reader: Reader) -> None:
    await tipster.told()
    await reader.unlocks()
    key = str((await Tip.get()).id)
    own = (await page(reader, 1))["pageInfo"]["endCursor"]
    for cursor in (
        "",
        "x",
        own[:-4],
        own + own,
        encode_cursor("inbox", "2026-11-23", key),
        encode_cursor("tips", "2026-11-23"),
        encode_cursor("tips", "2026-13-23", key),
        encode_cursor("tips", "2026-11-23", "1 OR 1=1"),
    ):
        refused = await reader.refused(TIPS, first=1, after=cursor)
        assert refused["extensions"] == {"code": "BAD_REQUEST"}, cursor
    for first in (0, -1, 101, 10**9):
        refused = await reader.refused(TIPS, first=first)
        assert refused["extensions"]["code"] in ("BAD_REQUEST", "TOO_COMPLEX"), first


async def test_each_tip_that_is_read_is_in_the_audit_without_a_word_of_it(
    tipster: Tipster, reader: Reader
) -> None:
    await tipster.told()
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.opens(listed["id"])
    key = str((await Tip.get()).id)
    entries = await AuditEntry.filter(action="read").order_by("sequence")
    assert [(each.actor, each.subject, json.loads(each.details)["read"]) for each in entries] == [
        (f"officer:{reader.officer.id}", f"operation:{name}", [f"tip:{key}"])
        for name in ("Tips", "TipById")
    ]
    everything_told = str(await AuditEntry.all().values())
    assert not any(word in everything_told for word in ("packets", "mill", "NARCOTICS"))


@pytest.mark.parametrize(
    "id",
    [
        "",
        "x",
        encode_id("Tip", "1"),
        encode_id("Tip", "00000000-0000-4000-8000-000000000000"),
        encode_id("Tip", "' OR 1=1"),
        encode_id("LostReport", "00000000-0000-4000-8000-000000000000"),
    ],
)
async def test_what_is_no_tip_of_the_unit_is_not_found(reader: Reader, id: str) -> None:
    await reader.unlocks()
    assert (await reader.refused(TIP, id=id))["extensions"] == {"code": "NOT_FOUND"}


async def test_an_id_is_good_in_one_spelling_and_as_a_tip_alone(
    tipster: Tipster, reader: Reader
) -> None:
    await tipster.told()
    await reader.unlocks()
    key = str((await Tip.get()).id)
    assert (await reader.opens(encode_id("Tip", key)))["id"] == encode_id("Tip", key)
    for id in (
        encode_id("Tip", key.upper()),
        encode_id("Tip", f"{{{key}}}"),
        encode_id("TipMessage", key),
    ):
        assert (await reader.refused(TIP, id=id))["extensions"] == {"code": "NOT_FOUND"}


async def test_officers_of_other_units_find_neither_the_tip_nor_its_existence(
    tipster: Tipster, reader: Reader, another_reader: Readers
) -> None:
    await tipster.told()
    id = encode_id("Tip", (await Tip.get()).id)
    for code in (STATE, BHOPAL):
        other = await another_reader(code)
        await other.unlocks(code)
        before = await everything()
        found = await page(other, 10)
        assert (found["edges"], found["totalCount"]) == ([], 0)
        unknown = encode_id("Tip", "00000000-0000-4000-8000-000000000000")
        answers = [(await other.send(TIP, id=each)).content for each in (id, unknown)]
        assert answers[0] == answers[1]
        assert await everything() == before
