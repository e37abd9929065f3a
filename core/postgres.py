"""Tortoise's PostgreSQL engine with transactions that give their connection back when they could
not begin, and a connection that listens.

Tortoise keeps it for good if the caller is cancelled in that moment, as a request is when its time
is up: so many times, and the pool is empty. Named in the configuration as the engine
`core.postgres`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionHolder, PoolConnectionProxy
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections

LISTENS = "thana listens"
OF_ALL_POOLS = {
    "max_queries": 50_000,
    "max_inactive_connection_lifetime": 300.0,
    "record_class": asyncpg.Record,
}
"""As asyncpg's own `create_pool` has them."""
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


class _Pool(asyncpg.Pool):  # type: ignore[misc]
    """A pool that lends an open connection, and has it back, at once where nothing is to be done to
    it: asyncpg's own way takes a task, a timeout and a proxy, as long as a statement itself. Who
    waits is served in order.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._turns = asyncio.Semaphore(options["max_size"])

    async def fetch(self, query: str, *args: Any, **options: Any) -> list[asyncpg.Record]:
        await self._turns.acquire()
        try:
            holder = await self._lent()
            own = holder._con
            try:
                return await own.fetch(query, *args, **options)  # type: ignore[no-any-return]
            finally:
                if holder._con is own:  # else it was lost, and its place is free by now
                    await self._have_back(holder)
        finally:
            self._turns.release()

    async def _acquire(self, timeout: float | None) -> PoolConnectionProxy:  # noqa: ASYNC109
        await self._turns.acquire()
        try:
            return await super()._acquire(timeout)
        except BaseException:
            self._turns.release()
            raise

    async def release(self, connection: PoolConnectionProxy, **options: Any) -> None:
        try:
            if connection._con is not None:  # else it was lost
                connection._con._on_release()
                await self._have_back(connection._holder)
        finally:
            self._turns.release()

    async def _lent(self) -> PoolConnectionHolder:
        """The connection that was used last; another is opened where that is not open."""
        idle = self._queue._queue
        if self._closing or not idle or not idle[-1].is_connected() or _is_due(idle[-1]):
            return (await super()._acquire(None))._holder
        holder = self._queue.get_nowait()
        holder._maybe_cancel_inactive_callback()
        holder._in_use = self._loop.create_future()
        return holder

    async def _have_back(self, holder: PoolConnectionHolder) -> None:
        if _is_due(holder) or not _is_idle(holder._con):
            await asyncio.shield(holder.release(None))
            return
        holder._release()
        holder._setup_inactive_callback()


def _is_due(holder: PoolConnectionHolder) -> bool:
    """Whether the connection is to be replaced."""
    has_served: bool = holder._con._protocol.queries_count >= holder._max_queries
    return has_served or holder._generation != holder._pool._generation


def _is_idle(own: asyncpg.Connection) -> bool:
    """Whether a connection is open, and nothing is left on it of what it was used for."""
    protocol = own._protocol
    is_busy = protocol._is_cancelling() or protocol.is_in_transaction() or own._top_xact
    listens = own._listeners or own._log_listeners
    return not (is_busy or listens or own.is_closed())


class _Transaction(TransactionWrapper):
    @translate_exceptions
    async def records(self, sql: str, values: Sequence[Any]) -> Any:
        """What `db.fetch` gives, as the driver does: Tortoise would make a dict of each row."""
        self.log.debug("%s: %s", sql, values)
        async with self.acquire_connection() as connection:
            return await connection.fetch(sql, *values)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(_Transaction(self))


class PostgresReturningClient(AsyncpgDBClient):
    """A PostgreSQL client whose pool gets every connection back."""

    async def create_pool(self, **options: Any) -> asyncpg.Pool:
        return await _Pool(reset=_as_it_is, **{**OF_ALL_POOLS, **options})

    def _in_transaction(self) -> TransactionContext:
        return _ReturningContext(_Transaction(self), self._pool_init_lock)

    @translate_exceptions
    async def records(self, sql: str, values: Sequence[Any]) -> Any:
        """As those of a transaction."""
        self.log.debug("%s: %s", sql, values)
        if self._pool is None:
            await self.acquire_connection().ensure_connection()
        pool: asyncpg.Pool = self._pool
        return await pool.fetch(sql, *values)

    async def listening_connection(self) -> asyncpg.Connection:
        """A connection beside the pool, for LISTEN; whoever asks for it closes it."""
        options = {name: each for name, each in self._template.items() if name not in OF_POOLS}
        options["server_settings"] = {**self.server_settings, "application_name": LISTENS}
        return await asyncpg.connect(password=self.password, **options)


client_class = PostgresReturningClient
