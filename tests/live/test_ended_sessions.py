"""A socket lives no longer than the session that opened it, and keeps none alive."""

from __future__ import annotations

import hashlib

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from desk_steps import act, global_id
from factories import make_citizen, make_officer, make_request, session_token
from sockets import INBOX_CHANGED, NOTIFICATION_RECEIVED, REQUEST_UPDATED, socket
from starlette.applications import Starlette

from core.db import transactional
from core.identity import officers
from core.identity.models import Citizen, Session
from core.privacy.traces import erase_traces
from core.runtime import Runtime

SIGN_OUT = "mutation SignOut { signOut { ok } }"
FORBIDDEN = (4403, "Forbidden")


@pytest.fixture
async def row(runtime: Runtime) -> Citizen:
    return await make_citizen(runtime)


async def test_signing_out_closes_the_sockets_of_that_session_alone(
    served: str, http: httpx.AsyncClient, row: Citizen, runtime: Runtime
) -> None:
    client = GraphQLClient(http, await session_token(runtime, citizen=row))
    other = await session_token(runtime, citizen=row)
    async with socket(served) as line, socket(served) as idle, socket(served) as stays:
        await line.begin(client.token)
        await line.subscribe("a", NOTIFICATION_RECEIVED)
        await idle.begin(client.token)
        await stays.begin(other)
        await client.run(SIGN_OUT)
        assert await line.closed() == FORBIDDEN
        assert await idle.closed() == FORBIDDEN
        await stays.is_quiet()


async def test_an_account_that_is_closed_closes_its_sockets(served: str, runtime: Runtime) -> None:
    account = await make_officer(runtime)
    async with socket(served) as line:
        await line.begin(await session_token(runtime, officer=account.row))
        await line.subscribe("a", INBOX_CHANGED)
        await officers.deactivate(runtime, account.row)
        assert await line.closed() == FORBIDDEN


async def test_an_erasure_closes_the_citizens_sockets(
    served: str, row: Citizen, runtime: Runtime
) -> None:
    async with socket(served) as line:
        await line.begin(await session_token(runtime, citizen=row))
        await transactional(erase_traces)(runtime, row)
        assert await line.closed() == FORBIDDEN


async def test_a_session_that_vanished_silently_is_told_nothing_more(
    app: Starlette, served: str, http: httpx.AsyncClient, row: Citizen, runtime: Runtime
) -> None:
    request = await make_request(app.state.platform, row)
    client = GraphQLClient(http, await session_token(runtime, citizen=row))
    token = await session_token(runtime, citizen=row)
    async with socket(served) as line, socket(served) as asks:
        for each in (line, asks):
            await each.begin(token)
        await line.subscribe("a", REQUEST_UPDATED, id=global_id(request))
        hashed = hashlib.sha256(token.encode()).hexdigest()
        assert await Session.filter(token_hash=hashed).delete() == 1
        await act(client, request, "WITHDRAW", 1)
        assert await line.closed() == FORBIDDEN
        payload = {"query": NOTIFICATION_RECEIVED}
        await asks.send(id="b", type="subscribe", payload=payload)
        assert await asks.closed() == FORBIDDEN


async def test_an_open_socket_is_no_use_of_a_session(
    app: Starlette, served: str, row: Citizen, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    token = await session_token(runtime, officer=account.row)
    async with socket(served) as line:
        await line.begin(token)
        await line.subscribe("a", INBOX_CHANGED)
        clock.move(minutes=45)
        await make_request(app.state.platform, row)
        assert (await line.next("a"))["open"] == 1
        clock.move(minutes=16)  # an hour since its owner did anything
        await make_request(app.state.platform, row)
        assert await line.closed() == FORBIDDEN
