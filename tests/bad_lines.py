"""A line between a client and a server that breaks where a test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class BadLine:
    """Forwards connections; breaks all of them after so many bytes from the client, and takes none
    until it leads to a server again.
    """

    def __init__(self) -> None:
        self.sent = 0
        self.is_broken = asyncio.Event()
        self._left: int | None = None
        self._target: int | None = None
        self._near: set[asyncio.StreamWriter] = set()
        self._far: set[asyncio.StreamWriter] = set()

    def lead_to(self, port: int | None, break_after: int | None = None) -> None:
        self._target, self._left = port, break_after
        self.is_broken.clear()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """The address of its near end."""
        server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            self._break()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._target is None:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._near.add(writer)
        self._far.add(far_writer)
        await asyncio.gather(
            self._copy(reader, far_writer, counts=True), self._copy(far_reader, writer)
        )

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool = False
    ) -> None:
        try:
            while data := await reader.read(65_536):
                if counts:
                    data = self._let_through(data)
                writer.write(data)
                await writer.drain()
                if self._left == 0:
                    self._left = self._target = None
                    self.is_broken.set()
                    self._break()
        except ConnectionError:
            pass
        writer.close()

    def _let_through(self, data: bytes) -> bytes:
        if self._left is not None:
            data = data[: self._left]
            self._left -= len(data)
        self.sent += len(data)
        return data

    def _break(self) -> None:
        """What is under way to the server arrives; the client is cut off."""
        for writer in self._far:
            writer.close()
        for writer in self._near:
            writer.transport.abort()
        self._far.clear()
        self._near.clear()
