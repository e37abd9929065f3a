"""`serviceRequestUpdated`: a request, told of whenever it has changed, to whom may see it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from clients import GraphQLClient
from desk_steps import act, global_id, transfer
from factories import (
    MAKRONIYA,
    SAGAR,
    TT_NAGAR,
    make_citizen,
    make_officer,
    make_request,
    session_token,
)
from sockets import REQUEST_UPDATED, socket
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.identity import officers
from core.identity.models import OfficerRole
from core.relay import encode_id
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest

AsOfficer = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
async def citizen(app: Starlette, http: httpx.AsyncClient, runtime: Runtime) -> GraphQLClient:
    """Whose request it is."""
    row = await make_citizen(runtime)
    await make_request(app.state.platform, row)
    return GraphQLClient(http, await session_token(runtime, citizen=row))


@pytest.fixture
async def request_(citizen: GraphQLClient) -> ServiceRequest:
    return await ServiceRequest.get()


async def test_a_citizen_is_told_of_each_change(
    served: str, citizen: GraphQLClient, request_: ServiceRequest, as_officer: AsOfficer
) -> None:
    officer = await as_officer()
    async with socket(served) as line:
        await line.begin(citizen.token)
        await line.subscribe("mine", REQUEST_UPDATED, id=global_id(request_))
        await act(officer, request_, "CLAIM", 1)
        told = {"id": global_id(request_), "number": request_.number, "version": 2}
        status = {"code": "ACKNOWLEDGED", "label": "Acknowledged"}
        assert await line.next("mine") == told | {"status": status}
        await act(citizen, request_, "WITHDRAW", 2)
        status = {"code": "WITHDRAWN", "label": "Withdrawn"}
        assert await line.next("mine") == told | {"status": status, "version": 3}
        await line.send(id="mine", type="complete")
        await line.is_quiet()


async def test_an_officer_is_told_and_the_audit_knows(
    served: str, citizen: GraphQLClient, request_: ServiceRequest, as_officer: AsOfficer
) -> None:
    officer = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    async with socket(served) as line:
        await line.begin(officer.token)
        await line.subscribe("theirs", REQUEST_UPDATED, id=global_id(request_))
        assert await AuditEntry.filter(action="read").count() == 0
        await act(citizen, request_, "WITHDRAW", 1)
        assert (await line.next("theirs"))["status"]["code"] == "WITHDRAWN"
    entry = await AuditEntry.get(action="read")
    assert entry.subject == "operation:RequestUpdated"
    assert json.loads(entry.details)["read"] == [f"request:{request_.id}"]


async def test_what_is_not_yours_is_refused_as_what_is_not_there(
    served: str, request_: ServiceRequest, runtime: Runtime, as_officer: AsOfficer
) -> None:
    stranger = await session_token(runtime, citizen=await make_citizen(runtime))
    elsewhere = (await as_officer(TT_NAGAR)).token
    without_posting = (await as_officer(None)).token
    missing = encode_id("LostReport", "00000000-0000-4000-8000-000000000000")
    refused = []
    for token in (stranger, elsewhere, without_posting):
        async with socket(served) as line:
            await line.begin(token)
            for wanted in (global_id(request_), missing, "x", encode_id("Citizen", request_.id)):
                refused.append(await line.refused("a", REQUEST_UPDATED, id=wanted))
    assert {error["extensions"]["code"] for error in refused} == {"NOT_FOUND"}
    assert [error for error in refused if error != refused[0]] == []


async def test_a_request_that_is_passed_on_is_told_of_no_more(
    served: str, citizen: GraphQLClient, request_: ServiceRequest, as_officer: AsOfficer
) -> None:
    officer, other = await as_officer(), await as_officer(TT_NAGAR)
    async with socket(served) as line, socket(served) as owner:
        await line.begin(officer.token)
        await line.subscribe("theirs", REQUEST_UPDATED, id=global_id(request_))
        await owner.begin(citizen.token)
        await owner.subscribe("mine", REQUEST_UPDATED, id=global_id(request_))
        await transfer(officer, request_, TT_NAGAR, 1)
        assert await line.receive() == {"id": "theirs", "type": "complete"}
        assert (await owner.next("mine"))["version"] == 2
        await act(other, request_, "CLAIM", 2)
        assert (await owner.next("mine"))["version"] == 3
        await line.is_quiet()


async def test_a_posting_that_ends_ends_what_it_covered(
    served: str, citizen: GraphQLClient, request_: ServiceRequest, runtime: Runtime
) -> None:
    account = await make_officer(runtime)
    async with socket(served) as line:
        await line.begin(await session_token(runtime, officer=account.row))
        await line.subscribe("theirs", REQUEST_UPDATED, id=global_id(request_))
        assert await officers.end_posting(runtime, account.row, OfficerRole.STATION_HEAD, MAKRONIYA)
        assert await line.receive() == {"id": "theirs", "type": "complete"}
        await act(citizen, request_, "WITHDRAW", 1)
        await line.is_quiet()


async def test_nobody_is_told_of_anothers_request(
    app: Starlette,
    served: str,
    citizen: GraphQLClient,
    request_: ServiceRequest,
    http: httpx.AsyncClient,
    runtime: Runtime,
) -> None:
    other = await make_citizen(runtime)
    theirs = await make_request(app.state.platform, other)
    client = GraphQLClient(http, await session_token(runtime, citizen=other))
    async with socket(served) as line:
        await line.begin(client.token)
        await line.subscribe("mine", REQUEST_UPDATED, id=global_id(theirs))
        await act(citizen, request_, "WITHDRAW", 1)
        await act(client, theirs, "WITHDRAW", 1)
        assert (await line.next("mine"))["number"] == theirs.number
        await line.is_quiet()
