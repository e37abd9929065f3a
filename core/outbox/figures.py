"""What waits in the outbox, for how long, and what was given up; and new tries for that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.db import fetch, transactional
from core.outbox.models import OutboxEntry

# what waits for an earlier entry of its lane is not late by itself
FIGURES = (
    "SELECT topic,"
    " SUM(CASE WHEN dead_at IS NULL AND available_at <= $1 THEN 1 ELSE 0 END) AS due,"
    " SUM(CASE WHEN dead_at IS NULL AND available_at > $1 AND attempts = 0 THEN 1 ELSE 0 END)"
    " AS later,"
    " SUM(CASE WHEN dead_at IS NULL AND available_at > $1 AND attempts > 0 THEN 1 ELSE 0 END)"
    " AS retrying,"
    " SUM(CASE WHEN dead_at IS NULL THEN 0 ELSE 1 END) AS dead,"
    " MIN(CASE WHEN dead_at IS NULL AND available_at <= $1 AND NOT EXISTS (SELECT 1"
    " FROM core_outbox AS earlier WHERE earlier.lane = waiting.lane AND earlier.id < waiting.id"
    " AND earlier.done_at IS NULL AND earlier.dead_at IS NULL) THEN available_at END) AS oldest"
    " FROM core_outbox AS waiting WHERE done_at IS NULL GROUP BY topic ORDER BY topic"
)


@dataclass(frozen=True)
class Figures:
    """Of one topic: how many are due, for later, put off after a failure, and dead; and for how
    long the oldest due one has waited.
    """

    topic: str
    due: int
    later: int
    retrying: int
    dead: int
    age: timedelta


async def figures(now: datetime) -> list[Figures]:
    """What is not done yet, by topic."""
    return [
        Figures(
            topic=row["topic"],
            due=row["due"],
            later=row["later"],
            retrying=row["retrying"],
            dead=row["dead"],
            age=now - _moment(row["oldest"]) if row["oldest"] else timedelta(0),
        )
        for row in await fetch(FIGURES, now)
    ]


def _moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


async def oldest_waiting(now: datetime, *, besides: str) -> timedelta:
    """For how long the oldest entry has been due, besides those of one topic."""
    ages = [each.age for each in await figures(now) if each.topic != besides]
    return max(ages, default=timedelta(0))


async def dead_letters(most: int) -> Sequence[OutboxEntry]:
    """What was given up, the latest first."""
    return await OutboxEntry.exclude(dead_at=None).order_by("-dead_at", "-id").limit(most)


@transactional
async def retry(now: datetime, ids: Collection[UUID] | None = None) -> int:
    """Give dead letters (all of them without ids) all their tries again; how many there were."""
    dead = OutboxEntry.exclude(dead_at=None)
    chosen = dead if ids is None else dead.filter(id__in=ids)
    return await chosen.update(dead_at=None, attempts=0, available_at=now)
