"""The least that a service can do for a report: a bare Starlette endpoint that stores one row.

`submit_lost_report.py` serves it as its baseline, with the database of THANA_DATABASE_URL.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

URL = os.environ["THANA_DATABASE_URL"]
TABLE = "CREATE TABLE IF NOT EXISTS bench_report (content TEXT NOT NULL)"
INSERT = "INSERT INTO bench_report (content) VALUES ($1)"


@asynccontextmanager
async def sqlite(app: Starlette) -> AsyncIterator[None]:
    connection = sqlite3.connect(URL.removeprefix("sqlite://"), timeout=30, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(TABLE)

    async def store(content: str) -> None:
        connection.execute(INSERT, (content,))

    app.state.store = store
    yield
    connection.close()


@asynccontextmanager
async def postgres(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(URL, min_size=1, max_size=10) as pool:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(1)")
            await connection.execute(TABLE)

        async def store(content: str) -> None:
            await pool.execute(INSERT, content)

        app.state.store = store
        yield


async def report(request: Request) -> JSONResponse:
    await request.app.state.store((await request.body()).decode())
    return JSONResponse({"data": {"submitLostReport": {"lostReport": {"id": "1"}, "errors": []}}})


app = Starlette(
    routes=[Route("/graphql", report, methods=["POST"])],
    lifespan=sqlite if URL.startswith("sqlite:") else postgres,
)
