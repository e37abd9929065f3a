"""Reads that are asked for at the same moment are made as one. Nothing is kept: what is asked for
once a reading has begun is read anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Together(Generic[K, V]):
    """One read of many keys for all who ask in one turn of the event loop."""

    def __init__(self, read: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._read = read
        self._keys: dict[K, None] = {}
        self._next: asyncio.Task[Mapping[K, V]] | None = None

    async def get(self, key: K) -> V | None:
        """The value of a key as it is now or later; None where there is none. Whoever gives up
        leaves the others their reading, and what it raises all of them get.
        """
        if self._next is None or self._next.get_loop() is not asyncio.get_running_loop():
            self._keys, self._next = {}, asyncio.create_task(self._begin())
        self._keys[key] = None
        return (await asyncio.shield(self._next)).get(key)

    async def _begin(self) -> Mapping[K, V]:
        keys, self._keys, self._next = self._keys, {}, None
        return await self._read(tuple(keys))
