"""A worker: what stands in a lane keeps its order, the rest goes side by side, and what no further
try would help is given up at once.
"""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest

from core.db import transactional
from core.outbox import queue, worker
from core.outbox.figures import Figures, dead_letters, figures, oldest_waiting, retry
from core.outbox.models import OutboxEntry
from core.outbox.worker import ATTEMPTS, LONGEST_WAIT, NotYet, Undeliverable, Worker
from core.runtime import Runtime

SIDE_BY_SIDE = 4

enqueue = transactional(queue.enqueue)


class Sink:
    """A handler that notes what it is handed, fails with the fault set for a payload, and holds
    whatever stands in `held` until it is released.
    """

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.faults: dict[str, BaseException] = {}
        self.held: set[str] = set()
        self.is_full, self.released = asyncio.Event(), asyncio.Event()

    async def __call__(self, _: uuid.UUID, payload: str) -> None:
        self.begun.append(payload)
        if len(self.begun) == SIDE_BY_SIDE:
            self.is_full.set()
        if payload in self.held:
            await self.released.wait()
        if payload in self.faults:
            raise self.faults[payload]


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def working(runtime: Runtime, sink: Sink) -> Worker:
    return Worker(runtime, {"letter": sink}, at_once=SIDE_BY_SIDE)


async def test_a_lane_keeps_its_order_though_the_first_one_fails(
    runtime: Runtime, working: Worker, sink: Sink, clock: Any
) -> None:
    for payload in ("first", "second", "third"):
        await enqueue(runtime, "letter", payload, lane="citizen:1")
    await enqueue(runtime, "letter", "of another lane", lane="citizen:2")
    sink.faults["first"] = ConnectionError()

    assert await working.deliver_due() == 2
    assert sorted(sink.begun) == ["first", "of another lane"]
    sink.faults.clear()
    clock.move(seconds=2)
    assert await working.deliver_due() == 3
    assert sink.begun[2:] == ["first", "second", "third"]


async def test_a_lane_goes_on_once_its_first_one_was_given_up(
    runtime: Runtime, working: Worker, sink: Sink
) -> None:
    for payload in ("refused for good", "next"):
        await enqueue(runtime, "letter", payload, lane="citizen:1")
    sink.faults["refused for good"] = Undeliverable("SMS_REFUSED")

    assert await working.deliver_due() == 2
    assert sink.begun == ["refused for good", "next"]
    (letter,) = await dead_letters(10)
    assert (letter.fault, letter.attempts, letter.done_at) == ("SMS_REFUSED", 1, None)
    assert runtime.secrets.unseal(letter.payload) == "refused for good"


async def test_what_is_slow_holds_up_nothing_but_its_own_lane(
    runtime: Runtime, working: Worker, sink: Sink
) -> None:
    sink.held.add("slow")
    await enqueue(runtime, "letter", "slow", lane="citizen:1")
    await enqueue(runtime, "letter", "behind it", lane="citizen:1")
    for number in range(10):
        await enqueue(runtime, "letter", f"quick {number}")
    delivering = asyncio.create_task(working.deliver_due())
    async with asyncio.timeout(10):
        while len(await OutboxEntry.exclude(done_at=None).filter(topic="letter")) < 10:
            pass
    assert "behind it" not in sink.begun

    sink.released.set()
    assert await delivering == 12
    assert sink.begun[-1] == "behind it"


async def test_no_more_than_so_many_run_side_by_side(
    runtime: Runtime, working: Worker, sink: Sink
) -> None:
    for number in range(10):
        sink.held.add(str(number))
        await enqueue(runtime, "letter", str(number))
    delivering = asyncio.create_task(working.deliver_due())
    async with asyncio.timeout(10):
        await sink.is_full.wait()
    assert await OutboxEntry.filter(topic="letter").exclude(leased_until=None).count() == 4
    sink.released.set()
    assert await delivering == 10


async def test_a_handler_that_hangs_is_ended_and_tried_again(
    runtime: Runtime, working: Worker, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "HANDLER_SECONDS", 0.01)
    sink.held.add("hangs")
    await enqueue(runtime, "letter", "hangs")

    assert await working.deliver_due() == 1
    entry = await OutboxEntry.get(topic="letter")
    assert (entry.fault, entry.attempts, entry.leased_until) == ("TimeoutError", 1, None)


async def test_waits_double_up_to_an_hour_and_what_failed_together_does_not_come_back_together(
    runtime: Runtime, working: Worker, sink: Sink, clock: Any
) -> None:
    for number in range(20):
        sink.faults[str(number)] = ConnectionError()
        await enqueue(runtime, "letter", str(number))

    for attempt in range(1, ATTEMPTS):
        assert await working.deliver_due() == 20
        longest = min(LONGEST_WAIT, timedelta(seconds=2**attempt))
        waits = [entry.available_at - clock.now() for entry in await _letters()]
        assert all(longest / 2 <= wait <= longest for wait in waits)
        assert len(set(waits)) > 10
        clock.move(seconds=longest.total_seconds())

    assert await working.deliver_due() == 20
    assert [entry.dead_at for entry in await _letters()] == [clock.now()] * 20


