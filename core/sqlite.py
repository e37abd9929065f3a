"""Tortoise's SQLite engine with transactions that take the write lock when they begin.

A deferred BEGIN that reads and then writes fails with "database is locked" as soon as two processes
do so (security.md, M6).
Named in the database configuration as the engine `core.sqlite`.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Sequence
from datetime import datetime
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


async def _records(client: SqliteClient, sql: str, values: Sequence[Any]) -> Any:
    """What `db.fetch` gives: SQLite knows `$1` as `?1`, and neither moments nor UUIDs."""
    own = re.sub(r"\$(\d+)", r"?\1", sql)
    return await client.execute_query_dict(own, [_own_value(value) for value in values])


def _own_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value) if isinstance(value, UUID) else value


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

    records = _records

    def _in_transaction(self) -> TransactionContext:
        return _ImmediateContext(_ImmediateTransaction(self), self._lock)


client_class = SqliteImmediateClient
