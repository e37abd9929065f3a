"""Tortoise's SQLite engine with transactions that take the write lock when they begin, and short
reads on the event loop.

A deferred BEGIN that reads and then writes fails with "database is locked" as soon as two processes
do so (security.md, M6).
Named in the database configuration as the engine `core.sqlite`.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

READS = ("SELECT", "WITH")
LONGEST_READ = 0.005
"""Seconds that a read may hold up the event loop. A longer one is begun anew in a thread."""
STEPS_BETWEEN_LOOKS = 20_000
"""Of SQLite's machine: about a millisecond."""


async def _records(client: SqliteClient, sql: str, values: Sequence[Any]) -> Any:
    """What `db.fetch` gives."""
    own, own_values = _in_own_words(sql, values)
    return await client.execute_query_dict(own, own_values)


def _in_own_words(sql: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """SQLite knows `$1` as `?1`, and neither moments nor UUIDs."""
    return _numbered(sql), [_own_value(value) for value in values]


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> str:
    return re.sub(r"\$(\d+)", r"?\1", sql)


def _own_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value) if isinstance(value, UUID) else value


class _Reader:
    """A connection that reads what is committed, on the event loop: to hand a statement to a thread
    and back takes longer than most of them.
    """

    def __init__(self, filename: str) -> None:
        self._connection = sqlite3.connect(filename, timeout=0, isolation_level=None)
        self._connection.execute("PRAGMA query_only = ON")
        self._connection.execute("PRAGMA trusted_schema = OFF")
        self._connection.set_progress_handler(self._takes_too_long, STEPS_BETWEEN_LOOKS)
        self._until = 0.0

    def read(self, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        """Raises sqlite3.Error for what takes too long, waits for others, or writes."""
        self._until = time.monotonic() + LONGEST_READ
        cursor = self._connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        self._connection.close()

    def _takes_too_long(self) -> bool:
        return time.monotonic() > self._until


class _ImmediateTransaction(SqliteTransactionWrapper):
    records = _records

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        """Commit; a transaction whose commit fails (a full disk) would stay open for the next."""
        try:
            await super().commit()
        except sqlite3.Error:
            await self.rollback()
            raise


class _ImmediateContext(SqliteTransactionContext):
    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            await self._undo_late_begin()
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return]

    async def _undo_late_begin(self) -> None:
        """A cancelled caller leaves its BEGIN waiting in the connection's thread: queue the
        ROLLBACK behind it, or the next caller's writes end in a transaction that nobody commits.
        """
        if self.connection._connection is not None:
            await asyncio.shield(self.connection._connection.rollback())


class SqliteImmediateClient(SqliteClient):
    """A SQLite client whose transactions begin with BEGIN IMMEDIATE."""

    _reader: _Reader | None = None

    async def records(self, sql: str, values: Sequence[Any]) -> Any:
        """What `db.fetch` gives."""
        own, own_values = _in_own_words(sql, values)
        if own.startswith(READS):
            await asyncio.sleep(0)  # who asks on and on lets others have their turn
            with suppress(sqlite3.Error):
                found = self._reading().read(own, own_values)
                self.log.debug("%s: %s", own, own_values)
                return found
        return await self.execute_query_dict(own, own_values)

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        await super().close()

    def _reading(self) -> _Reader:
        if self._reader is None:
            self._reader = _Reader(self.filename)
        return self._reader

    def _in_transaction(self) -> TransactionContext:
        return _ImmediateContext(_ImmediateTransaction(self), self._lock)


client_class = SqliteImmediateClient
