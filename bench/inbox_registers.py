"""The two registers that `inbox.py` compares: each a database of its own, opened in this process
and served by another.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from clients import GraphQLClient
from factories import session_token
from inbox_rows import NOW, fill, officers_of, station_codes
from servers import start_server, variables
from tortoise.context import TortoiseContext

from core import migration
from core.app import Platform, create_platform
from core.db import fetch
from core.demo.stations import write_units
from core.desk import inbox
from core.desk.inbox import InboxOrder
from core.identity import sessions
from core.service_requests.models import ServiceRequest
from core.settings import Settings
from core.units.importer import import_units
from core.viewers import Viewer

OFFICERS = ("station", "district", "state")
LAST_BUT_20 = (
    "SELECT id, due_order, submitted_at FROM core_service_request WHERE unit_id IN (SELECT unit_id"
    " FROM core_unit_ancestry WHERE ancestor_id = $1) ORDER BY due_order DESC, id DESC"
    " OFFSET 20 LIMIT 1"
)
SAMPLE = (
    "SELECT r.number, c.mobile FROM core_service_request r JOIN core_citizen c ON c.id ="
    " r.citizen_id WHERE r.unit_id = $1 ORDER BY r.id LIMIT 1"
)
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'"


@dataclass(frozen=True)
class Register:
    """A filled database. `cpu()` are the nanoseconds of CPU that the platform's process and
    PostgreSQL's have used so far.
    """

    context: TortoiseContext
    viewers: Mapping[str, Viewer]
    clients: Mapping[str, GraphQLClient]
    cursors: Mapping[str, str]
    facts: Mapping[str, str]
    counted_services: Sequence[str]
    server: int
    own_backends: Sequence[int]
    servers_backends: Sequence[int]
    is_served: bool = False
    now: datetime = NOW

    def served(self) -> Register:
        """The same, asked over HTTP."""
        return replace(self, is_served=True)

    def filled(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """A filter with this register's own values in its places."""
        return {
            name: value.format(**self.facts) if isinstance(value, str) else value
            for name, value in wanted.items()
        }

    def cpu(self) -> tuple[int, int]:
        process = self.server if self.is_served else os.getpid()
        backends = self.servers_backends if self.is_served else self.own_backends
        return _spent([process]), _spent(backends)


def _spent(processes: Sequence[int]) -> int:
    tasks = (task for pid in processes for task in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(task.read_text().split()[0]) for task in tasks)


@asynccontextmanager
async def opened(
    server: str, spread: str, counts: Sequence[int], folder: Path
) -> AsyncIterator[tuple[Register, ...]]:
    """The registers, filled if they are not there."""
    async with AsyncExitStack() as stack:
        registers = []
        for count in counts:
            name = f"thana_inbox_{spread}_{count}"
            settings = Settings(
                mode="demo",
                database_url=f"{server}/{name}",
                database_connections=1,
                secret_keys=(os.urandom(32).hex(),),
                files={"folder": folder / "files"},
                documents={"keys_folder": folder / "keys", "processes": 0},
                audit={"heads_folder": folder / name},
            )
            is_new = await _make_database(server, name)
            of = create_platform(settings)
            context = TortoiseContext()
            stack.push_async_callback(context.close_connections)
            with context:
                await context.init(dict(of.database))
                if is_new:
                    await _fill(of, spread, count, folder)
                registers.append(await _register(stack, of, context, folder))
        yield tuple(registers)


async def _make_database(server: str, name: str) -> bool:
    connection = await asyncpg.connect(f"{server}/postgres")
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            return False
        await connection.execute(f"CREATE DATABASE {name}")
        return True
    finally:
        await connection.close()


async def _fill(of: Platform, spread: str, count: int, folder: Path) -> None:
    await migration.migrate(of.database)
    write_units(folder / "units.csv")
    await import_units(folder / "units.csv", now=of.runtime.now())
    await fill(of, spread, count)


async def _register(
    stack: AsyncExitStack, of: Platform, context: TortoiseContext, folder: Path
) -> Register:
    settings, stations = of.runtime.settings, await station_codes()
    accounts = await officers_of(of.runtime)
    tokens = {name: await session_token(of.runtime, officer=row) for name, row in accounts.items()}
    viewers = {name: await _viewer(of, token) for name, token in tokens.items()}
    own = await fetch("SELECT pg_backend_pid() AS pid")
    serving = await start_server(folder, variables(settings))
    stack.push_async_callback(serving.kill)
    clients = {name: GraphQLClient(serving.http, token) for name, token in tokens.items()}
    await clients["station"].run("{ inbox(first: 1) { totalCount } }")
    name = settings.database_url.rpartition("/")[2]
    backends = [row["pid"] for row in await fetch(BACKENDS, name)]
    sample = (await fetch(SAMPLE, stations[0]))[0]
    return Register(
        context=context,
        viewers=viewers,
        clients=clients,
        cursors={each: await _last_cursor(viewer) for each, viewer in viewers.items()},
        facts={
            "number": sample["number"],
            "serial": sample["number"].split("-")[-2],
            "mobile": sample["mobile"],
            "station": stations[0],
        },
        counted_services=[each.code for each in of.registry.services if each.workflow],
        server=serving.process.pid,
        own_backends=[row["pid"] for row in own],
        servers_backends=[pid for pid in backends if pid not in [row["pid"] for row in own]],
    )


async def _viewer(of: Platform, token: str) -> Viewer:
    found = await sessions.find(of.runtime, token)
    if found is None:
        raise SystemExit("the session that was just begun has ended")
    return Viewer(found.session, found.citizen, found.officer, found.postings)


async def _last_cursor(viewer: Viewer) -> str:
    """Where the last page begins."""
    row = (await fetch(LAST_BUT_20, viewer.unit_codes[0]))[0]
    return inbox.cursor_of(InboxOrder.DUE_FIRST, ServiceRequest(**row))
