"""One request and its answer on their way through the boundary: the body counted as it arrives, the
answer with the headers that protect it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from starlette.types import Message, Receive, Send

LINGER_BYTES = 1_000_000
LINGER_SECONDS = 1
NO_ANSWER = 0
OF_SOCKETS = {"websocket.accept": 101, "websocket.close": 403}

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"cache-control", b"no-store"),
)
CONNECTION = b"connection"


class BodyTooLarge(Exception):
    """The body has passed its limit."""


class Exchange:
    """A request's body of `most` bytes, and its answer, whose `status` is NO_ANSWER until it has
    begun. An answer that refuses a body before its end has come closes the connection: nobody will
    read the rest.
    """

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._left = most
        self._is_read = False
        self.status = NO_ANSWER

    async def receive(self) -> Message:
        """The next part of the body. Raises BodyTooLarge."""
        message = await self._receive()
        self._is_read = not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLarge
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with the security headers that it does not set itself."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message["headers"])
            own = {name for name, _ in headers}
            headers += [each for each in SECURITY_HEADERS if each[0] not in own]
            if self.status >= 400:
                headers = await self._refusing(headers)
            message["headers"] = headers
        await self._send(message)

    async def _refusing(self, headers: list[Any]) -> list[Any]:
        """Read a little on: a connection closed before that is reset, and our answer with it."""
        self._left = LINGER_BYTES
        with suppress(TimeoutError, BodyTooLarge):
            async with asyncio.timeout(LINGER_SECONDS):
                while not self._is_read:
                    await self.receive()
        if self._is_read:
            return headers
        others = [each for each in headers if each[0] != CONNECTION]
        return [*others, (CONNECTION, b"close")]


class SocketAnswer:
    """What a socket is sent; `status` is that of the request that it began with."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = NO_ANSWER

    async def send(self, message: Message) -> None:
        self.status = self.status or message.get("status") or OF_SOCKETS.get(message["type"], 0)
        await self._send(message)
