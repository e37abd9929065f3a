"""Who reports a number again and again is told once, tells the station once, and keeps it from
nothing.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from clients import GraphQLClient
from found_things import OFFICE, ONE, dismiss, matches_of, registered, sent, told_citizens
from lost_reports import act, stored
from starlette.applications import Starlette

from core.runtime import Runtime
from plugins.lost_property import matching
from plugins.lost_property.models import ItemMark, ItemMatch, LostItem

MORE_THAN_VALUES = 33_000
"""PostgreSQL takes 32,767 in one statement, SQLite 32,766."""


@pytest.fixture
def kind() -> str:
    """How often a number was reported is no matter of the database."""
    return "sqlite"


async def test_one_citizen_is_one_match_before_and_after_it_was_found(
    app: Starlette, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    for _ in range(3):
        await stored(citizen)
    thing = await registered(station)
    assert len(thing["matches"]) == 1
    for _ in range(3):
        await stored(citizen)
    await app.state.effects.messages.deliver_due()
    assert await ItemMatch.all().count() == 1
    assert (len(await told_citizens()), len(await sent())) == (1, 2)


async def test_a_number_that_many_have_reported_can_still_be_registered(
    app: Starlette, as_citizen: Any, station: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST_PEOPLE", 2)
    for _ in range(3):
        await stored(await as_citizen())
    assert len((await registered(station))["matches"]) == 2
    await app.state.effects.messages.deliver_due()
    assert await ItemMatch.all().count() == 2


async def mails_to_the_station() -> int:
    return sum(message["recipient"] == OFFICE for message in await sent())


async def test_when_one_report_is_withdrawn_the_other_one_has_the_match(
    app: Starlette, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    withdrawn = await stored(citizen)
    await registered(station)
    living = await stored(citizen)
    await app.state.effects.messages.deliver_due()
    assert await matches_of(citizen, living) == []
    await act(citizen, withdrawn, "WITHDRAW")
    await app.state.effects.messages.deliver_due()
    [match] = await matches_of(citizen, living)
    assert match["lostReport"]["number"] == living["number"]
    assert len(await told_citizens()) == 2  # of which report counts now
    assert await mails_to_the_station() == 1


@pytest.mark.parametrize("how", ["withdrawn", "dismissed"])
async def test_a_station_is_told_once_of_one_citizen_whatever_became_of_it(
    app: Starlette, citizen: GraphQLClient, station: GraphQLClient, how: str
) -> None:
    await registered(station)
    for _ in range(3):
        report = await stored(citizen)
        await app.state.effects.messages.deliver_due()
        [match] = await matches_of(citizen, report)
        if how == "dismissed":
            await dismiss(citizen, match)
        else:
            await act(citizen, report, "WITHDRAW")
    await app.state.effects.messages.deliver_due()
    assert await mails_to_the_station() == 1


async def test_withdrawn_reports_do_not_crowd_the_owners_match_out(
    app: Starlette, as_citizen: Any, station: GraphQLClient
) -> None:
    owner = await stored(await as_citizen())
    stranger = await as_citizen()
    thing = await registered(station)
    for _ in range(3):
        await act(stranger, await stored(stranger), "WITHDRAW")
        await app.state.effects.messages.deliver_due()
    seen = (await station.run(ONE, number=thing["number"]))["foundItem"]["matches"]
    assert [match["lostReport"]["number"] for match in seen] == [owner["number"]]


async def test_a_number_reported_more_often_than_a_statement_has_values(
    runtime: Runtime, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    report = await stored(citizen)
    lost, mark = await LostItem.get(), await ItemMark.get()
    items = [
        LostItem(id=uuid.uuid4(), report_id=lost.report_id, position=n, kind=lost.kind, details={})
        for n in range(1, MORE_THAN_VALUES)
    ]
    await LostItem.bulk_create(items, batch_size=500)
    marks = [
        ItemMark(kind=mark.kind, key_id=mark.key_id, hash=mark.hash, lost_item_id=item.id)
        for item in items
    ]
    await ItemMark.bulk_create(marks, batch_size=500)
    [match] = (await registered(station))["matches"]
    assert match["lostReport"]["number"] == report["number"]
