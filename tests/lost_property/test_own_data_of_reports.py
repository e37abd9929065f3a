"""A citizen's copy holds the own lost reports with what was matched; an erasure shreds those that
need not be kept any longer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from factories import TT_NAGAR, make_citizen, session_token
from found_things import registered, told_citizens
from lost_reports import document, mobile, read, stored
from own_data import copy_of, erase, places_of
from own_data import read as read_json
from starlette.applications import Starlette

from core.privacy import erasing
from core.runtime import Runtime
from plugins.lost_property.models import FoundItem, ItemMark, ItemMatch, LostItem, LostReport

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
MOBILE = "+919812377777"
CANARIES = ("Quetzalcoatl", "Xochipilli", "Tenochtitlan", "490154203237518", "ZX-7781-Q")
LAST_DAY = 1095


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
async def citizen(http: httpx.AsyncClient, runtime: Runtime) -> GraphQLClient:
    row = await make_citizen(runtime, full_name="Quetzalcoatl Verma", mobile=MOBILE)
    return GraphQLClient(http, await session_token(runtime, citizen=row))


async def lose(citizen: GraphQLClient) -> dict[str, Any]:
    return await stored(
        citizen,
        items=[mobile(), document(number="ZX-7781-Q")],
        circumstances="Fell out at Xochipilli",
        place={"text": "Tenochtitlan road", "districtCode": "21346"},
    )


async def test_the_copy_holds_reports_things_and_matches(
    app: Starlette, citizen: GraphQLClient, as_officer: AsSomebody
) -> None:
    report = await lose(citizen)
    found = await registered(await as_officer(TT_NAGAR), foundBy="Birju Lodhi")
    copy = read_json(await copy_of(app, citizen), "lost_property.json")
    [kept] = copy["reports"]
    assert copy["words"]["is_found"] == "whether you or the station have said that it was found"
    assert (kept["number"], kept["place"]) == (report["number"], "Tenochtitlan road")
    assert kept["reporter"]["name"] == "Quetzalcoatl Verma"
    phone, licence = kept["items"]
    assert phone["details"]["imei1"] == "490154203237518"
    assert licence["details"]["number"] == "ZX-7781-Q"
    assert phone["matches"] == [
        {
            "found_item": found["number"],
            "station_code": TT_NAGAR,
            "on": "IMEI",
            "at": "2026-11-23T12:00:00+05:30",
            "dismissed_at": None,
        }
    ]
    assert "Birju" not in str(copy)


async def test_an_erasure_keeps_reports_for_their_time_and_then_leaves_shells(
    app: Starlette, runtime: Runtime, citizen: GraphQLClient, as_officer: AsSomebody, clock: Any
) -> None:
    report = await lose(citizen)
    clock.move(days=1)
    await lose(citizen)
    await registered(await as_officer(TT_NAGAR))
    await app.state.effects.messages.deliver_due()
    assert len(await told_citizens()) == 1  # of the later report, not of each
    payload = await erase(citizen, MOBILE)
    assert payload["errors"] == []
    [kept] = payload["keptBecause"]
    assert (kept["service"], kept["until"]) == ("lost_property", "2029-11-23")
    again = await registered(await as_officer(TT_NAGAR))
    assert again["matches"] == []  # nobody can be told any more
    registry = app.state.platform.registry
    clock.move(days=LAST_DAY - 1, hours=11)  # the first one's last day, in India
    await erasing.finish(runtime, registry)
    assert await LostReport.exclude(place_text=None).count() == 2
    clock.move(hours=1)
    await erasing.finish(runtime, registry)
    assert await LostReport.exclude(place_text=None).count() == 1
    assert (
        await ItemMark.filter(lost_item_id__isnull=False).count(),
        await ItemMatch.all().count(),
    ) == (2, 1)
    clock.move(days=1)
    await erasing.finish(runtime, registry)
    await FoundItem.all().update(details={})
    assert await LostItem.all().count() == 4
    left = await places_of(CANARIES)
    assert {place for place in left if place.startswith("lost_property")} == set()
    head = await as_officer()
    shell = await read(head, report["number"])
    assert (shell["items"], shell["circumstances"], shell["place"]["text"]) == ([], None, None)
