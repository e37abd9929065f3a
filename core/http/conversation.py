"""The conversation over one socket once it has begun: subscriptions come and go, and are told of
changes. Nothing is queued for a client: what changes while it does not read is told in one, once it
reads again.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.websockets import WebSocketDisconnect

from core.context import Context
from core.errors import InvalidCredentials, RequestError, Unavailable
from core.execution.documents import LONGEST_TEXT, Documents
from core.execution.refused import Refused
from core.http.answers import error_entry
from core.http.boundary import log_error
from core.http.operations import refusal_of
from core.http.socket_messages import Close, Closing, SocketMessage, Wire
from core.http.subscribed import Ended, Subscribed, prepare
from core.identity import officers, sessions
from core.live.watching import Change, Line, Watch
from core.viewers import Viewer, as_of_now


class Conversation:
    """Of one viewer, until either side ends it. `turns` bound how much is read at once."""

    def __init__(
        self,
        wire: Wire,
        context: Context,
        viewer: Viewer,
        documents: Documents,
        line: Line,
        turns: asyncio.Semaphore,
    ) -> None:
        self._wire = wire
        self._context = context
        self._viewer = viewer
        self._documents = documents
        self._line = line
        self._turns = turns
        self._limits = context.runtime.settings.sockets
        self._subscribed: dict[str, Subscribed] = {}
        self._person = Watch(line)

    async def hold(self) -> None:
        """Talk until the end. Raises Closing, WebSocketDisconnect."""
        self._person.on(*_topics_of(self._viewer))
        telling = asyncio.create_task(self._tell())
        try:
            while True:
                await self._take(await self._wire.receive())
        finally:
            telling.cancel()
            await asyncio.wait([telling])
            self._person.end()
            for subscribed in self._subscribed.values():
                subscribed.watch.end()

    async def _take(self, message: SocketMessage) -> None:
        if message.type == "subscribe":
            await self._subscribe(message)
        elif message.type == "complete":
            self._forget(message.id)
        elif message.type == "connection_init":
            raise Closing(Close.BEGUN_TWICE)
        else:
            raise Closing(Close.BAD_MESSAGE)

    async def _subscribe(self, message: SocketMessage) -> None:
        if not isinstance(message.payload, dict):
            raise Closing(Close.BAD_MESSAGE)
        if message.id in self._subscribed:
            raise Closing(Close.ID_TAKEN)
        if len(self._subscribed) >= self._limits.subscriptions:
            raise Closing(Close.TOO_MANY_SUBSCRIPTIONS)
        try:
            faults = await self._begin(message)
        except Refused as refused:
            faults = [self._entry(refusal_of(refused))]
        except InvalidCredentials:
            raise Closing(Close.FORBIDDEN) from None
        except RequestError as error:
            faults = [self._entry(error)]
        if faults:
            await self._wire.send("error", message.id, faults)

    async def _begin(self, message: SocketMessage) -> list[dict[str, Any]]:
        self._viewer = await as_of_now(self._context.runtime, self._viewer)
        context = self._context.again(self._viewer)
        subscribed = await prepare(self._documents, message, context, self._line)
        self._check_room(subscribed)
        async with self._turns:
            faults = await subscribed.begin(context)
        if not faults:
            self._subscribed[message.id] = subscribed
            self._line.woken.set()  # what has changed by now found nobody in the list
        return faults

    def _check_room(self, new: Subscribed) -> None:
        """Documents and variables stay in memory as long as their subscriptions: all of a socket
        may have what one could.
        """
        if len(self._line.hub.watches) >= self._limits.subscriptions_in_all:
            raise Unavailable
        kept = [new, *self._subscribed.values()]
        texts = {id(each.prepared): each.characters for each in kept}
        sizes = sum(each.size for each in kept)
        if sum(texts.values()) > LONGEST_TEXT or sizes > self._limits.message_bytes:
            raise Refused("TOO_COMPLEX", "characters", LONGEST_TEXT)

    def _entry(self, error: RequestError) -> dict[str, Any]:
        return error_entry(error, self._context.runtime.texts, self._context.known_language)

    def _forget(self, key: str) -> None:
        if subscribed := self._subscribed.pop(key, None):
            subscribed.watch.end()

    async def _tell(self) -> None:
        """Tell of changes until cancelled, and close the socket when that cannot go on."""
        try:
            while True:
                await self._line.woken.wait()
                self._line.woken.clear()
                while self._person.is_ready or self._ready():
                    await self._tell_all()
        except InvalidCredentials:
            await self._wire.close(Close.FORBIDDEN)
        except WebSocketDisconnect:
            pass  # the other half notices as well
        except Exception as error:
            log_error(error)
            await self._wire.close(Close.TRY_AGAIN)

    def _ready(self) -> list[tuple[str, Subscribed]]:
        return [(key, each) for key, each in self._subscribed.items() if each.watch.is_ready]

    async def _tell_all(self) -> None:
        """Tell all who are ready, as the viewer is now. Raises InvalidCredentials."""
        if self._person.is_ready:
            self._person.begin()
            for subscribed in self._subscribed.values():
                subscribed.watch.fire(Change(may_miss=True))
        viewer = await as_of_now(self._context.runtime, self._viewer)
        for key, subscribed in self._ready():
            await self._tell_one(key, subscribed, viewer)

    async def _tell_one(self, key: str, subscribed: Subscribed, viewer: Viewer) -> None:
        has_ended, shown = False, None
        async with self._turns:
            try:
                shown = await subscribed.next(self._context.again(viewer))
            except Ended:
                has_ended = True
        if self._subscribed.get(key) is not subscribed:
            return  # the client has ended it meanwhile
        if has_ended:
            self._forget(key)
            await self._wire.send("complete", key)
        elif shown is not None:
            await self._wire.send("next", key, shown)


def _topics_of(viewer: Viewer) -> list[str]:
    """What tells of the end of the viewer's session, and of other postings."""
    topics = [sessions.topic_of(viewer.session)] if viewer.session else []
    return [*topics, *([officers.topic_of(viewer.officer.id)] if viewer.officer else [])]
