"""What can happen to a database while a tip comes in, done to it from outside."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg

from core.db import fetch, is_sqlite
from plugins.tips.models import UnitKey

NO_ROOM = """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'no room for %', NEW USING ERRCODE = 'disk_full'; END $$"""
REFUSES = """CREATE TRIGGER refuses BEFORE INSERT ON tips_message BEGIN
  SELECT RAISE(ABORT, 'this row is refused'); END"""
REFUSING = """CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'this row is refused: %', NEW; END $$"""
ON_MESSAGES = (
    "CREATE TRIGGER {name} BEFORE INSERT ON tips_message FOR EACH ROW EXECUTE FUNCTION {name}()"
)


@asynccontextmanager
async def broken_key() -> AsyncIterator[None]:
    """The key that tips are sealed to is none: the handler fails with the whole tip in hand."""
    key = await UnitKey.get()
    await UnitKey.all().update(public_key=b"broken")
    yield
    await UnitKey.all().update(public_key=key.public_key)


@asynccontextmanager
async def refused_rows() -> AsyncIterator[None]:
    """The database refuses what is to be stored, and on PostgreSQL quotes it."""
    if is_sqlite():
        await fetch(REFUSES)
        yield
        await fetch("DROP TRIGGER refuses")
        return
    async with _trigger("refuses", REFUSING):
        yield


@asynccontextmanager
async def full_disk(pid: int) -> AsyncIterator[None]:
    """No file of the process grows; PostgreSQL, which is another process, says the same."""
    if not is_sqlite():
        async with _trigger("no_room", NO_ROOM):
            yield
        return
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def _trigger(name: str, function: str) -> AsyncIterator[None]:
    await fetch(function)
    await fetch(ON_MESSAGES.format(name=name))
    yield
    await fetch(f"DROP FUNCTION {name} CASCADE")


def locked(url: str) -> AbstractAsyncContextManager[None]:
    """Another process holds the lock that a tip needs."""
    return _locked_sqlite(url) if is_sqlite() else _locked_postgres(url)


@asynccontextmanager
async def _locked_sqlite(url: str) -> AsyncIterator[None]:
    connection = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


@asynccontextmanager
async def _locked_postgres(url: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute("LOCK TABLE tips_tip IN EXCLUSIVE MODE")
        yield
    await connection.close()
