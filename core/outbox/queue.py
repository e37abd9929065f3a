"""Writing to the outbox, within the transaction whose effect it is."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from uuid_utils.compat import uuid7

from core.db import after_commit
from core.outbox.models import OutboxEntry
from core.rows import Rows, at_the_end
from core.runtime import Runtime

_wake: set[asyncio.Event] = set()


async def enqueue(
    runtime: Runtime,
    topic: str,
    payload: Any,
    *,
    lane: str | None = None,
    not_before: datetime | None = None,
    id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Have a worker handle the payload (JSON) once the surrounding transaction has committed, and
    not before a moment; within a lane one after the other. The id is what a sink knows it by.
    Entries are stored together when the transaction ends. Raises RuntimeError without one.
    """
    now, key = runtime.now(), id or uuid7()
    entry = {
        "id": key,
        "topic": topic,
        "lane": lane,
        "payload": runtime.secrets.seal(payload),
        "created_at": now,
        "available_at": max(now, not_before or now),
    }
    at_the_end(_stored, entry)
    after_commit(_wake_workers)
    return key


async def _stored(entries: Sequence[Mapping[str, Any]]) -> Sequence[Rows]:
    return [Rows(OutboxEntry, entries)]


def listen(woken: asyncio.Event) -> None:
    """Set the event whenever this process has committed something to the outbox."""
    _wake.add(woken)


def stop_listening(woken: asyncio.Event) -> None:
    """Set the event no more."""
    _wake.discard(woken)


def _wake_workers() -> None:
    for event in _wake:
        event.set()
