"""What a process keeps in memory of the database, read anew once any process has changed it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from tortoise import fields
from tortoise.models import Model

from core.db import fetch

T = TypeVar("T")


PRESENT = "SELECT id, number FROM core_revision WHERE id IN ({places})"


class Revision(Model):
    """How often something that processes keep in memory has changed."""

    id = fields.CharField(40, primary_key=True)
    number = fields.BigIntField()

    class Meta:
        table = "core_revision"


async def revise(name: str) -> None:
    """Say that it has changed; needs the transaction around it that changes it."""
    await fetch(
        "INSERT INTO core_revision (id, number) VALUES ($1, 1)"
        " ON CONFLICT (id) DO UPDATE SET number = core_revision.number + 1",
        name,
    )


class Remembered(Generic[T]):
    """A value that is read from the database and kept until one of its names is revised. Whoever
    asks meanwhile waits for one reading, which goes on though they give up and fails for them all.
    """

    def __init__(self, read: Callable[[], Awaitable[T]], *names: str) -> None:
        self._read = read
        self._names = names
        places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
        self._statement = PRESENT.format(places=places)
        self._turn = asyncio.Lock()
        self._reading: asyncio.Task[T] | None = None
        self._numbers: dict[str, int] | None = None  # None: the reading has not begun

    async def get(self) -> T:
        """The value as the database has it at this moment, at least."""
        numbers = await self._present()
        if self._reading is None or not self._is_good(self._reading, numbers):
            self._numbers, self._reading = None, asyncio.create_task(self._fresh())
        return await asyncio.shield(self._reading)

    def _is_good(self, reading: asyncio.Task[T], numbers: dict[str, int]) -> bool:
        """Whether it sees these numbers: one that has not begun will see all that is there then."""
        if reading.done() and (reading.cancelled() or reading.exception() is not None):
            return False
        return self._numbers is None or self._numbers == numbers

    async def _fresh(self) -> T:
        async with self._turn:
            self._numbers = await self._present()  # before the rest: later changes are seen
            return await self._read()

    async def _present(self) -> dict[str, int]:
        rows = await fetch(self._statement, *self._names)
        return {str(row["id"]): int(row["number"]) for row in rows}
