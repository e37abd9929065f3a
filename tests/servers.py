"""Server processes as in production: `thana serve` on a free port, with its settings in THANA_*
variables.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from core.settings import Settings

THANA = Path(sys.executable).with_name("thana")
START_SECONDS = 120
ANSWER_SECONDS = 90
"""Longer than the minute that the server gives itself in tests."""


@dataclass
class ServerProcess:
    """One process that serves. `log` are its lines on standard error, so far."""

    process: asyncio.subprocess.Process
    http: httpx.AsyncClient
    log: list[str]
    reading: asyncio.Task[None]

    async def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self.process.returncode is None:
            self.process.kill()
        await self.ended()

    async def terminate(self) -> int:
        """Ask it to end, as operators do; its exit code."""
        self.process.terminate()
        return await self.ended()

    async def ended(self) -> int:
        """Its exit code, once it has ended."""
        await self.reading
        await self.http.aclose()
        return await self.process.wait()


def variables(settings: Settings, **others: str) -> dict[str, str]:
    """The environment of a process on the same database; `others` are settings of its own."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("THANA_")}
    own = {
        "mode": settings.mode,
        "services": json.dumps(settings.services),
        "database_url": settings.database_url,
        "secret_keys": json.dumps(settings.keys),
        "graphql__seconds": str(settings.graphql.seconds),
        "files__folder": str(settings.files.folder),
        "documents__keys_folder": str(settings.documents.keys_folder),
        "documents__processes": str(settings.documents.at_once),
    }
    named = {f"THANA_{name.upper()}": value for name, value in (own | others).items()}
    return outside | named


async def start_server(
    folder: Path, environment: Mapping[str, str], *command: str | Path
) -> ServerProcess:
    """A process that takes requests; the thana.toml of the folder is read if there is one."""
    process = await asyncio.create_subprocess_exec(
        *(command or (THANA, "serve", "--port=0")),
        cwd=folder,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    log: list[str] = []
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    reading = asyncio.create_task(_read(process, log, address))
    async with asyncio.timeout(START_SECONDS):
        http = httpx.AsyncClient(base_url=await address, timeout=ANSWER_SECONDS, trust_env=False)
    return ServerProcess(process, http, log, reading)


StartServers = Callable[..., Awaitable[list[ServerProcess]]]


async def _read(
    process: asyncio.subprocess.Process, log: list[str], address: asyncio.Future[str]
) -> None:
    assert process.stderr is not None
    async for line in process.stderr:
        log.append(line.decode())
        if not address.done() and (found := re.search(r"running on (http://[\d.:]+)", log[-1])):
            address.set_result(found[1])
    if not address.done():
        address.set_exception(AssertionError("the server did not start:\n" + "".join(log)))


async def exchange(server: ServerProcess, pieces: Iterator[bytes]) -> tuple[bytes, int]:
    """All that the server answers on one connection, and how many bytes it took until then."""
    url = server.http.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    sent = 0
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            sent += len(piece)
    except ConnectionError:
        pass
    try:
        async with asyncio.timeout(20):
            answer = await reader.read()
    except ConnectionError:
        answer = b""
    writer.close()
    return answer, sent
