"""`thana outbox` tells operators what waits and what was given up, and has it tried again."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commands import Finished, thana

from core import db
from core.app import create_platform
from core.db import transactional
from core.outbox import queue
from core.outbox.models import OutboxEntry
from core.outbox.worker import Undeliverable, Worker
from core.settings import Settings

SECRET = "+919876543210"


async def refuse(_: uuid.UUID, payload: Any) -> None:
    raise Undeliverable("SMS_REFUSED")


@pytest.fixture
async def letter(settings: Settings) -> uuid.UUID:
    """A message that was refused for good; another one waits for a day that has not come."""
    of = create_platform(settings)
    context = await db.connect(of.database)
    enqueue = transactional(queue.enqueue)
    refused = await enqueue(of.runtime, "message", {"to": SECRET})
    await Worker(of.runtime, {"message": refuse}).deliver_due()
    later = datetime.now(UTC) + timedelta(days=1)
    await enqueue(of.runtime, "message", {"to": SECRET}, not_before=later)
    yield refused
    await context.close_connections()


@pytest.fixture
def outbox(tmp_path: Path, database_url: str) -> Any:
    async def run(*arguments: str) -> Finished:
        return await thana(tmp_path, "outbox", *arguments, database_url=database_url)

    return run


async def test_what_waits_and_what_was_given_up_is_told_without_what_it_holds(
    letter: uuid.UUID, outbox: Any
) -> None:
    status, dead = await outbox("status", "--json"), await outbox("dead", "--json")
    assert json.loads(status.out) == [
        {"topic": "message", "due": 0, "later": 1, "retrying": 0, "dead": 1, "age": 0.0}
    ]
    (row,) = json.loads(dead.out)
    assert (row["id"], row["topic"], row["fault"], row["attempts"]) == (
        str(letter), "message", "SMS_REFUSED", 1,
    )  # fmt: skip
    for shown in (await outbox("status"), await outbox("dead")):
        assert (shown.code, shown.err) == (0, "")
        assert SECRET not in shown.out
        assert "message" in shown.out


async def test_dead_letter_is_tried_again_when_an_operator_says_so(
    letter: uuid.UUID, outbox: Any
) -> None:
    done = await outbox("retry", str(letter))
    assert (done.code, done.out) == (0, "1 to be tried again\n")
    entry = await OutboxEntry.get(id=letter)
    assert (entry.dead_at, entry.attempts) == (None, 0)
    assert (await outbox("dead")).out == "no dead letters\n"


async def test_retry_says_what_is_wrong_with_its_ids(letter: uuid.UUID, outbox: Any) -> None:
    unknown, nothing = await outbox("retry", str(uuid.uuid4())), await outbox("retry")
    assert unknown.faults == ["no dead letter has such an id; `thana outbox dead` lists them"]
    assert nothing.faults == [
        "name the ids of dead letters, or --all; `thana outbox dead` lists them"
    ]
    assert (unknown.code, nothing.code) == (1, 1)
    assert (await OutboxEntry.get(id=letter)).dead_at is not None
