"""What sockets may cost: how many there are, what they hold, how much and how often they send, and
that whoever does not read is cut off.
"""

from __future__ import annotations

import json

import pytest
from factories import make_citizen, session_token
from sockets import NOTIFICATION_RECEIVED, socket
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode

from core.runtime import Runtime


@pytest.fixture
def kind() -> str:
    """These limits are kept in memory."""
    return "sqlite"


@pytest.fixture
async def token(runtime: Runtime) -> str:
    return await session_token(runtime, citizen=await make_citizen(runtime))


async def test_the_101st_subscription_closes_the_socket(served: str, token: str) -> None:
    async with socket(served) as line:
        await line.begin(token)
        for number in range(100):
            await line.subscribe(str(number), NOTIFICATION_RECEIVED)
        payload = {"query": NOTIFICATION_RECEIVED}
        await line.send(id="one more", type="subscribe", payload=payload)
        assert await line.closed() == (4429, "Too many subscriptions")


@pytest.mark.parametrize("settings", [{"sockets": {"per_viewer": 2}}], indirect=True)
async def test_one_viewer_has_so_many_sockets(served: str, token: str, runtime: Runtime) -> None:
    stranger = await session_token(runtime, citizen=await make_citizen(runtime))
    async with socket(served) as one, socket(served) as two:
        await one.begin(token)
        await two.begin(token)
        async with socket(served) as three:
            await three.send(type="connection_init", payload={"authorization": f"Bearer {token}"})
            assert await three.closed() == (4429, "Too many sockets")
        async with socket(served) as other:
            await other.begin(stranger)
    async with socket(served) as again:
        await again.begin(token)


@pytest.mark.parametrize("settings", [{"sockets": {"per_address": 2}}], indirect=True)
async def test_one_address_has_so_many_sockets_of_nobody(served: str, token: str) -> None:
    async with socket(served) as one, socket(served):
        with pytest.raises(InvalidStatus) as caught:
            async with socket(served):
                pass
        assert caught.value.response.status_code == 429
        await one.begin(token)  # and is somebody from here on
        async with socket(served):
            pass


@pytest.mark.parametrize("settings", [{"sockets": {"in_all": 2}}], indirect=True)
async def test_a_process_has_so_many_sockets(served: str) -> None:
    async with socket(served), socket(served):
        with pytest.raises(InvalidStatus) as caught:
            async with socket(served):
                pass
        assert caught.value.response.status_code == 503
    async with socket(served):
        pass


@pytest.mark.parametrize("settings", [{"sockets": {"subscriptions_in_all": 4}}], indirect=True)
async def test_a_process_has_so_many_subscriptions(served: str, token: str) -> None:
    async with socket(served) as one, socket(served) as two:
        await one.begin(token)
        await two.begin(token)  # each waits for the end of its session as well
        await one.subscribe("a", NOTIFICATION_RECEIVED)
        await two.subscribe("a", NOTIFICATION_RECEIVED)
        error = await two.refused("b", NOTIFICATION_RECEIVED)
        assert error["extensions"] == {"code": "UNAVAILABLE"}
        await one.send(id="a", type="complete")
        await one.is_quiet()
        await two.subscribe("b", NOTIFICATION_RECEIVED)


@pytest.mark.parametrize("settings", [{"sockets": {"message_bytes": 1000}}], indirect=True)
async def test_a_message_that_is_too_large_closes_the_socket(served: str, token: str) -> None:
    for frames in ([b" " * 1001], [b" " * 600, b" " * 600]):
        async with socket(served) as line:
            await line.begin(token)
            await line.send_raw([frame.decode() for frame in frames])
            code, _ = await line.closed()
            assert code == 1009


@pytest.mark.parametrize("settings", [{"sockets": {"messages_a_minute": 20}}], indirect=True)
async def test_a_client_that_talks_too_much_is_closed(served: str, token: str) -> None:
    async with socket(served) as line:
        await line.begin(token)
        for _ in range(45):  # a minute may end on the way
            await line.send(type="pong")
        assert await line.closed() == (4429, "Too many messages")


async def test_what_subscriptions_keep_in_memory_is_bounded(served: str, token: str) -> None:
    def padded(number: int) -> str:
        return f"subscription S{number} {{ notificationReceived {{ id {'title ' * 600} }} }}"

    async with socket(served) as line:
        await line.begin(token)
        for number in range(5):
            await line.subscribe(f"a{number}", padded(number))
        error = await line.refused("b", padded(5))
        assert error["extensions"] == {"code": "TOO_COMPLEX"}
        await line.subscribe("again", padded(0))  # kept once
        await line.send(id="a4", type="complete")
        await line.subscribe("b", padded(5))


@pytest.mark.parametrize("settings", [{"sockets": {"slow_seconds": 0.2}}], indirect=True)
async def test_a_client_that_does_not_read_is_cut_off(served: str) -> None:
    ping = json.dumps({"type": "ping", "payload": {"n": "x" * 60_000}}).encode()
    async with socket(served) as line:
        await line.flood(Frame(Opcode.TEXT, ping))
        code, _ = await line.closed()
        assert code == 1006


async def test_pings_whose_answers_nobody_reads_are_cut_off(served: str) -> None:
    async with socket(served) as line:
        await line.flood(*[Frame(Opcode.PING, b"x" * 125)] * 1000)
        code, _ = await line.closed()
        assert code == 1006


async def test_a_message_in_endless_pieces_is_cut_off(served: str) -> None:
    async with socket(served) as line:
        pieces = [Frame(Opcode.CONT, b"", fin=False)] * 2000
        await line.flood(Frame(Opcode.TEXT, b"", fin=False), *pieces)
        code, _ = await line.closed()
        assert code == 1006
