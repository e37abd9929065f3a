"""A worker that is killed again and again, before a gateway that is out of reach, slow and faulty:
everybody is told once. KILLS=100 in the environment makes it longer.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from factories import make_citizen
from servers import THANA, variables
from sms_gateways import Answer, SmsGatewayServer, through

from core.db import transactional
from core.notifications.models import Delivery, DeliveryStatus, Notification, NotificationChannel
from core.notifications.notices import tell
from core.outbox.figures import dead_letters
from core.outbox.models import OutboxEntry
from core.runtime import Runtime
from core.settings import Settings
from core.texts import text

KILLS = int(os.environ.get("KILLS", "5"))
EVENTS = 8 * KILLS + 20
TRIES_BEFORE_EACH = 4
PATIENCE_SECONDS = 60
FAULTS = (Answer(500), Answer(503), Answer(429), Answer(body="ERROR", takes=False))
LOST = (Answer(is_lost=True), Answer(is_lost=True, takes=False), Answer(is_slow=True))


@dataclass
class Gateway(SmsGatewayServer):
    """A gateway that fails a good part of all requests, and knows how often it was asked."""

    asked: threading.Condition = field(default_factory=threading.Condition)

    def take(self, message: dict[str, Any], headers: dict[str, str]) -> Answer:
        with self.asked:
            answer = super().take(message, headers)
            self.asked.notify_all()
        return answer

    async def is_asked(self, count: int) -> None:
        """Wait until so many more requests have come."""
        wanted = len(self.tries) + count
        await asyncio.to_thread(self._wait, wanted)

    def _wait(self, wanted: int) -> None:
        with self.asked:
            assert self.asked.wait_for(lambda: len(self.tries) >= wanted, PATIENCE_SECONDS)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    chance = random.Random(4)
    made = Gateway()
    answers = [*FAULTS, *LOST, *[Answer()] * 8]
    made.plan(*chance.choices(answers, k=2 * EVENTS))
    made.come_up()
    yield made
    made.go_down()


async def test_everybody_is_told_once_however_often_the_worker_dies(
    database: Runtime, settings: Settings, gateway: Gateway, tmp_path: Path
) -> None:
    live = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in through(gateway).items()
    }
    named = {f"notifications__{name}": value for name, value in live.items()}
    environment = variables(
        settings, mode="production", public_url="https://seva.example.in", **named
    )  # fmt: skip
    people = [await _tell_somebody(database, number) for number in range(EVENTS)]
    for turn in range(KILLS):
        worker = await _start_worker(tmp_path, environment)
        await gateway.is_asked(TRIES_BEFORE_EACH)
        worker.kill()
        await worker.wait()
        leased = OutboxEntry.filter(done_at=None).exclude(leased_until=None)
        # its leases run out: what it held comes behind what is due by now
        await leased.update(leased_until=None, available_at=database.now())
        if turn % 5 == 4:
            gateway.go_down()
            gateway.released.clear()
            gateway.come_up()

    gateway.planned.clear()
    gateway.released.set()
    await OutboxEntry.filter(done_at=None).update(available_at=database.now())  # no long waits
    worker = await _start_worker(tmp_path, environment)
    async with asyncio.timeout(PATIENCE_SECONDS + EVENTS):
        while await OutboxEntry.exists(done_at=None):
            pass
    worker.terminate()
    assert await worker.wait() == 0

    assert await dead_letters(1) == []
    told = [message["to"] for message in gateway.delivered.values()]
    assert sorted(told) == sorted(person.lstrip("+") for person in people)
    by_sms = await Delivery.filter(channel=NotificationChannel.SMS)
    assert {str(row.id) for row in by_sms} == set(gateway.delivered)
    assert {row.status for row in by_sms} == {DeliveryStatus.SENT}
    assert await Notification.all().count() == EVENTS
    assert len(gateway.tries) > EVENTS  # some were asked for again


@transactional
async def _tell_somebody(runtime: Runtime, number: int) -> str:
    citizen = await make_citizen(runtime)
    values = {
        "number": f"MP-21346058-LP-2026-{number:06}-0",
        "service": text("Police station"),
        "status": text("Police station"),
        "station": {"en": "Makroniya", "hi": "मकरोनिया"},
    }
    await tell(runtime, citizen.id, "request_moved", values, is_answer=True)
    return str(citizen.mobile)


async def _start_worker(folder: Path, environment: Any) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        THANA, "worker", cwd=folder, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
