"""A thing that was found matches one that was lost, whichever came first and wherever. Both sides
are told, and neither who the other is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from clients import GraphQLClient
from factories import MAKRONIYA, TT_NAGAR
from found_things import (
    LIST,
    MARK_FOUND,
    OF_REPORT,
    OFFICE,
    ONE,
    close,
    marking,
    matches_of,
    registered,
    sent,
    strings,
    told_citizens,
)
from lost_reports import act, document, mobile, other, stored
from starlette.applications import Starlette

from core.identity.models import Citizen
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from plugins.lost_property.matching import match
from plugins.lost_property.models import FoundItem, ItemMark, ItemMatch, LostItem

AsSomebody = Callable[..., Awaitable[GraphQLClient]]

CITIZENS = ("Kamla Devi Ahirwar", "Kamla", "Ahirwar", "9812300001", "Rustamji", "Girdhari")
FINDERS = ("Birju Lodhi", "Birju", "Lodhi", "9812300002", "Inspector Rao", "officer")


async def found(station: GraphQLClient, **changes: Any) -> dict[str, Any]:
    return await registered(station, foundBy="Birju Lodhi, 9812300002", **changes)


async def delivered(app: Starlette) -> None:
    await app.state.effects.messages.deliver_due()


@pytest.mark.parametrize("first", ["found", "lost"])
async def test_a_thing_found_in_another_district_matches_and_neither_learns_of_the_other(
    app: Starlette, citizen: GraphQLClient, station: GraphQLClient,
    as_officer: AsSomebody, as_nobody: GraphQLClient, first: str,
) -> None:  # fmt: skip
    if first == "found":
        thing = await found(station)
        report = await stored(citizen)
    else:
        report = await stored(citizen)
        thing = await found(station)
    await delivered(app)
    by_station = (await station.run(ONE, number=thing["number"]))["foundItem"]
    [match] = by_station["matches"]
    assert (match["on"], match["dismissedAt"]) == ("IMEI", None)
    assert match["lostReport"]["number"] == report["number"]
    assert match["lostReport"]["station"]["code"] == MAKRONIYA
    by_citizen = (await citizen.run(OF_REPORT, number=report["number"]))["serviceRequest"]
    [match] = by_citizen["items"][0]["matches"]
    assert (match["foundItem"]["number"], match["foundItem"]["kind"]) == (thing["number"], "MOBILE")
    assert match["foundItem"]["station"]["code"] == TT_NAGAR
    at_makroniya = await matches_of(await as_officer(), report)
    [notice] = await told_citizens()
    assert report["number"] in notice["body"]
    assert "टीटी नगर" in notice["body"] or "Nagar" in notice["body"]
    messages = await sent()
    to_citizen = [message for message in messages if message["recipient"] == "+919812300001"]
    to_station = [message for message in messages if message["recipient"] == OFFICE]
    assert (len(messages), len(to_citizen), len(to_station)) == (2, 1, 1)
    assert thing["number"] in to_station[0]["text"]
    assert report["number"] in to_station[0]["text"]
    public = (await as_nobody.run(LIST))["foundItems"]
    assert [edge["node"]["number"] for edge in public["edges"]] == [thing["number"]]
    shown_to_finders = [*strings([thing, by_station, to_station, public])]
    texts = [[each["subject"], each["text"]] for each in to_citizen]
    words = [notice["title"], notice["body"], texts]
    shown_to_citizen = [*strings([by_citizen, words, at_makroniya, public])]
    for line in shown_to_finders:
        assert not [name for name in CITIZENS if name.lower() in line.lower()], line
    for line in shown_to_citizen:
        assert not [name for name in FINDERS if name.lower() in line.lower()], line


async def withdraw(citizen: GraphQLClient, report: dict[str, Any]) -> None:
    assert (await act(citizen, report, "WITHDRAW"))["errors"] == []


async def test_a_match_is_made_and_told_once_however_often_it_is_looked_for(
    app: Starlette, runtime: Runtime, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    phone = mobile(imei2="356938035643809")
    thing = await found(station, item=phone)
    report = await stored(citizen, items=[phone])
    await delivered(app)
    hashes = await ItemMark.all().values_list("hash", flat=True)
    for side, found_thing in (("lost", await LostItem.get()), ("found", await FoundItem.get())):
        wanted = {"side": side, "hashes": {str(found_thing.id): hashes}}
        await match(runtime, uuid4(), wanted)
    assert len(await matches_of(citizen, report)) == 1
    assert len((await station.run(ONE, number=thing["number"]))["foundItem"]["matches"]) == 1
    await delivered(app)
    assert (len(await told_citizens()), len(await sent())) == (1, 2)


async def test_only_what_is_still_lost_matches_what_still_lies_at_a_station(
    app: Starlette, runtime: Runtime, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    gone = await found(station)
    assert (await close(station, gone))["errors"] == []
    report = await stored(citizen)
    await delivered(app)
    assert await matches_of(citizen, report) == []
    await withdraw(citizen, report)
    assert (await found(station))["matches"] == []
    second = await stored(citizen, items=[document(number="MP0920110012345"), other()])
    mark = marking(second, second["items"][0])
    assert (await citizen.run(MARK_FOUND, input=mark))["markItemFound"]["errors"] == []
    assert (await found(station, item=document(number="MP0920110012345")))["matches"] == []
    third = await stored(citizen, items=[document(number="MP0920110099999")])
    await Citizen.filter(mobile="+919812300001").update(erased_at=runtime.now())
    assert (await found(station, item=document(number="MP0920110099999")))["matches"] == []
    await delivered(app)
    assert await ItemMatch.all().count() == 0
    assert third["number"]


async def test_a_report_that_waits_for_an_officer_matches_as_well(
    app: Starlette, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    report = await stored(citizen)
    await ServiceRequest.filter(number=report["number"]).update(status="SUBMITTED")
    assert len((await found(station))["matches"]) == 1
