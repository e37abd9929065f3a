"""`inboxChanged`: what changes on an officer's desk, counted at most once in a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from desk_steps import act, global_id, transfer
from factories import (
    BHOPAL,
    MAKRONIYA,
    SAGAR,
    TT_NAGAR,
    make_citizen,
    make_officer,
    make_request,
    session_token,
)
from sockets import INBOX_CHANGED, REQUEST_UPDATED, socket
from starlette.applications import Starlette

from core.db import transactional
from core.identity import officers
from core.identity.models import Citizen, OfficerRole, Posting
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.units.models import Unit

AsOfficer = Callable[..., Awaitable[GraphQLClient]]
at_once = pytest.mark.parametrize("settings", [{"sockets": {"inbox_seconds": 0}}], indirect=True)


@pytest.fixture
async def row(runtime: Runtime) -> Citizen:
    return await make_citizen(runtime)


def shown(request: ServiceRequest, status: str = "ACKNOWLEDGED") -> dict[str, Any]:
    return {"id": global_id(request), "number": request.number, "status": {"code": status}}


@at_once
async def test_officers_are_told_what_their_postings_cover(
    app: Starlette, served: str, row: Citizen, as_officer: AsOfficer
) -> None:
    station, district = await as_officer(), await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    elsewhere = await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD)
    async with socket(served) as one, socket(served) as two, socket(served) as other:
        for line, client in ((one, station), (two, district), (other, elsewhere)):
            await line.begin(client.token)
            await line.subscribe("desk", INBOX_CHANGED)
        request = await make_request(app.state.platform, row)
        told = {"request": shown(request), "open": 1, "overdue": 0}
        assert await one.next("desk") == told
        assert await two.next("desk") == told
        there = await make_request(app.state.platform, row, TT_NAGAR)
        assert (await other.next("desk"))["request"]["number"] == there.number
        for line in (one, two, other):
            await line.is_quiet()


@at_once
async def test_what_leaves_a_desk_is_named_at_the_new_one_alone(
    app: Starlette, served: str, row: Citizen, as_officer: AsOfficer
) -> None:
    officer, other = await as_officer(), await as_officer(TT_NAGAR)
    request = await make_request(app.state.platform, row)
    async with socket(served) as line, socket(served) as there:
        await line.begin(officer.token)
        await line.subscribe("desk", INBOX_CHANGED)
        await there.begin(other.token)
        await there.subscribe("desk", INBOX_CHANGED)
        await transfer(officer, request, TT_NAGAR, 1)
        assert await line.next("desk") == {"request": None, "open": 0, "overdue": 0}
        assert await there.next("desk") == {"request": shown(request), "open": 1, "overdue": 0}


@pytest.mark.parametrize("settings", [{"sockets": {"inbox_seconds": 3600}}], indirect=True)
async def test_what_changes_while_a_desk_rests_is_not_counted(
    app: Starlette, served: str, row: Citizen, as_officer: AsOfficer
) -> None:
    officer = await as_officer()
    async with socket(served) as line, socket(served) as other:
        await line.begin(officer.token)
        for key in ("left", "right"):
            await line.subscribe(key, INBOX_CHANGED)
        request = await make_request(app.state.platform, row)
        assert [(await line.next(key))["open"] for key in ("left", "right")] == [1, 1]
        await other.begin(officer.token)
        await other.subscribe("request", REQUEST_UPDATED, id=global_id(request))
        for version, action in enumerate(("CLAIM", "RELEASE", "CLAIM"), 1):
            await act(officer, request, action, version)
            assert (await other.next("request"))["version"] == version + 1
        await line.is_quiet()


@pytest.mark.parametrize("settings", [{"sockets": {"inbox_seconds": 0.2}}], indirect=True)
async def test_many_changes_are_told_in_one(
    app: Starlette, served: str, row: Citizen, as_officer: AsOfficer
) -> None:
    @transactional
    async def make_three() -> None:
        for _ in range(3):
            await make_request(app.state.platform, row)

    officer = await as_officer()
    async with socket(served) as line:
        await line.begin(officer.token)
        await line.subscribe("desk", INBOX_CHANGED)
        await make_three()
        assert await line.next("desk") == {"request": None, "open": 3, "overdue": 0}
        await make_three()
        assert await line.next("desk") == {"request": None, "open": 6, "overdue": 0}
        await line.is_quiet()


@at_once
async def test_a_desk_follows_the_postings(
    app: Starlette, served: str, row: Citizen, runtime: Runtime
) -> None:
    account = await make_officer(runtime)
    async with socket(served) as line:
        await line.begin(await session_token(runtime, officer=account.row))
        await line.subscribe("desk", INBOX_CHANGED)
        unit = await Unit.get(code=TT_NAGAR)
        await officers.post(runtime, account.row, OfficerRole.STATION_HEAD, unit)
        assert await line.next("desk") == {"request": None, "open": 0, "overdue": 0}
        request = await make_request(app.state.platform, row, TT_NAGAR)
        assert await line.next("desk") == {"request": shown(request), "open": 1, "overdue": 0}
        await officers.end_posting(runtime, account.row, OfficerRole.STATION_HEAD, TT_NAGAR)
        assert await line.next("desk") == {"request": None, "open": 0, "overdue": 0}
        await make_request(app.state.platform, row, TT_NAGAR)
        await line.is_quiet()
        await officers.end_posting(runtime, account.row, OfficerRole.STATION_HEAD, MAKRONIYA)
        assert await line.receive() == {"id": "desk", "type": "complete"}
        await make_request(app.state.platform, row)
        await line.is_quiet()


@at_once
async def test_a_posting_that_ends_by_itself_is_told_of_nothing_more(
    app: Starlette,
    served: str,
    row: Citizen,
    runtime: Runtime,
    clock: MovableClock,
    as_officer: AsOfficer,
) -> None:
    there, account = await as_officer(TT_NAGAR), await make_officer(runtime)
    unit = await Unit.get(code=TT_NAGAR)
    posting = await officers.post(runtime, account.row, OfficerRole.STATION_HEAD, unit)
    ends_at = clock.now() + timedelta(minutes=10)
    await Posting.filter(id=posting.id).update(ends_at=ends_at)
    async with socket(served) as line, socket(served) as other:
        await other.begin(there.token)
        await other.subscribe("desk", INBOX_CHANGED)
        await line.begin(await session_token(runtime, officer=account.row))
        await line.subscribe("desk", INBOX_CHANGED)
        clock.move(minutes=10)
        await make_request(app.state.platform, row, TT_NAGAR)
        assert (await other.next("desk"))["open"] == 1
        await make_request(app.state.platform, row)
        assert (await line.next("desk"))["open"] == 1
        await line.is_quiet()


async def test_citizens_and_officers_without_a_posting_have_no_desk(
    served: str, row: Citizen, runtime: Runtime, as_officer: AsOfficer
) -> None:
    refusals = {
        "FORBIDDEN": await session_token(runtime, citizen=row),
        "NOT_FOUND": (await as_officer(None)).token,
    }
    for code, token in refusals.items():
        async with socket(served) as line:
            await line.begin(token)
            error = await line.refused("desk", INBOX_CHANGED)
            assert error["extensions"] == {"code": code}


@at_once
async def test_a_step_of_the_citizen_is_told(
    app: Starlette,
    served: str,
    row: Citizen,
    runtime: Runtime,
    http: httpx.AsyncClient,
    as_officer: AsOfficer,
) -> None:
    officer, request = await as_officer(), await make_request(app.state.platform, row)
    citizen = GraphQLClient(http, await session_token(runtime, citizen=row))
    async with socket(served) as line:
        await line.begin(officer.token)
        await line.subscribe("desk", INBOX_CHANGED)
        await act(citizen, request, "WITHDRAW", 1)
        told = {"request": shown(request, "WITHDRAWN"), "open": 0, "overdue": 0}
        assert await line.next("desk") == told
