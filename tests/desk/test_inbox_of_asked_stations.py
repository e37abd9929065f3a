"""The inbox of stations that are asked to enquire lists, counts and exports what a plain look
through all requests finds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest
from asked_stations import FREE, STATIONS, Look, World
from exported import numbers
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from processions import OPERATIONS, Desk, Person

from core.identity import officers
from core.identity.models import OfficerRole
from core.settings import Settings
from core.units.models import Unit

Make = Callable[..., Awaitable[Person]]
NAMES = ("Asha Verma", "Mohan Verma", "Kirti Nayak")
ORDERS = ("DUE_FIRST", "NEWEST_FIRST", "OLDEST_FIRST")
HEAD, DISTRICT = OfficerRole.STATION_HEAD, OfficerRole.DISTRICT_HEAD
LOOKERS = {
    "station": ((MAKRONIYA, HEAD),),
    "beat": ((TT_NAGAR, OfficerRole.BEAT_OFFICER),),
    "of two stations": ((MAKRONIYA, HEAD), (TT_NAGAR, HEAD)),
    "district": ((SAGAR, DISTRICT),),
    "another district": ((BHOPAL, DISTRICT),),
    "state": ((STATE, OfficerRole.STATE_ADMINISTRATOR),),
    "nowhere": (("21346059", HEAD),),
}
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"service": "verification"},
    {"service": "procession"},
    {"status": "AT_STATIONS"},
    {"status": "SENT_BACK"},
    {"phase": "OPEN"},
    {"phase": "WAITING_ON_CITIZEN"},
    {"phase": "CLOSED"},
    {"overdue": True},
    {"overdue": True, "service": "verification", "search": "Verma"},
    {"overdue": True, "phase": "WAITING_ON_CITIZEN"},
    {"unassigned": True},
    {"assignedToMe": True},
    *({"stationCode": code} for code in (*STATIONS, SAGAR)),
    {"stationCode": TT_NAGAR, "overdue": True},
    {"stationCode": MAKRONIYA, "phase": "OPEN", "search": "Asha"},
    {"search": "Verma"},
    {"search": "verma asha"},
    {"search": "Kirti", "status": "AT_STATIONS", "service": "verification"},
    {"search": "Nobody"},
)
COUNTS = "query { inboxCounts { service { code } open overdue unassigned } }"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    plugins = ("lost_property", "verification", "procession")
    return settings.model_copy(update={"plugins": plugins, "services": {"verification": FREE}})


@pytest.fixture
async def world(desk: Desk, officer: Make, another: Make) -> World:
    citizens = {name: await another(full_name=name) for name in NAMES}
    heads = {code: await officer(code) for code in STATIONS}
    heads |= {code: await officer(code, DISTRICT) for code in {code[:5] for code in STATIONS}}
    made = World(desk, Random(20261123), citizens, heads)
    await made.fill(70)
    return made


@pytest.fixture
async def lookers(world: World, officer: Make, desk: Desk) -> dict[str, tuple[Person, Look]]:
    """Who looks, beside the head of Makroniya, who has claimed some."""
    found = {"claimer": (world.heads[MAKRONIYA], ((MAKRONIYA, HEAD),))}
    for name, ((unit, role), *more) in LOOKERS.items():
        person = await officer(unit, role)
        for further, as_what in more:
            await officers.post(desk.runtime, person.row, as_what, await Unit.get(code=further))
        found[name] = (person, LOOKERS[name])
    now = desk.runtime.now()
    return {
        name: (person, Look(tuple(unit for unit, _ in posts), person.row.id, now))
        for name, (person, posts) in found.items()
    }


async def test_pages_counts_and_the_file_are_what_a_plain_look_finds(
    world: World, lookers: dict[str, tuple[Person, Look]]
) -> None:
    several = 0
    for name, (person, look) in lookers.items():
        for wanted in FILTERS:
            for order in ORDERS:
                found = look.listed(world.requests, wanted, order)
                paged = await pages(person, wanted, order)
                assert (name, wanted, order, *paged) == (name, wanted, order, found, {len(found)})
            several += len(found)
            asked = {key: str(value).replace("True", "true") for key, value in wanted.items()}
            file = await numbers(person, **asked, orderBy=order)
            assert (name, wanted, file) == (name, wanted, found)
        assert await counted(person) == plainly_counted(world, look)
    assert several > 1000


async def pages(person: Person, wanted: dict[str, Any], order: str) -> tuple[list[str], set[int]]:
    """All numbers, page by page, and what the pages say how many there are."""
    found, totals, after = list[str](), set[int](), None
    while True:
        values = {"first": 11, "after": after, "filter": wanted, "orderBy": order}
        inbox = (await person.run(OPERATIONS["Inbox"], **values))["inbox"]
        found += [edge["node"]["number"] for edge in inbox["edges"]]
        totals.add(inbox["totalCount"])
        if not inbox["pageInfo"]["hasNextPage"]:
            return found, totals
        after = inbox["pageInfo"]["endCursor"]


async def counted(person: Person) -> dict[str, tuple[int, int, int]]:
    rows = (await person.run(COUNTS))["inboxCounts"]
    return {
        row["service"]["code"]: (row["open"], row["overdue"], row["unassigned"])
        for row in rows
        if row["service"]["code"] in ("verification", "procession")
    }


def plainly_counted(world: World, look: Look) -> dict[str, tuple[int, int, int]]:
    def many(service: str, **wanted: Any) -> int:
        return len(look.listed(world.requests, {"service": service, **wanted}, "DUE_FIRST"))

    return {
        service: (
            many(service, phase="OPEN") + many(service, phase="WAITING_ON_CITIZEN"),
            many(service, overdue=True),
            many(service, unassigned=True),
        )
        for service in ("verification", "procession")
    }
