"""`inboxChanged` tells a station that is asked to enquire what changes on its desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from factories import TT_NAGAR
from processions import ACT, OPERATIONS, asked, done, step
from sockets import INBOX_CHANGED, Socket, socket
from starlette.applications import Starlette
from verifications import AMEND, address, applied, key, reported, two_addresses
from verifications import done as verified

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
FREE = {"fee": "0", "fee_per_further_station": "0", "required_uploads": []}
LIVE = {"sockets": {"inbox_seconds": 0}, "services": {"verification": FREE}}
THIRD = "21346004"
Request = dict[str, Any]

pytestmark = pytest.mark.parametrize("settings", [LIVE], indirect=True)


def told(request: Request, status: str, many: int) -> dict[str, Any]:
    shown = {"id": request["id"], "number": request["number"], "status": {"code": status}}
    return {"request": shown, "open": many, "overdue": 0}


async def watch(line: Socket, client: GraphQLClient) -> None:
    await line.begin(client.token)
    await line.subscribe("desk", INBOX_CHANGED)


async def of_three_stations(citizen: GraphQLClient) -> Request:
    current, before = two_addresses()
    years = {"from": "2000-01-01", "until": "2015-12-31", "isCurrent": False}
    addresses = [current, before, address(THIRD, **years)]
    return await applied(citizen, addresses=addresses, attachments=[])


async def test_it_is_told_when_it_is_asked_and_when_one_has_filed(
    app: Starlette, served: str, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    station, third, other = [await as_officer(code) for code in (TT_NAGAR, THIRD, "21346005")]
    async with socket(served) as one, socket(served) as two, socket(served) as none:
        for line, client in ((one, station), (two, third), (none, other)):
            await watch(line, client)
        request = await of_three_stations(await as_citizen())
        assert await one.next("desk") == told(request, "AT_STATIONS", 1)
        assert await two.next("desk") == told(request, "AT_STATIONS", 1)
        await reported(station, request, TT_NAGAR)
        assert await one.next("desk") == told(request, "AT_STATIONS", 0)
        assert await two.next("desk") == told(request, "AT_STATIONS", 1)
        for line in (one, two, none):
            await line.is_quiet()


async def test_it_is_told_when_the_citizen_must_act_and_when_it_is_asked_no_more(
    app: Starlette, served: str, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    head, station, third = [await as_officer(code) for code in ("21346058", TT_NAGAR, THIRD)]
    citizen = await as_citizen()
    request = await of_three_stations(citizen)
    async with socket(served) as one, socket(served) as two:
        await watch(one, station)
        await watch(two, third)
        back = await done(head, OPERATIONS["SendBackRequest"], "sendBackRequest", asked(request))
        assert await one.next("desk") == told(request, "SENT_BACK", 1)
        assert await two.next("desk") == told(request, "SENT_BACK", 1)
        given = step(request | back, addresses=two_addresses(), idempotencyKey=key())
        request = await verified(citizen, AMEND, given)
        assert await one.next("desk") == told(request, "AT_STATIONS", 1)
        assert await two.next("desk") == {"request": None, "open": 0, "overdue": 0}
        await done(citizen, ACT, "performAction", step(request, action="WITHDRAW"))
        assert await one.next("desk") == {"request": None, "open": 0, "overdue": 0}
        await one.is_quiet()
        await two.is_quiet()
