"""How many lost reports a second are taken, by one process and by several on one database, against
a baseline of the same run: `one_row.py`, which stores one row for each request.

Run it from the project's folder, on a SQLite file of its own or on an EMPTY PostgreSQL database:

    PYTHONPATH=tests .venv/bin/python bench/submit_lost_report.py
    PYTHONPATH=tests .venv/bin/python bench/submit_lost_report.py postgres://USER@HOST:PORT/DATABASE

The client shares the machine, so compare ratios and the servers' CPU time, not requests a second of
two machines. `waiting for locks` (PostgreSQL) is the share of samples of a busy connection in which
it waited for another's lock; `unused` is the share of all cores' time that nobody used.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from factories import make_citizen, session_token
from rich.console import Console
from rich.table import Table
from servers import ServerProcess, start_server, variables
from submissions import Fleet, submit_many

from core import db, migration
from core.app import create_platform
from core.demo.stations import write_units
from core.runtime import Runtime
from core.settings import Settings
from core.units.importer import import_units

PROCESSES = (1, 2, 4)
REPORTS = 600
WARM_UP = 60
SAMPLE_SECONDS = 0.02
BASELINE = ("-m", "uvicorn", "--port=0", "--no-access-log", "--app-dir", str(Path(__file__).parent))
COLUMNS = ("", "processes", "a second", "CPU ms each", "waiting for locks", "unused")
SAMPLE = (
    "SELECT count(*) FILTER (WHERE wait_event_type = 'Lock') AS waiting, count(*) AS busy"
    " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND state <> 'idle'"
)


async def main(url: str, folder: Path) -> None:
    settings = Settings(mode="demo", database_url=url, secret_keys=(os.urandom(32).hex(),))
    of = create_platform(settings)
    context = await db.connect(of.database)
    try:
        await migration.migrate(of.database)
        write_units(folder / "units.csv")
        await import_units(folder / "units.csv", now=of.runtime.now())
        await _compare(settings, of.runtime, folder)
    finally:
        await context.close_connections()


async def _compare(settings: Settings, runtime: Runtime, folder: Path) -> None:
    citizens = [await make_citizen(runtime) for _ in range(6)]
    tokens = [await session_token(runtime, citizen=citizen) for citizen in citizens]
    table = Table(*COLUMNS, title=settings.database_url.partition(":")[0])
    for count in PROCESSES:
        for name, command in (
            ("one row", (sys.executable, *BASELINE, "one_row:app")),
            ("submitLostReport", ()),
        ):
            async with _servers(settings, folder, count, command) as servers:
                table.add_row(name, str(count), *await _measure(servers, tokens))
    Console().print(table)


@asynccontextmanager
async def _servers(
    settings: Settings, folder: Path, count: int, command: Sequence[str]
) -> AsyncIterator[list[ServerProcess]]:
    environment = variables(settings)
    starting = (start_server(folder, environment, *command) for _ in range(count))
    servers = await asyncio.gather(*starting)
    yield servers
    await asyncio.gather(*(server.kill() for server in servers))


async def _measure(servers: list[ServerProcess], tokens: list[str]) -> list[str]:
    await submit_many(Fleet(servers), tokens, WARM_UP)
    started, used = time.perf_counter(), _cpu(servers)
    unused = _unused()
    sampling = asyncio.create_task(_lock_waits())
    await submit_many(Fleet(servers), tokens, REPORTS)
    seconds = time.perf_counter() - started
    sampling.cancel()
    cores = seconds * (os.cpu_count() or 1)
    return [
        f"{REPORTS / seconds:.0f}",
        f"{(_cpu(servers) - used) / REPORTS * 1000:.1f}",
        await sampling,
        f"{(_unused() - unused) / cores:.0%}",
    ]


async def _lock_waits() -> str:
    if db.is_sqlite():
        return "-"
    waiting = busy = 0
    try:
        while True:
            row = (await db.fetch(SAMPLE))[0]
            waiting, busy = waiting + row["waiting"], busy + row["busy"]
            await asyncio.sleep(SAMPLE_SECONDS)
    except asyncio.CancelledError:
        return f"{waiting / max(busy, 1):.0%}"


def _cpu(servers: list[ServerProcess]) -> float:
    """Seconds of CPU that the processes have used."""
    stats = [Path(f"/proc/{server.process.pid}/stat").read_text() for server in servers]
    ticks = sum(sum(map(int, stat.rpartition(")")[2].split()[11:13])) for stat in stats)
    return ticks / os.sysconf("SC_CLK_TCK")


def _unused() -> float:
    """Seconds that the machine's cores have spent idle or waiting for the disk."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    with TemporaryDirectory() as own:
        given = sys.argv[1] if len(sys.argv) > 1 else f"sqlite://{own}/bench.sqlite3"
        asyncio.run(main(given, Path(own)))
