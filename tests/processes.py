"""Fixtures for several processes on the test's database. Import them into a conftest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from servers import ServerProcess, StartServers, start_server, variables

from core import db
from core.app import create_platform
from core.runtime import Runtime
from core.settings import Settings


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Runtime]:
    """The runtime of a platform that does not serve, with the database open and the real time."""
    of = create_platform(settings)
    context = await db.connect(of.database)
    yield of.runtime
    await context.close_connections()


@pytest.fixture
async def start_servers(
    settings: Settings, database: Runtime, tmp_path: Path
) -> AsyncIterator[StartServers]:
    """Start processes on the test's database: `first, second = await start_servers(2)`."""
    started: list[ServerProcess] = []

    async def start(count: int = 1, **others: str) -> list[ServerProcess]:
        environment = variables(settings, **others)
        new = [start_server(tmp_path, environment) for _ in range(count)]
        servers = await asyncio.gather(*new)
        started.extend(servers)
        return servers

    yield start
    await asyncio.gather(*(server.kill() for server in started))
