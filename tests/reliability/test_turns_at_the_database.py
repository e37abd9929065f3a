"""Who waits for a connection is served before those who come later, and a lost one is replaced."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from starlette.applications import Starlette

from core.db import fetch

ROUNDS = 30
ONE = pytest.mark.parametrize("settings", [{"database_connections": 1}], indirect=True)


@ONE
async def test_whoever_asks_once_is_not_kept_waiting_by_those_who_ask_on_and_on(
    app: Starlette,
) -> None:
    served: list[str] = []

    async def ask(name: str, times: int) -> None:
        for _ in range(times):
            await fetch("SELECT 1 AS one")
            served.append(name)

    await asyncio.gather(ask("a", ROUNDS), ask("b", ROUNDS), ask("once", 1))
    assert served.index("once") <= 3


@ONE
@pytest.mark.parametrize("kind", ["postgres"], indirect=True)  # SQLite has no server to lose
async def test_statements_given_up_or_lost_leave_the_only_connection_to_the_next(
    app: Starlette,
) -> None:
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(fetch("SELECT pg_sleep(60)"), timeout=0.05)
        with pytest.raises(asyncpg.PostgresConnectionError):
            await fetch("SELECT pg_terminate_backend(pg_backend_pid())")
        assert [row["one"] for row in await fetch("SELECT 1 AS one")] == [1]
