"""One round of load: wrk on a core of its own, and what the server and the database spend."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = int(os.environ.get("CONNECTIONS", "32"))
REST_SECONDS, QUIET = 0.2, 20_000_000
"""What uses less than so many nanoseconds in so long has nothing to do."""
SCRIPT = Path(__file__).with_suffix(".lua")


@dataclass(frozen=True)
class Round:
    """Of one round: answers a second, milliseconds that half and 99 of 100 answers took at most,
    and microseconds of CPU of the server and of PostgreSQL for each.
    """

    a_second: float
    p50: float
    p99: float
    server: float
    database: float


def require_wrk() -> None:
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed: the package `wrk` of the system")


async def send(
    url: str, requests: Path, seconds: int, core: int, server: int, database: int
) -> Round:
    """A round against one server, given the processes of it and of PostgreSQL. Ends the command
    where an answer was no answer.
    """
    before = spent([server]), spent(children(database))
    command = (
        "taskset", "-c", str(core), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s",
        "--timeout", "60s", "-s", SCRIPT, url, "--", requests,
    )  # fmt: skip
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    shown, _ = await process.communicate()
    await idle(server)  # what was cut off at the end is answered all the same
    after = spent([server]), spent(children(database))
    found = json.loads(shown.splitlines()[-1])
    if found["faults"]:
        raise SystemExit(f"{url}: {found['faults']} faults in {found['answered']} answers")
    count = found["answered"] + CONNECTIONS
    own, theirs = ((b - a) / 1000 / count for a, b in zip(before, after, strict=True))
    return Round(found["answered"] / found["seconds"], found["p50"], found["p99"], own, theirs)


async def idle(process: int) -> None:
    """Wait until a server has answered what was cut off at the end of a round."""
    before = -QUIET
    while spent([process]) - before >= QUIET:
        before = spent([process])
        await asyncio.sleep(REST_SECONDS)


def spent(processes: Sequence[int]) -> int:
    """Nanoseconds of CPU that these processes have used."""
    tasks = (task for pid in processes for task in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(task.read_text().split()[0]) for task in tasks)


def children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def memory(process: int) -> float:
    """Megabytes of memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
