"""Several workers on one outbox: each entry is delivered once, and no fault of one is lost or holds
up the others.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import pytest
from servers import StartServers

from core.db import transactional
from core.notifications.models import DemoMessage
from core.outbox import queue
from core.outbox.models import OutboxEntry
from core.outbox.worker import LEASE, Worker
from core.runtime import Runtime
from core.texts import Language

MESSAGES = 120

enqueue = transactional(queue.enqueue)


class Sink:
    """A handler that keeps what it was handed, and has its faults."""

    def __init__(self) -> None:
        self.handed: list[str] = []
        self.is_broken = False
        self.has_begun = asyncio.Event()

    async def __call__(self, _: uuid.UUID, payload: str) -> None:
        self.handed.append(payload)
        if payload == "fails" and self.is_broken:
            raise ConnectionError


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def still(database: Runtime, clock: Any) -> Runtime:
    """The same runtime with the clock that tests move."""
    return replace(database, clock=clock)


class Slow:
    """A handler that has begun and does not end before it is told to fail."""

    def __init__(self) -> None:
        self.has_begun, self.may_fail = asyncio.Event(), asyncio.Event()

    async def __call__(self, _: uuid.UUID, payload: str) -> None:
        self.has_begun.set()
        await self.may_fail.wait()
        raise ConnectionError


async def test_three_processes_deliver_every_message_once(
    database: Runtime, start_servers: StartServers
) -> None:
    code = {"event": "one_time_code", "channel": "SMS", "language": Language.EN.value}
    servers = await start_servers(3)
    for position in range(MESSAGES):
        values = {"code": f"{position:06}", "minutes": 5, "until": "12:00"}
        await enqueue(database, "message", code | {"to": f"{position}", "values": values})
    for server in servers:
        assert (await server.http.get("/dev/outbox")).status_code == 200

    entries = await OutboxEntry.all()
    assert {(entry.attempts, entry.payload) for entry in entries} == {(1, "")}
    assert all(entry.done_at for entry in entries)
    sent = await DemoMessage.all()
    assert sorted(message.id for message in sent) == sorted(entry.id for entry in entries)
    assert sorted(int(message.recipient) for message in sent) == list(range(MESSAGES))


async def test_what_fails_is_tried_again_later_while_the_others_go_on(
    still: Runtime, clock: Any, sink: Sink
) -> None:
    sink.is_broken = True
    for payload in ("fails", "works"):
        await enqueue(still, "letter", payload)
    worker = Worker(still, {"letter": sink})

    assert await worker.deliver_due() == 2
    assert sorted(sink.handed) == ["fails", "works"]
    clock.move(seconds=1)
    assert await worker.deliver_due() == 0
    clock.move(seconds=1)
    sink.is_broken = False
    assert await worker.deliver_due() == 1
    assert sorted(sink.handed) == ["fails", "fails", "works"]
    assert await OutboxEntry.filter(done_at=None).count() == 0


async def test_a_lease_that_ran_out_is_taken_over_and_the_late_worker_changes_nothing(
    still: Runtime, clock: Any, sink: Sink
) -> None:
    slow = Slow()
    await enqueue(still, "letter", "slow")
    async with asyncio.TaskGroup() as group:
        group.create_task(Worker(still, {"letter": slow}).deliver_due())
        await slow.has_begun.wait()
        other = Worker(still, {"letter": sink})
        assert await other.deliver_due() == 0
        clock.move(seconds=LEASE.total_seconds())
        assert await other.deliver_due() == 1
        delivered = dict(await OutboxEntry.get())
        slow.may_fail.set()

    assert sink.handed == ["slow"]
    assert delivered["done_at"] == clock.now()
    assert dict(await OutboxEntry.get()) == delivered


async def test_a_worker_that_is_stopped_leaves_its_entries_to_the_others_at_once(
    still: Runtime, sink: Sink
) -> None:
    slow = Slow()
    for payload in ("first", "second"):
        await enqueue(still, "letter", payload)
    stopped = asyncio.create_task(Worker(still, {"letter": slow}).run())
    await slow.has_begun.wait()
    stopped.cancel()
    await asyncio.gather(stopped, return_exceptions=True)

    assert await Worker(still, {"letter": sink}).deliver_due() == 2
    assert sorted(sink.handed) == ["first", "second"]
