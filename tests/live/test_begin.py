"""How a socket begins and what it takes: the protocol to the letter, and a code for each fault."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from factories import make_citizen, session_token
from sockets import NOTIFICATION_RECEIVED, PROTOCOL, socket

from core.runtime import Runtime

INIT = {"type": "connection_init"}
SUBSCRIBE = {"id": "a", "type": "subscribe", "payload": {"query": NOTIFICATION_RECEIVED}}


@pytest.fixture
def kind() -> str:
    """What is refused here is refused before the database matters."""
    return "sqlite"


@pytest.fixture
async def token(runtime: Runtime) -> str:
    return await session_token(runtime, citizen=await make_citizen(runtime))


async def test_the_older_protocol_and_none_are_refused(served: str) -> None:
    for protocols in (["graphql-ws"], ["soap", "graphql-ws"], []):
        async with socket(served, protocols=protocols) as line:
            assert await line.closed() == (4406, "Subprotocol not acceptable")


async def test_of_several_protocols_ours_is_chosen(served: str, token: str) -> None:
    async with socket(served, protocols=["graphql-ws", PROTOCOL]) as line:
        await line.begin(token)
        assert line.headers["sec-websocket-protocol"] == PROTOCOL
        assert "server" not in line.headers
        assert "sec-websocket-extensions" not in line.headers


@pytest.mark.parametrize("settings", [{"sockets": {"init_seconds": 0.1}}], indirect=True)
async def test_a_socket_that_never_begins_is_closed(served: str) -> None:
    async with socket(served) as silent, socket(served) as chatty:
        await chatty.is_quiet()
        assert await silent.closed() == (4408, "Connection initialisation timeout")
        assert await chatty.closed() == (4408, "Connection initialisation timeout")


async def test_nobody_begins_twice(served: str, token: str) -> None:
    async with socket(served) as line:
        await line.begin(token)
        await line.send(**INIT)
        assert await line.closed() == (4429, "Too many initialisation requests")


async def test_nobody_subscribes_before_the_server_agrees(served: str) -> None:
    async with socket(served) as line:
        await line.send(**SUBSCRIBE)
        assert await line.closed() == (4401, "Unauthorized")


STRANGE: list[Any] = [
    None,
    {},
    {"authorization": None},
    {"authorization": "Bearer nothing-of-ours"},
    {"authorization": "Basic eDp5"},
    {"authorization": ""},
    {"authorization": 7},
    {"Authorization": "Bearer nothing-of-ours"},
]


async def test_nobody_begins_without_signing_in(served: str) -> None:
    for payload in STRANGE:
        async with socket(served) as line:
            await line.send(type="connection_init", payload=payload)
            assert await line.closed() == (4403, "Forbidden"), payload


async def test_the_token_may_come_in_the_head_as_well(served: str, token: str) -> None:
    async with socket(served, authorization=f"Bearer {token}") as line:
        await line.begin()
    async with socket(served) as line:
        await line.send(type="connection_init", payload={"Authorization": f"bearer {token}"})
        assert await line.receive() == {"type": "connection_ack"}


BAD: list[str | bytes] = [
    "",
    "not json",
    "[]",
    "7",
    "{}",
    '{"type": 7}',
    '{"type": "start", "id": "a"}',
    '{"type": "subscribe"}',
    '{"type": "subscribe", "id": "", "payload": {}}',
    '{"type": "subscribe", "id": 7, "payload": {}}',
    '{"type": "subscribe", "id": "a"}',
    '{"type": "subscribe", "id": "a", "payload": "x"}',
    '{"type": "complete"}',
    '{"type": "ping", "type": "ping"}',
    json.dumps({"type": "subscribe", "id": "x" * 101, "payload": {}}),
    '{"type": "ping", "payload": ' + "[" * 40 + "]" * 40 + "}",
    '{"type": "ping", "payload": {"x": "\\ud800"}}',
    b'{"type": "ping"}',
]


async def test_a_message_that_is_not_well_formed_closes_the_socket(served: str, token: str) -> None:
    for frame in BAD:
        async with socket(served) as line:
            await line.begin(token)
            await line.send_raw(frame)
            assert await line.closed() == (4400, "Bad message"), frame


async def test_a_ping_is_answered_with_what_it_holds(served: str, token: str) -> None:
    async with socket(served) as line:
        await line.send(type="ping", payload={"n": 1})
        assert await line.receive() == {"type": "pong", "payload": {"n": 1}}
        await line.begin(token)
        await line.send(type="pong")
        await line.is_quiet()


async def test_an_id_is_free_again_once_it_has_ended(served: str, token: str) -> None:
    async with socket(served) as line:
        await line.begin(token)
        await line.subscribe("a", NOTIFICATION_RECEIVED)
        await line.send(id="a", type="complete")
        await line.send(id="never begun", type="complete")
        await line.subscribe("a", NOTIFICATION_RECEIVED)
        await line.send(**SUBSCRIBE)
        assert await line.closed() == (4409, "Subscriber already exists")


async def test_another_host_gets_no_socket(served: str) -> None:
    answer = await _handshake(served, host="evil.example")
    assert answer.status_code == 403
    assert (await _handshake(served, path="/livez")).status_code == 403


async def test_a_head_that_is_no_sockets_is_refused(served: str) -> None:
    assert (await _handshake(served, x="y" * 9000)).status_code == 400
    many = {f"x-{n}": "y" for n in range(120)}
    assert (await _handshake(served, **many)).status_code == 400
    assert (await _handshake(served, method="POST")).status_code == 400


async def _handshake(
    address: str, path: str = "/graphql", method: str = "GET", **headers: str
) -> httpx.Response:
    """What is answered to the head of a socket, where that is no socket."""
    opening = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol": PROTOCOL,
    }
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        return await client.request(method, path, headers=opening | headers)


async def test_a_ping_that_cannot_be_answered_is_a_bad_message(served: str) -> None:
    async with socket(served) as line:
        await line.send(type="ping", payload={"x": 10**19 * 9})
        assert await line.closed() == (4400, "Bad message")
