"""Announcing a change to every process, within the transaction that makes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from core.db import after_commit, is_sqlite
from core.live.models import Announcement
from core.rows import Rows, Statement, Writing, at_the_end
from core.runtime import Runtime

CHANNEL = "thana"
MOST_BYTES = 7999
"""PostgreSQL's limit on what NOTIFY carries."""
NOTIFY = "SELECT pg_notify($1, content) FROM unnest($2::text[]) AS change (content)"

_wake: set[asyncio.Event] = set()


async def announce(runtime: Runtime, topics: Collection[str], **ids: str) -> None:
    """Tell the subscriptions that wait for one of these topics, such as `unit:21346058`, once the
    surrounding transaction has committed, in every process. Topics and ids hold nothing personal:
    whoever is told reads again what they may see. Raises RuntimeError without a transaction,
    ValueError for what is too long.
    """
    content = json.dumps({"topics": sorted(topics), "ids": ids}, separators=(",", ":"))
    if len(content.encode()) > MOST_BYTES:
        raise ValueError(f"an announcement has {MOST_BYTES} bytes at most")
    at_the_end(_announced, {"content": content, "at": runtime.now()})
    after_commit(_wake_hearers)


async def _announced(changes: Sequence[Mapping[str, Any]]) -> Sequence[Writing]:
    if is_sqlite():
        return [Rows(Announcement, changes)]
    contents = [each["content"] for each in changes]
    return [Statement(NOTIFY, [CHANNEL, contents])]


def listen(woken: asyncio.Event) -> None:
    """Set the event whenever this process has announced something."""
    _wake.add(woken)


def stop_listening(woken: asyncio.Event) -> None:
    """Set the event no more."""
    _wake.discard(woken)


def _wake_hearers() -> None:
    for event in _wake:
        event.set()
