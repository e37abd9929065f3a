"""Delivers what is due: leased, so that a worker that dies holds nothing up, and tried again later
and later when it fails.
"""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from tortoise.queryset import QuerySet

from core.db import fetch, is_sqlite
from core.outbox.models import OutboxEntry
from core.outbox.queue import listen, stop_listening
from core.runtime import Runtime

LEASE = timedelta(seconds=60)
HANDLER_SECONDS = 45
"""Shorter than the lease: nobody else begins while a handler still runs."""
LONGEST_WAIT = timedelta(hours=1)
ATTEMPTS = 20
"""With doubling waits of at most an hour this is about ten hours of outage."""
IDLE_SECONDS = 1.0

LEASE_DUE = (
    "UPDATE core_outbox SET leased_until = $1, attempts = attempts + 1 WHERE id IN ("
    "SELECT due.id FROM core_outbox AS due WHERE due.done_at IS NULL AND due.dead_at IS NULL"
    " AND due.available_at <= $2 AND (due.leased_until IS NULL OR due.leased_until <= $2)"
    " AND due.topic IN ({topics}) AND (due.lane IS NULL OR due.id = (SELECT head.id"
    " FROM core_outbox AS head WHERE head.lane = due.lane"
    " AND head.done_at IS NULL AND head.dead_at IS NULL ORDER BY head.id LIMIT 1))"
    " ORDER BY due.available_at, due.id LIMIT $3 {skip})"
    " RETURNING id, topic, payload, attempts"
)

logger = logging.getLogger("thana.outbox")

Handler = Callable[[uuid.UUID, Any], Awaitable[None]]


class Undeliverable(Exception):
    """No further try would help: the entry goes to the dead letters at once, with this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Failing(Exception):
    """This try has failed, with a code for whoever operates; a later one may succeed."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def fault_of(error: BaseException) -> str:
    """What is noted of a failure: its code, else its class, never its words."""
    if isinstance(error, Undeliverable | Failing):
        return error.code
    return type(error).__name__[:60]


class NotYet(Exception):
    """The entry is to be delivered at a later moment: nothing has failed."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        super().__init__(moment)


class Worker:
    """Delivers what is due of the topics that it has handlers for, up to `at_once` side by side. A
    handler gets the entry's id and payload and must be idempotent by that id.
    """

    def __init__(
        self, runtime: Runtime, handlers: Mapping[str, Handler], *, at_once: int = 1
    ) -> None:
        self._runtime = runtime
        self._handlers = handlers
        self._at_once = at_once
        self._woken = asyncio.Event()
        self._leasing = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Deliver until cancelled; what is under way then is left to others at once."""
        listen(self._woken)
        try:
            while True:
                await self._start_or_log()
                await self._wait()
        finally:
            stop_listening(self._woken)
            await self._abandon()

    async def deliver_due(self) -> int:
        """Deliver all that is due now, after whatever this worker is delivering already; the number
        of entries that this call has begun.
        """
        handled = 0
        while True:
            was_busy = bool(self._running)
            handled += (begun := await self._start())
            if self._running:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            elif not begun and not was_busy:  # nothing has ended while this looked
                return handled

    async def _start_or_log(self) -> None:
        try:
            await self._start()
        except Exception as error:  # the loop outlives any fault of the database
            logger.error("outbox: could not deliver: %s", type(error).__name__)

    async def _start(self) -> int:
        """Begin with as many entries as there is room for; how many there were."""
        async with self._leasing:
            if (room := self._at_once - len(self._running)) <= 0:
                return 0
            batch = await self._lease(room)
            for entry in batch:
                task = asyncio.create_task(self._handle(entry))
                self._running.add(task)
                task.add_done_callback(self._ended)
        return len(batch)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()):
            logger.error("outbox: could not note what was done: %s", type(error).__name__)

    async def _wait(self) -> None:
        with suppress(TimeoutError):  # wait_for of Python 3.11 loses who cancels while it is woken
            async with asyncio.timeout(IDLE_SECONDS):
                await self._woken.wait()
        self._woken.clear()

    async def _abandon(self) -> None:
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _lease(self, most: int) -> list[Mapping[str, Any]]:
        now = self._runtime.now()
        skip = "" if is_sqlite() else "FOR UPDATE OF due SKIP LOCKED"
        topics = ", ".join(f"${number}" for number in range(4, len(self._handlers) + 4))
        statement = LEASE_DUE.format(skip=skip, topics=topics)
        return list(await fetch(statement, now + LEASE, now, most, *self._handlers))

    async def _handle(self, entry: Mapping[str, Any]) -> None:
        if entry["attempts"] > ATTEMPTS:  # the process died each time
            return await self._bury(entry, "NEVER_ENDED")
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await self._handlers[entry["topic"]](
                    uuid.UUID(str(entry["id"])), self._runtime.secrets.unseal(entry["payload"])
                )
        except asyncio.CancelledError as error:
            if not _is_ending():
                return await self._put_off(entry, fault_of(error))
            await _leased(entry).update(leased_until=None)  # need not wait for it to run out
            raise
        except NotYet as later:
            tries = entry["attempts"] - 1
            await _leased(entry).update(
                available_at=later.moment, leased_until=None, attempts=tries
            )
        except Undeliverable as error:
            await self._bury(entry, error.code)
        except Exception as error:  # whatever a handler does, the others go on
            await self._put_off(entry, fault_of(error))
        else:
            await _leased(entry).update(done_at=self._runtime.now(), payload="", leased_until=None)

    async def _put_off(self, entry: Mapping[str, Any], fault: str) -> None:
        if entry["attempts"] >= ATTEMPTS:
            return await self._bury(entry, fault)
        _log(entry, fault)
        wait = min(LONGEST_WAIT, timedelta(seconds=2 ** entry["attempts"]))
        # between half of it and the whole: what failed together does not come back together
        jittered = wait * random.uniform(0.5, 1)  # noqa: S311
        await _leased(entry).update(
            available_at=self._runtime.now() + jittered, leased_until=None, fault=fault
        )

    async def _bury(self, entry: Mapping[str, Any], fault: str) -> None:
        _log(entry, f"{fault}; given up, see `thana outbox dead`")
        await _leased(entry).update(dead_at=self._runtime.now(), leased_until=None, fault=fault)


def _leased(entry: Mapping[str, Any]) -> QuerySet[OutboxEntry]:
    """The entry while the lease is this one: whoever takes it over counts one attempt more."""
    return OutboxEntry.filter(id=entry["id"], attempts=entry["attempts"], done_at=None)


def _is_ending() -> bool:
    """Whether the worker is being stopped. A handler may be cancelled from within as well."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _log(entry: Mapping[str, Any], fault: str) -> None:
    logger.warning(
        "outbox: %s %s failed at try %d: %s", entry["topic"], entry["id"], entry["attempts"], fault
    )
