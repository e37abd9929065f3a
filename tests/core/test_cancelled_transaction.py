"""A caller that gives up while waiting for the database leaves nothing behind for the next one."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from conftest import settings_for

from core import db
from core.app import create_platform

WRITE = "INSERT INTO core_number_series (name, value) VALUES ($1, 1) RETURNING value"


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_begin_that_was_given_up_does_not_swallow_the_next_write(database_url: str) -> None:
    context = await db.connect(create_platform(settings_for(database_url)).database)
    await db.fetch("SELECT 1")
    other = sqlite3.connect(database_url.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.3, other.execute, "COMMIT")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await db.transactional(db.fetch)(WRITE, "given up")
    await db.fetch(WRITE, "next")
    assert other.execute("SELECT name FROM core_number_series").fetchall() == [("next",)]
    other.close()
    await context.close_connections()
