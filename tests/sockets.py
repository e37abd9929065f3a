"""Sockets as frontends open them, message by message: the protocol `graphql-transport-ws`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from graphql import parse
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame
from websockets.typing import Subprotocol

from core.execution.document_ids import canonical_text
from core.execution.limits import operations

PATIENCE_SECONDS = 30
PROTOCOL = "graphql-transport-ws"
WRITTEN = parse((Path(__file__).parent / "live" / "subscriptions.graphql").read_text("utf-8"))
REQUEST_UPDATED, INBOX_CHANGED, NOTIFICATION_RECEIVED = (
    canonical_text(WRITTEN, operation) for operation in operations(WRITTEN)
)
"""As the frontend contract has them."""


class Socket:
    """One socket."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @property
    def headers(self) -> dict[str, str]:
        """What the server has answered to the handshake."""
        assert self._connection.response is not None
        return {name.lower(): value for name, value in self._connection.response.headers.items()}

    async def send(self, **message: Any) -> None:
        await self._connection.send(json.dumps(message))

    async def flood(self, *frames: Frame) -> None:
        """Send frames again and again and read nothing, until the server cuts the line."""
        transport = self._connection.transport
        transport.pause_reading()
        content = b"".join(frame.serialize(mask=True) for frame in frames)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not transport.is_closing():
                if not transport.get_write_buffer_size():
                    transport.write(content)
                await asyncio.sleep(0)

    async def send_raw(self, frame: Any) -> None:
        await self._connection.send(frame)

    async def receive(self) -> Any:
        """The next message."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return json.loads(await self._connection.recv())

    async def begin(self, token: str | None = None) -> None:
        """Sign in, if with a token; the server agrees."""
        payload = {"authorization": f"Bearer {token}"} if token else None
        await self.send(type="connection_init", payload=payload)
        assert await self.receive() == {"type": "connection_ack"}

    async def is_agreed(self) -> bool:
        """Whether the server takes the sign-in, rather than close."""
        try:
            return bool((await self.receive())["type"] == "connection_ack")
        except ConnectionClosed:
            return False

    async def subscribe(self, key: str, query: str, **variables: Any) -> None:
        """Begin a subscription: the server has taken it when this returns."""
        payload = {"query": query, "variables": variables}
        await self.send(id=key, type="subscribe", payload=payload)
        await self.is_quiet()

    async def is_quiet(self) -> None:
        """The server answers, and nothing else has come before that."""
        await self.send(type="ping")
        assert await self.receive() == {"type": "pong"}

    async def next(self, key: str) -> Any:
        """What the subscription is told now: the value of its one root field."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("next", key), message
        assert "errors" not in message["payload"], message
        (value,) = message["payload"]["data"].values()
        return value

    async def refused(self, key: str, query: str, **variables: Any) -> Any:
        """The one error with which a subscription is refused."""
        payload = {"query": query, "variables": variables}
        await self.send(id=key, type="subscribe", payload=payload)
        message = await self.receive()
        assert (message["type"], message["id"]) == ("error", key), message
        (error,) = message["payload"]
        return error

    async def closed(self) -> tuple[int, str]:
        """Code and reason with which the server closes it, whatever it says before. 1006 is a line
        that was cut.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            with suppress(ConnectionClosed):
                while True:
                    await self._connection.recv()
        return self._connection.close_code or 0, self._connection.close_reason or ""


@asynccontextmanager
async def socket(
    address: str, *, protocols: Sequence[str] = (PROTOCOL,), **headers: str
) -> AsyncIterator[Socket]:
    """A socket at a server's /graphql, open."""
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    async with connect(
        address.replace("http://", "ws://") + "/graphql",
        subprotocols=[Subprotocol(each) for each in protocols] or None,
        additional_headers=named,
        compression=None,
        proxy=None,
        close_timeout=5,
        ping_interval=None,
    ) as connection:
        yield Socket(connection)
