"""The server's end of a socket, bounded: uvicorn's own holds what a client does not read, and logs
addresses.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

MOST_FRAMES = 1000
"""Of one message: empty ones cost memory and count as no bytes."""
MOST_UNSENT_BYTES = 1_000_000
CLOSE_SECONDS = 2

_silent = logging.Logger("thana.sockets", logging.CRITICAL)


class StrictSocket(WebSocketsSansIOProtocol):
    """A socket whose client reads what it is sent, or is cut off."""

    slow_seconds: float

    @classmethod
    def cut_after(cls, seconds: float) -> type[StrictSocket]:
        """The same, for clients that read nothing for so long."""
        return type(cls.__name__, (cls,), {"slow_seconds": seconds})

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.logger = _silent  # it names addresses, and faults that are the client's
        self._cut: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        is_flooded = self.transport.get_write_buffer_size() > MOST_UNSENT_BYTES  # by pongs
        if is_flooded or not self.handshake_initiated:
            self.transport.abort()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= MOST_FRAMES:
            self.transport.abort()
        else:
            super().handle_cont(event)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._cut_after(self.slow_seconds)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._spare()

    def shutdown(self) -> None:
        super().shutdown()
        self._cut_after(CLOSE_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._spare()

    def _cut_after(self, seconds: float) -> None:
        self._spare()
        self._cut = self.loop.call_later(seconds, self.transport.abort)

    def _spare(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None
