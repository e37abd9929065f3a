"""Tortoise's PostgreSQL engine with transactions that give their connection back when they could
not begin, and a connection that listens.

Tortoise keeps it for good if the caller is cancelled in that moment, as a request is when its time
is up: so many times, and the pool is empty. Named in the configuration as the engine
`core.postgres`.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

LISTENS = "thana listens"
OF_POOLS = ("min_size", "max_size", "connection_class", "loop")


class _ReturningContext(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        self.client._connection = await pool.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await pool.release(self.client._connection)
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        get_connections().reset(self.token)  # first: what follows may be cancelled
        try:
            await (self.client.rollback() if exc_type else self.client.commit())
        finally:
            if (pool := self.client._parent._pool) is not None:
                await pool.release(self.client._connection)


async def _as_it_is(_: asyncpg.Connection) -> None:
    """asyncpg's own way is a round trip after each statement, for locks and settings of a session
    that nobody here takes. What of a transaction was broken off it has rolled back before.
    """


class PostgresReturningClient(AsyncpgDBClient):
    """A PostgreSQL client whose pool gets every connection back."""

    async def create_pool(self, **options: Any) -> asyncpg.Pool:
        return await asyncpg.create_pool(reset=_as_it_is, **options)

    def _in_transaction(self) -> TransactionContext:
        return _ReturningContext(TransactionWrapper(self), self._pool_init_lock)

    async def listening_connection(self) -> asyncpg.Connection:
        """A connection beside the pool, for LISTEN; whoever asks for it closes it."""
        options = {name: each for name, each in self._template.items() if name not in OF_POOLS}
        options["server_settings"] = {**self.server_settings, "application_name": LISTENS}
        return await asyncpg.connect(password=self.password, **options)


client_class = PostgresReturningClient
