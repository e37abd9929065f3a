"""What one process does is told to those who wait at another; whoever wrote the client."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import KINDS
from desk_steps import act, global_id
from factories import make_citizen, make_officer, make_request, session_token
from node_programs import installed
from servers import ServerProcess, StartServers
from sockets import INBOX_CHANGED, NOTIFICATION_RECEIVED, REQUEST_UPDATED, socket

from core import db
from core.app import create_platform
from core.identity.models import Citizen
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.settings import Settings

PATIENCE_SECONDS = 60
EXIT_SECONDS = 15
PROGRAM = Path(__file__).parent / "graphql_ws_js"
needs_node = pytest.mark.skipif(shutil.which("npm") is None, reason="node and npm are not there")


@pytest.fixture
async def row(database: Runtime) -> Citizen:
    return await make_citizen(database)


@pytest.fixture
async def token(row: Citizen, database: Runtime) -> str:
    return await session_token(database, citizen=row)


@pytest.fixture
async def request_(row: Citizen, settings: Settings) -> ServiceRequest:
    return await make_request(create_platform(settings), row)


def address_of(server: ServerProcess) -> str:
    return str(server.http.base_url).rstrip("/")


async def test_all_three_are_told_of_what_happens_at_another_process(
    start_servers: StartServers,
    database: Runtime,
    token: str,
    request_: ServiceRequest,
) -> None:
    here, there = await start_servers(2)
    officer = await make_officer(database)
    async with socket(address_of(here)) as line, socket(address_of(here)) as desk:
        await line.begin(token)
        await line.subscribe("request", REQUEST_UPDATED, id=global_id(request_))
        await desk.begin(await session_token(database, officer=officer.row))
        await desk.subscribe("desk", INBOX_CHANGED)
        await act(GraphQLClient(there.http, token), request_, "WITHDRAW", 1)
        assert (await line.next("request"))["version"] == 2
        assert (await desk.next("desk"))["request"]["status"] == {"code": "WITHDRAWN"}
        await line.subscribe("news", NOTIFICATION_RECEIVED)


@pytest.mark.foreign
@needs_node
async def test_graphql_ws_is_told_and_learns_of_a_restart(
    start_servers: StartServers, token: str, request_: ServiceRequest
) -> None:
    here, there = await start_servers(2)
    payload = {"query": REQUEST_UPDATED, "variables": {"id": global_id(request_)}}
    async with listening(address_of(here), token, payload) as told:
        assert await anext(told) == "ready"
        await act(GraphQLClient(there.http, token), request_, "WITHDRAW", 1)
        (update,) = (await anext(told))["data"].values()
        assert (update["version"], update["status"]["code"]) == (2, "WITHDRAWN")
        assert await here.terminate() == 0
        assert await anext(told) == {"closed": 1012}


@asynccontextmanager
async def listening(
    address: str, token: str, payload: dict[str, Any]
) -> AsyncIterator[AsyncIterator[Any]]:
    """What npm's graphql-ws prints while it listens."""
    url = address.replace("http://", "ws://") + "/graphql"
    process = await asyncio.create_subprocess_exec(
        "node", "listen.js", url, token, json.dumps(payload),
        cwd=await installed(PROGRAM), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output = process.stdout
    assert output is not None

    async def lines() -> AsyncIterator[Any]:
        while True:
            async with asyncio.timeout(PATIENCE_SECONDS):
                yield json.loads(await output.readline())

    try:
        yield lines()
    finally:
        process.kill()
        await process.wait()


async def test_a_server_that_ends_closes_its_sockets_and_does_not_wait_for_them(
    start_servers: StartServers, token: str
) -> None:
    (server,) = await start_servers(1)
    async with socket(address_of(server)) as line, socket(address_of(server)) as silent:
        await line.begin(token)
        await line.subscribe("news", NOTIFICATION_RECEIVED)
        async with asyncio.timeout(EXIT_SECONDS):
            ending = asyncio.create_task(server.terminate())
            assert await line.closed() == (1012, "")
            assert await silent.closed() == (1012, "")
            assert await ending == 0
    assert [each for each in server.log if json.loads(each)["level"] == "ERROR"] == []
    assert not any("WebSocket" in each or "127.0.0.1:" in each for each in _after_start(server.log))


def _after_start(log: list[str]) -> list[str]:
    """Its lines but the one that says where it serves."""
    return [line for line in log if "running on" not in line]


class TestTheConnectionThatListens:
    @pytest.fixture(params=[kind for kind in KINDS if kind == "postgres"])
    def kind(self, request: pytest.FixtureRequest) -> str:
        """SQLite has none."""
        return str(request.param)

    async def test_when_it_breaks_nothing_is_missed(
        self, start_servers: StartServers, token: str, request_: ServiceRequest
    ) -> None:
        (server,) = await start_servers(1)
        client = GraphQLClient(server.http, token)
        async with socket(address_of(server)) as line:
            await line.begin(token)
            await line.subscribe("request", REQUEST_UPDATED, id=global_id(request_))
            await line.subscribe("news", NOTIFICATION_RECEIVED)
            assert await _break() == 1
            await act(client, request_, "WITHDRAW", 1)
            told = [await line.receive() for _ in range(2)]
            assert sorted(each["id"] for each in told) == ["news", "request"]
            assert [each for each in told if "errors" in each["payload"]] == []
            await line.is_quiet()


async def _break() -> int:
    """End the connections that listen, as a restart of a server between would; how many."""
    ended = await db.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'thana listens'"
    )
    return len(ended)
