"""The GraphQL socket: subscriptions over `graphql-transport-ws`, and over nothing older."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.context import Context, Credentials, Loader
from core.errors import InvalidCredentials
from core.execution.documents import Documents
from core.http.client import (
    bearer,
    client_address,
    context_of,
    is_from_own_page,
    session_cookies,
)
from core.http.conversation import Conversation
from core.http.seats import Seats
from core.http.socket_messages import PROTOCOL, Close, Closing, Wire
from core.live.watching import Hub, Line
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.viewers import Viewer

TURNS = 4
"""How many subscriptions of a process read at the same time: requests need the database as well."""
HEARING_SECONDS = 5


class SocketEndpoint:
    """Answers sockets at /graphql."""

    def __init__(
        self,
        runtime: Runtime,
        registry: PluginRegistry,
        documents: Documents,
        loaders: Mapping[str, Loader],
        hub: Hub,
        *,
        needs_sign_in: bool,
    ) -> None:
        self._runtime = runtime
        self._registry = registry
        self._documents = documents
        self._loaders = loaders
        self._hub = hub
        self._needs_sign_in = needs_sign_in
        self._limits = runtime.settings.sockets
        self._seats = Seats(self._limits.in_all)
        self._turns = asyncio.Semaphore(TURNS)

    async def __call__(self, websocket: WebSocket) -> None:
        address = client_address(websocket, self._runtime.settings.trusted_proxies)
        owner = f"address:{address}"
        if self._seats.are_full:
            await websocket.send_denial_response(Response(status_code=503))
        elif not self._seats.take(owner, self._limits.per_address):
            await websocket.send_denial_response(Response(status_code=429))
        else:
            await self._serve(websocket, owner)

    async def _serve(self, websocket: WebSocket, owner: str) -> None:
        wire = Wire(websocket, self._limits.messages_a_minute)
        try:
            is_offered = PROTOCOL in websocket.scope["subprotocols"]
            await websocket.accept(PROTOCOL if is_offered else None)
            if not is_offered:
                raise Closing(Close.NO_PROTOCOL)
            context = await self._context(websocket, await self._first(wire))
            viewer = await self._viewer(context)
            owner = self._reseat(owner, viewer)
            await self._hear()
            await wire.send("connection_ack")
            line = Line(self._hub)
            await Conversation(wire, context, viewer, self._documents, line, self._turns).hold()
        except Closing as closing:
            await wire.close(closing.close)
        except WebSocketDisconnect:
            pass
        finally:
            self._seats.leave(owner)

    async def _first(self, wire: Wire) -> Any:
        """The payload of `connection_init`."""
        try:
            async with asyncio.timeout(self._limits.init_seconds):
                message = await wire.receive()
        except TimeoutError:
            raise Closing(Close.TOO_SLOW) from None
        if message.type == "subscribe":
            raise Closing(Close.NOT_BEGUN)
        if message.type != "connection_init" or not isinstance(message.payload, dict | None):
            raise Closing(Close.BAD_MESSAGE)
        return message.payload or {}

    async def _context(self, websocket: WebSocket, payload: Mapping[str, Any]) -> Context:
        """The context of what the socket asks. A cookie counts from our own pages alone: a browser
        sends it along from any page.
        """
        given = payload.get("authorization", payload.get("Authorization"))
        if given is not None:
            credentials = (
                bearer(given) if isinstance(given, str) else Credentials(is_malformed=True)
            )
        else:
            credentials = None
            origins = self._runtime.settings.allowed_origins
            if session_cookies(websocket) and not is_from_own_page(websocket, origins):
                raise Closing(Close.FORBIDDEN)
        return context_of(websocket, self._runtime, self._registry, self._loaders, credentials)

    async def _viewer(self, context: Context) -> Viewer:
        try:
            viewer = await context.viewer()
        except InvalidCredentials:
            raise Closing(Close.FORBIDDEN) from None
        if self._needs_sign_in and not viewer.is_signed_in:
            raise Closing(Close.FORBIDDEN)
        return viewer

    def _reseat(self, owner: str, viewer: Viewer) -> str:
        """A signed-in viewer counts by name: many sit behind one address."""
        if not viewer.is_signed_in:
            return owner
        if not self._seats.take(viewer.actor, self._limits.per_viewer):
            raise Closing(Close.TOO_MANY_SOCKETS)
        self._seats.leave(owner)
        return viewer.actor

    async def _hear(self) -> None:
        try:
            async with asyncio.timeout(HEARING_SECONDS):
                await self._hub.open()
        except TimeoutError:
            raise Closing(Close.TRY_AGAIN) from None
