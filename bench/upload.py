"""500 MB sent up, against a loop that copies them to a file: seconds, and what memory grows by.

    make bench          or:  PYTHONPATH=tests .venv/bin/python bench/upload.py

A file may have 10 MB at most, so these are fifty files. Each lacks its last byte: what is compared
is receiving, with hash, lock and flush, and not the check of what has arrived.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from statistics import median

import httpx
from clients import GraphQLClient
from compare import LOAD_CORE, REQUESTS, SERVER_CORE
from filling import filled
from load import memory, spent
from own_postgres import running
from questions import token
from rich.console import Console
from rich.table import Table
from serving import FOLDER, UVICORN, our_server, process
from uploads import TusClient

FILES, BYTES, PIECE = 50, 10_000_000, 65_536
ROUNDS = 3
COLUMNS = ("", "s", "MB a second", "s of CPU", "MB of memory more")

Send = Callable[[httpx.AsyncClient], Awaitable[None]]


async def pieces() -> AsyncIterator[bytes]:
    """All of a file but its last byte."""
    for start in range(0, BYTES - 1, PIECE):
        yield b"\xff" * min(PIECE, BYTES - 1 - start)


async def to_us(http: httpx.AsyncClient) -> None:
    client = TusClient(GraphQLClient(http, token("Station", 0)))
    path = await client.begin(BYTES)
    (await client.patch(path, 0, pieces())).raise_for_status()
    (await client.send("DELETE", path)).raise_for_status()


async def to_the_loop(http: httpx.AsyncClient) -> None:
    (await http.patch("/graphql", content=pieces())).raise_for_status()


async def main() -> None:
    database = await filled(REQUESTS)
    copying = process("copying", database, SERVER_CORE, *UVICORN, "copying:app")
    async with our_server(database, SERVER_CORE) as ours, copying as (url, pid):
        rows = [
            await measure("a plain loop", url, pid, to_the_loop),
            await measure("ours", ours.url, ours.process, to_us),
        ]
    shown = Table(*COLUMNS, title=f"{FILES * BYTES // 1_000_000} MB")
    for row in rows:
        shown.add_row(*row)
    Console().print(shown)
    (FOLDER / "upload.json").write_text(json.dumps({"columns": COLUMNS, "rows": rows}), "utf-8")


async def measure(name: str, url: str, pid: int, send: Send) -> list[str]:
    seconds, cpu = [], []
    address = url.removesuffix("/graphql")
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as http:
        await send(http)
        before = memory(pid)
        for _ in range(ROUNDS):
            started, used = time.monotonic(), spent([pid])
            for _ in range(FILES):
                await send(http)
            seconds.append(time.monotonic() - started)
            cpu.append((spent([pid]) - used) / 1e9)
    rate = FILES * BYTES / 1e6 / median(seconds)
    return [
        name,
        f"{median(seconds):.2f}",
        f"{rate:.0f}",
        f"{median(cpu):.2f}",
        f"{memory(pid) - before:.0f}",
    ]


if __name__ == "__main__":
    with running(LOAD_CORE):
        asyncio.run(main())
