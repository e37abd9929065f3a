"""Databases on PostgreSQL, each a copy of one template. The next is copied while a test runs, and a
used one is dropped behind its back: both wait for the disk, and a test need not.
"""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import Future, ThreadPoolExecutor

import asyncpg


def execute(server: str, statement: str) -> None:
    """One statement on the server, outside of any transaction; not from within an event loop."""

    async def run() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


class Copies:
    """Copies of a template: `take()` one, `drop()` it."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._copying, self._dropping = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._next = self._copying.submit(self._copy)
        self._dropped: list[Future[None]] = []

    def take(self) -> str:
        """The name of a fresh copy."""
        name = self._next.result()
        self._next = self._copying.submit(self._copy)
        return name

    def drop(self, name: str) -> None:
        statement = f"DROP DATABASE {name} WITH (FORCE)"
        self._dropped.append(self._dropping.submit(execute, self._server, statement))

    def close(self) -> None:
        """Drop what nobody took, and wait until all are dropped."""
        self.drop(self._next.result())
        for dropped in self._dropped:
            dropped.result()
        self._copying.shutdown()
        self._dropping.shutdown()

    def _copy(self) -> str:
        name = f"thana_test_{uuid.uuid4().hex[:8]}"
        copied = f"TEMPLATE {self._template} STRATEGY FILE_COPY"  # a third less than by its log
        execute(self._server, f"CREATE DATABASE {name} {copied}")
        return name
