"""What a process of ours takes: how long until it answers, its memory, and 5,000 idle sockets.

make bench          or:  PYTHONPATH=tests .venv/bin/python bench/one_process.py
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from statistics import median

from compare import LOAD_CORE, REQUESTS, SERVER_CORE
from filling import filled
from load import children, memory, spent
from own_postgres import running
from questions import token
from rich.console import Console
from rich.table import Table
from serving import FOLDER, THANA, our_server, process
from sockets import socket

STARTS = 5
SOCKETS = 5000
AT_ONCE = 50
QUIET_SECONDS = 3


async def main() -> None:
    database = await filled(REQUESTS)
    seconds, cpu = [], []
    for _ in range(STARTS):
        started = time.monotonic()
        async with process("ours", database, SERVER_CORE, THANA, "serve") as (_, pid):
            seconds.append(time.monotonic() - started)
            cpu.append(spent([pid]) / 1e9)
            alone, others = memory(pid), sum(map(memory, children(pid)))
    async with our_server(database, SERVER_CORE) as server, AsyncExitStack() as stack:
        before, started = memory(server.process), time.monotonic()
        address = server.url.removesuffix("/graphql")
        for start in range(0, SOCKETS, AT_ONCE):
            opening = [_open(stack, address, n) for n in range(start, start + AT_ONCE)]
            await asyncio.gather(*opening)
        opened, idle = time.monotonic() - started, memory(server.process)
        await asyncio.sleep(QUIET_SECONDS)
    rows = [
        ["from its start until it answers, s", f"{median(seconds):.2f}"],
        ["the same, s of CPU", f"{median(cpu):.2f}"],
        ["memory of the serving process, MB", f"{alone:.0f}"],
        ["memory of its children, which check files, MB", f"{others:.0f}"],
        [f"{SOCKETS:,} idle sockets: opened a second", f"{SOCKETS / opened:.0f}"],
        [f"{SOCKETS:,} idle sockets: KB each", f"{(idle - before) / SOCKETS * 1024:.0f}"],
    ]
    shown = Table("a process", "")
    for row in rows:
        shown.add_row(*row)
    Console().print(shown)
    content = {"columns": ["", ""], "rows": rows}
    (FOLDER / "one_process.json").write_text(json.dumps(content), "utf-8")


async def _open(stack: AsyncExitStack, address: str, number: int) -> None:
    opened = await stack.enter_async_context(socket(address))
    await opened.begin(token("Station", number % 100))


if __name__ == "__main__":
    with running(LOAD_CORE):
        asyncio.run(main())