async def test_what_is_for_later_waits_until_then(
    runtime: Runtime, working: Worker, sink: Sink, clock: Any
) -> None:
    await enqueue(runtime, "letter", "tomorrow", not_before=clock.now() + timedelta(days=1))

    clock.move(hours=23, minutes=59)
    assert await working.deliver_due() == 0
    clock.move(minutes=1)
    assert await working.deliver_due() == 1


async def test_a_transaction_that_is_rolled_back_leaves_nothing_to_deliver(
    runtime: Runtime, working: Worker, sink: Sink
) -> None:
    @transactional
    async def fail() -> None:
        await queue.enqueue(runtime, "letter", "never")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await working.deliver_due() == 0
    assert await _letters() == []


async def test_nothing_is_written_without_a_transaction(runtime: Runtime) -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        await queue.enqueue(runtime, "letter", "never")
    assert await _letters() == []


async def test_figures_tell_depth_and_age_by_topic(
    runtime: Runtime, working: Worker, sink: Sink, clock: Any
) -> None:
    sink.faults |= {"fails": ConnectionError(), "refused": Undeliverable("SMS_REFUSED")}
    for payload in ("fails", "refused"):
        await enqueue(runtime, "letter", payload, lane=payload)
    await enqueue(runtime, "letter", "behind it", lane="fails")
    await enqueue(runtime, "letter", "tomorrow", not_before=clock.now() + timedelta(days=1))
    await working.deliver_due()
    await enqueue(runtime, "parcel", "due", lane="parcels")
    clock.move(seconds=0.5)
    await enqueue(runtime, "parcel", "due as well")
    clock.move(seconds=0.25)

    assert await figures(clock.now()) == [
        Figures("letter", due=1, later=1, retrying=1, dead=1, age=timedelta(0)),
        Figures("parcel", due=2, later=0, retrying=0, dead=0, age=timedelta(seconds=0.75)),
    ]
    assert await oldest_waiting(clock.now(), besides="parcel") == timedelta(0)


async def test_a_dead_letter_that_is_retried_has_all_its_tries_again(
    runtime: Runtime, working: Worker, sink: Sink, clock: Any
) -> None:
    for payload in ("refused", "refused as well"):
        sink.faults[payload] = Undeliverable("SMS_REFUSED")
        await enqueue(runtime, "letter", payload)
    await working.deliver_due()
    sink.faults.clear()
    letter = next(each for each in await dead_letters(10) if _reads(runtime, each) == "refused")

    assert await retry(clock.now(), [letter.id]) == 1
    assert await working.deliver_due() == 1
    assert sink.begun[2:] == ["refused"]
    assert [_reads(runtime, each) for each in await dead_letters(10)] == ["refused as well"]


def _reads(runtime: Runtime, letter: OutboxEntry) -> str:
    return str(runtime.secrets.unseal(letter.payload))


async def _letters() -> list[OutboxEntry]:
    return await OutboxEntry.filter(topic="letter")


async def test_a_handler_that_is_cancelled_from_within_is_tried_again_later(
    runtime: Runtime, working: Worker, sink: Sink
) -> None:
    await enqueue(runtime, "letter", "of a library that cancels")
    sink.faults["of a library that cancels"] = asyncio.CancelledError()
    assert await working.deliver_due() == 1
    entry = await OutboxEntry.get()
    assert (entry.attempts, entry.fault, entry.leased_until) == (1, "CancelledError", None)
    assert entry.available_at > runtime.now()


async def test_what_ends_its_process_each_time_is_given_up(
    runtime: Runtime, working: Worker, sink: Sink
) -> None:
    await enqueue(runtime, "letter", "deadly")
    await OutboxEntry.all().update(attempts=ATTEMPTS)
    assert await working.deliver_due() == 1
    assert sink.begun == []
    assert [entry.fault for entry in await dead_letters(1)] == ["NEVER_ENDED"]


async def test_what_has_to_wait_uses_up_no_try(
    runtime: Runtime, working: Worker, sink: Sink, clock: Any
) -> None:
    await enqueue(runtime, "letter", "news")
    for hours in range(1, ATTEMPTS + 2):
        sink.faults["news"] = NotYet(runtime.now() + timedelta(hours=1))
        assert await working.deliver_due() == 1
        clock.move(hours=1)
        assert len(sink.begun) == hours
    sink.faults.clear()
    assert await working.deliver_due() == 1
    assert (await OutboxEntry.get()).done_at == runtime.now()
