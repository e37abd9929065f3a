"""What is to happen after commit: a row in the business transaction, delivered by a worker at least
once.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from core.db import after_commit, fetch, is_sqlite
from core.runtime import Runtime

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
ATTEMPTS = 10
IDLE_SECONDS = 1.0

LEASE_DUE = (
    "UPDATE core_outbox SET leased_until = $1, attempts = attempts + 1 WHERE id IN ("
    "SELECT id FROM core_outbox WHERE done_at IS NULL AND dead_at IS NULL AND available_at <= $2"
    " AND (leased_until IS NULL OR leased_until <= $2) AND topic IN ({topics})"
    " ORDER BY available_at LIMIT 20 {skip})"
    " RETURNING id, topic, payload, attempts"
)

logger = logging.getLogger("thana.outbox")

Handler = Callable[[uuid.UUID, Any], Awaitable[None]]


class OutboxEntry(Model):
    """One effect that is due. The payload is sealed, and emptied once the effect has happened."""

    id = fields.UUIDField(primary_key=True)
    topic = fields.CharField(50)
    payload = fields.TextField()
    created_at = fields.DatetimeField()
    available_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    done_at = fields.DatetimeField(null=True)
    dead_at = fields.DatetimeField(null=True)

    class Meta:
        table = "core_outbox"
        indexes = (("done_at", "dead_at", "available_at"),)


_wake: set[asyncio.Event] = set()


async def enqueue(runtime: Runtime, topic: str, payload: Any) -> uuid.UUID:
    """Have the worker handle the payload (JSON) once the surrounding transaction has committed."""
    now = runtime.now()
    entry = await OutboxEntry.create(
        id=uuid.uuid4(),
        topic=topic,
        payload=runtime.secrets.seal(payload),
        created_at=now,
        available_at=now,
    )
    after_commit(_wake_workers)
    return entry.id


def _wake_workers() -> None:
    for event in _wake:
        event.set()


class Worker:
    """Delivers what is due of the topics that it has handlers for, one after the other. A handler
    gets the entry's id and payload and must be idempotent by that id.
    """

    def __init__(self, runtime: Runtime, handlers: Mapping[str, Handler]) -> None:
        self._runtime = runtime
        self._handlers = handlers
        self._woken = asyncio.Event()
        self._delivering = asyncio.Lock()

    async def run(self) -> None:
        """Deliver until cancelled."""
        _wake.add(self._woken)
        try:
            while True:
                await self._deliver_or_log()
                await self._wait()
        finally:
            _wake.discard(self._woken)

    async def deliver_due(self) -> int:
        """Deliver all that is due now, after whatever this worker is delivering already; the number
        of entries handled.
        """
        handled = 0
        async with self._delivering:
            while batch := await self._lease():
                await self._handle_all(batch)
                handled += len(batch)
        return handled

    async def _deliver_or_log(self) -> None:
        try:
            await self.deliver_due()
        except Exception as error:  # the loop outlives any fault of the database
            logger.error("outbox: could not deliver: %s", type(error).__name__)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
        except TimeoutError:
            pass
        self._woken.clear()

    async def _lease(self) -> list[Mapping[str, Any]]:
        now = self._runtime.now()
        skip = "" if is_sqlite() else "FOR UPDATE SKIP LOCKED"
        topics = ", ".join(f"${number}" for number in range(3, len(self._handlers) + 3))
        statement = LEASE_DUE.format(skip=skip, topics=topics)
        return list(await fetch(statement, now + LEASE, now, *self._handlers))

    async def _handle_all(self, batch: list[Mapping[str, Any]]) -> None:
        try:
            for entry in batch:
                await self._handle(entry)
        except asyncio.CancelledError:  # what is left need not wait for its lease to run out
            for entry in batch:
                await _leased(entry).update(leased_until=None)
            raise

    async def _handle(self, entry: Mapping[str, Any]) -> None:
        try:
            handler = self._handlers[entry["topic"]]
            await handler(
                uuid.UUID(str(entry["id"])), self._runtime.secrets.unseal(entry["payload"])
            )
        except Exception as error:  # whatever a handler does, the others go on
            await self._put_off(entry, error)
        else:
            await _leased(entry).update(done_at=self._runtime.now(), payload="", leased_until=None)

    async def _put_off(self, entry: Mapping[str, Any], error: Exception) -> None:
        now, attempts = self._runtime.now(), entry["attempts"]
        logger.warning(
            "outbox: %s %s failed at try %d: %s",
            entry["topic"],
            entry["id"],
            attempts,
            type(error).__name__,
        )
        dead_at = now if attempts >= ATTEMPTS else None
        wait = min(LONGEST_WAIT, timedelta(seconds=2**attempts))
        await _leased(entry).update(available_at=now + wait, leased_until=None, dead_at=dead_at)


def _leased(entry: Mapping[str, Any]) -> QuerySet[OutboxEntry]:
    """The entry while the lease is this one: whoever takes it over counts one attempt more."""
    return OutboxEntry.filter(id=entry["id"], attempts=entry["attempts"], done_at=None)


async def oldest_waiting(now: datetime, *, besides: str) -> timedelta:
    """The age of the oldest entry that is due and not done, besides those of one topic; zero when
    there is none.
    """
    entry = (
        await OutboxEntry.filter(done_at=None, dead_at=None, available_at__lte=now)
        .exclude(topic=besides)
        .order_by("available_at")
        .first()
    )
    return now - entry.available_at if entry else timedelta(0)
