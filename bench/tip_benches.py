"""A server of the tipsters' side alone, on a database of its own with a unit that reads tips: what
the benches of tips measure.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from servers import THANA, ServerProcess, start_server, variables
from tipping import reader_at

from core import db, migration
from core.app import create_platform
from core.demo.stations import write_units
from core.settings import Settings
from core.units.importer import import_units

SERVE = (THANA, "serve", "--only", "tips,directory", "--port=0")


@asynccontextmanager
async def tips_server(
    url: str, folder: Path, tips: Mapping[str, object]
) -> AsyncIterator[ServerProcess]:
    """The server, with these settings of tips."""
    settings = Settings(
        mode="demo",
        database_url=url,
        secret_keys=(os.urandom(32).hex(),),
        services={"tips": dict(tips)},
    )
    of = create_platform(settings)
    context = await db.connect(of.database)
    try:
        await migration.migrate(of.database)
        write_units(folder / "units.csv")
        await import_units(folder / "units.csv", now=of.runtime.now())
        async with httpx.AsyncClient() as nobody:
            await reader_at(nobody, of.runtime)
        server = await start_server(folder, variables(settings), *SERVE)
        try:
            yield server
        finally:
            await server.kill()
    finally:
        await context.close_connections()
