"""Whether a true tip gets in under a flood: 40,000 requests from 4,000 addresses of this machine go
to `thana serve --only tips,directory`, while every few seconds somebody else asks for a puzzle,
solves it and sends a tip.

Run it from the project's folder, on a SQLite file of its own or on an EMPTY PostgreSQL database; how
many addresses have a connection at once goes before it, all 4000 without:

    PYTHONPATH=tests .venv/bin/python bench/tips_flood.py [AT_ONCE]
    PYTHONPATH=tests .venv/bin/python bench/tips_flood.py AT_ONCE postgres://USER@HOST:PORT/DATABASE

Each true tip is to be in within 5 seconds, the solving among them, and nothing is to be answered by a
5xx but 503. The flood runs on the same machine, and takes about as much of it as the server.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from clients import GraphQLClient
from flooding import Flood, flood
from rich.console import Console
from rich.table import Table
from servers import ServerProcess
from tip_benches import tips_server
from tipping import CHALLENGE, SUBMIT, solution, tip

REQUESTS, SOURCES = 40_000, 4_000
PAUSE_SECONDS = 2
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class TrueTip:
    """Seconds: for the puzzle, to solve it, and for the receipt."""

    asked: float
    solved: float
    sent: float
    difficulty: int

    @property
    def whole(self) -> float:
        return self.asked + self.solved + self.sent


async def one_tip(url: httpx.URL) -> TrueTip:
    """A tip that must be taken, from an address that floods nobody, on a connection of its own."""
    transport = httpx.AsyncHTTPTransport(local_address="127.66.6.1")
    async with httpx.AsyncClient(
        base_url=url, transport=transport, timeout=PATIENCE_SECONDS
    ) as http:
        client, moments = GraphQLClient(http), [time.perf_counter()]
        asked = (await client.run(CHALLENGE))["tipChallenge"]
        moments.append(time.perf_counter())
        solved = solution(asked["puzzle"], asked["difficulty"])
        moments.append(time.perf_counter())
        proof = {"puzzle": asked["puzzle"], "solution": solved}
        answer = (await client.run(SUBMIT, input=tip(proofOfWork=proof)))["submitTip"]
        moments.append(time.perf_counter())
    assert answer["receipt"], answer
    spans = [after - before for before, after in zip(moments, moments[1:], strict=False)]
    return TrueTip(*spans, difficulty=asked["difficulty"])


async def under_flood(server: ServerProcess, of: Flood) -> tuple[list[TrueTip], Counter, float]:
    """The true tips, what the flood was answered, and how many seconds it took."""
    loop, tips, begun = asyncio.get_running_loop(), [], time.perf_counter()
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned) as processes:
        flooding = loop.run_in_executor(processes, flood, of)
        while not flooding.done():
            tips.append(await one_tip(server.http.base_url))
            await asyncio.sleep(PAUSE_SECONDS)
        answers = await flooding
    return tips, answers, time.perf_counter() - begun


def megabytes(server: ServerProcess, what: str) -> float:
    """VmRSS, what it holds; VmHWM, the most that it has held."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


def show(title: str, tips: list[TrueTip], answers: Counter[tuple[str, str]]) -> None:
    table = Table("true tip", "puzzle s", "bits", "solving s", "sending s", "in all s", title=title)
    for number, each in enumerate(tips):
        spans = (f"{each.asked:.2f}", str(each.difficulty), f"{each.solved:.2f}")
        table.add_row(str(number), *spans, f"{each.sent:.2f}", f"{each.whole:.2f}")
    Console(width=110).print(table)
    table = Table("flood", "status", "answers")
    for (kind, status), count in sorted(answers.items()):
        table.add_row(kind, status, str(count))
    Console(width=110).print(table)


async def main(at_once: int, url: str, folder: Path) -> None:
    async with tips_server(url, folder, {}) as server:
        alone, before = await one_tip(server.http.base_url), megabytes(server, "VmRSS")
        address = server.http.base_url
        of = Flood(address.host, address.port or 80, REQUESTS, SOURCES, at_once)
        tips, answers, seconds = await under_flood(server, of)
        title = f"{url.partition(':')[0]}, {at_once} connections at once, {seconds:.0f} s"
        show(title, [alone, *tips], answers)
        after, most = megabytes(server, "VmRSS"), megabytes(server, "VmHWM")
        print(f"memory: {before:.0f} MB before, {most:.0f} at most, {after:.0f} after")
        faults = {
            each: n for each, n in answers.items() if each[1].startswith("5") and each[1] != "503"
        }
        slowest = max(each.whole for each in tips)
        is_met = slowest < 5 and not faults
        print(f"slowest true tip: {slowest:.2f} s; 5xx but 503: {sum(faults.values())};", end=" ")
        print("met" if is_met else "MISSED")


if __name__ == "__main__":
    with TemporaryDirectory() as own:
        connections = int(sys.argv[1]) if len(sys.argv) > 1 else SOURCES
        given = sys.argv[2] if len(sys.argv) > 2 else f"sqlite://{own}/bench.sqlite3"
        asyncio.run(main(connections, given, Path(own)))
