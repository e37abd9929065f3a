"""Tortoise's SQLite engine with transactions that take the write lock when they begin.

A deferred BEGIN that reads and then writes fails with "database is locked" as soon as two processes
do so (security.md, M6).
Named in the database configuration as the engine `core.sqlite`.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.exceptions import OperationalError


class _ImmediateTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class _ImmediateContext(SqliteTransactionContext):
    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = self._connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return]

    @staticmethod
    def _connections() -> Any:
        from tortoise.connection import get_connections

        return get_connections()


class SqliteImmediateClient(SqliteClient):
    """A SQLite client whose transactions begin with BEGIN IMMEDIATE."""

    def _in_transaction(self) -> TransactionContext:
        return _ImmediateContext(_ImmediateTransaction(self), self._lock)


client_class = SqliteImmediateClient
