"""The messages of `graphql-transport-ws`, and the codes that a socket is closed with."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.errors import BadRequest
from core.http.body import parse_json
from core.http.boundary import TRY_AGAIN

PROTOCOL = "graphql-transport-ws"
LONGEST_ID = 100


class Close(Enum):
    """A code and what it says. Those of the protocol begin with 44."""

    TRY_AGAIN = (TRY_AGAIN, "Try again later")
    BAD_MESSAGE = (4400, "Bad message")
    NOT_BEGUN = (4401, "Unauthorized")
    FORBIDDEN = (4403, "Forbidden")
    NO_PROTOCOL = (4406, "Subprotocol not acceptable")
    TOO_SLOW = (4408, "Connection initialisation timeout")
    ID_TAKEN = (4409, "Subscriber already exists")
    BEGUN_TWICE = (4429, "Too many initialisation requests")
    TOO_MANY_SUBSCRIPTIONS = (4429, "Too many subscriptions")
    TOO_MANY_SOCKETS = (4429, "Too many sockets")
    TOO_MANY_MESSAGES = (4429, "Too many messages")


class Closing(Exception):
    """The socket is to be closed."""

    def __init__(self, close: Close) -> None:
        self.close = close
        super().__init__(close.name)


@dataclass(frozen=True)
class SocketMessage:
    """What a client has sent."""

    type: str
    id: str
    payload: Any
    size: int


def read_message(content: str | None) -> SocketMessage:
    """The message in a frame of text; None is a frame of bytes. Raises Closing."""
    try:
        message = parse_json(content.encode()) if content is not None else None
    except (BadRequest, UnicodeEncodeError):
        message = None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closing(Close.BAD_MESSAGE)
    key, payload = message.get("id", ""), message.get("payload")
    is_named = isinstance(key, str) and len(key) <= LONGEST_ID
    if not is_named or (message["type"] in ("subscribe", "complete") and not key):
        raise Closing(Close.BAD_MESSAGE)
    return SocketMessage(message["type"], key, payload, len(content or ""))


def write_message(kind: str, key: str | None = None, payload: Any = None) -> str:
    """A message to a client."""
    parts = {"id": key, "type": kind, "payload": payload}
    return orjson.dumps({n: each for n, each in parts.items() if each is not None}).decode()


class Wire:
    """The messages of one socket. Pings are answered here."""

    def __init__(self, websocket: WebSocket, messages_a_minute: int) -> None:
        self._websocket = websocket
        self._most = messages_a_minute
        self._count = 0
        self._minute = 0.0

    async def receive(self) -> SocketMessage:
        """The next message. Raises Closing, WebSocketDisconnect."""
        while True:
            received = await self._websocket.receive()
            if received["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(received.get("code", 1005))
            self._count_one()
            message = read_message(received.get("text"))
            if message.type == "ping":
                await self._pong(message.payload)
            elif message.type != "pong":
                return message

    async def _pong(self, payload: Any) -> None:
        try:
            await self.send("pong", payload=payload)
        except TypeError:  # an integer of more than 64 bits can be read, and not written
            raise Closing(Close.BAD_MESSAGE) from None

    def _count_one(self) -> None:
        minute = asyncio.get_running_loop().time() // 60
        self._count = self._count + 1 if minute == self._minute else 1
        self._minute = minute
        if self._count > self._most:
            raise Closing(Close.TOO_MANY_MESSAGES)

    async def send(self, kind: str, key: str | None = None, payload: Any = None) -> None:
        """Send a message, once the client has taken those before. Raises WebSocketDisconnect."""
        await self._websocket.send_text(write_message(kind, key, payload))

    async def close(self, close: Close) -> None:
        """Close the socket, unless it is closed."""
        code, reason = close.value
        with suppress(RuntimeError, WebSocketDisconnect):
            await self._websocket.close(code, reason)
