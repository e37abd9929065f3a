"""Stopping what delivers: it is over when all that was under way has been put back, not before."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from starlette.applications import Starlette

from core.db import transactional
from core.effects import Effects
from core.outbox import queue
from core.outbox.models import OutboxEntry
from core.outbox.worker import Worker
from core.platforms import PATIENCE_SECONDS, stop
from core.runtime import Runtime
from core.sandboxes import Sandboxes

TURNS = 20


async def test_messages_are_over_once_the_last_of_them_has_let_go(
    app: Starlette, sandboxes: Sandboxes
) -> None:
    is_begun, is_cancelled, may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def linger(_: uuid.UUID, __: object) -> None:
        is_begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            is_cancelled.set()
            await may_end.wait()

    platform = app.state.platform
    effects = Effects(platform.runtime, platform.registry, sandboxes)
    effects.messages = Worker(platform.runtime, {"letter": linger})
    await transactional(queue.enqueue)(platform.runtime, "letter", "of no importance")
    jobs = [asyncio.create_task(job) for _, job in effects.jobs()]

    await is_begun.wait()
    stopping = asyncio.create_task(stop(*jobs))
    await is_cancelled.wait()
    for _ in range(TURNS):
        await asyncio.sleep(0)
    assert not stopping.done()

    may_end.set()
    await stopping
    assert all(job.done() for job in jobs)
    entry = await OutboxEntry.get(topic="letter")
    assert (entry.leased_until, entry.done_at, entry.dead_at) == (None, None, None)


class Idle(Worker):
    """A worker that finds nothing to deliver."""

    async def _start(self) -> int:
        return 0


@pytest.mark.parametrize("turns", range(5))
async def test_a_worker_that_is_woken_and_stopped_at_once_has_ended(
    runtime: Runtime, turns: int
) -> None:
    working = asyncio.create_task(Idle(runtime, {}).run())
    for _ in range(TURNS):
        await asyncio.sleep(0)
    await transactional(queue.enqueue)(runtime, "letter", "wakes whoever works")
    for _ in range(turns):
        await asyncio.sleep(0)
    working.cancel()
    assert await asyncio.wait({working}, timeout=PATIENCE_SECONDS) == ({working}, set())
