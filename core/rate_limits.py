"""Counters that live in the database, so that every process of a state counts together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tortoise import fields
from tortoise.models import Model

from core.db import fetch
from core.errors import RateLimited


class RateLimit(Model):
    """How often something happened in a window of time. The key never holds personal data in clear."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(100)
    window = fields.DatetimeField()
    count = fields.IntField()

    class Meta:
        table = "core_rate_limit"
        unique_together = (("key", "window"),)


async def count(key: str, window: timedelta, now: datetime) -> int:
    """Count one more for the key in the present window; the answer includes it."""
    rows = await fetch(
        'INSERT INTO core_rate_limit ("key", "window", "count") VALUES ($1, $2, 1)'
        ' ON CONFLICT ("key", "window") DO UPDATE SET "count" = core_rate_limit."count" + 1 RETURNING "count"',
        key,
        _start(window, now),
    )
    return int(rows[0]["count"])


async def counted(key: str, window: timedelta, now: datetime) -> int:
    """What the key has counted in the present window."""
    row = await RateLimit.get_or_none(key=key, window=_start(window, now))
    return row.count if row else 0


async def limit(key: str, most: int, window: timedelta, now: datetime) -> None:
    """Count one more; past the limit raise RateLimited with the seconds until the window ends."""
    if await count(key, window, now) > most:
        raise RateLimited(seconds_left(window, now))


async def forget(key: str, window: timedelta, now: datetime) -> None:
    """Set the key's count in the present window back to nothing."""
    await RateLimit.filter(key=key, window=_start(window, now)).delete()


async def purge(before: datetime) -> int:
    """Delete windows that began before a moment; how many there were."""
    return await RateLimit.filter(window__lt=before).delete()


def seconds_left(window: timedelta, now: datetime) -> int:
    """Whole seconds, at least one, until the present window ends."""
    return max(1, int((_start(window, now) + window - now).total_seconds()) + 1)


def _start(window: timedelta, now: datetime) -> datetime:
    length = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)
