"""The test's app, served on a free port: for sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette

from core.serve import configuration


@pytest.fixture
async def served(app: Starlette) -> AsyncIterator[str]:
    """Where the app takes sockets."""
    server = uvicorn.Server(configuration(app, "127.0.0.1", 0, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers nothing to wait for)
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving
