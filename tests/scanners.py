"""A scanner for malicious software that says what a test wants, in the words of clamd."""

from __future__ import annotations

import asyncio
from pathlib import Path


class Scanner:
    """Listens at a socket. `is_held` keeps its answers back; what it is asked meanwhile fails, and
    is asked again. While `finds` it takes everything for malicious.
    """

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._server: asyncio.Server | None = None
        self.is_held = False
        self.finds = False

    async def start(self) -> None:
        self._server = await asyncio.start_unix_server(self._answer, str(self._socket))

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\0")
            while length := int.from_bytes(await reader.readexactly(4)):
                await reader.readexactly(length)
            if not self.is_held:
                writer.write(b"stream: Eicar FOUND\0" if self.finds else b"stream: OK\0")
                await writer.drain()
        finally:
            writer.close()
