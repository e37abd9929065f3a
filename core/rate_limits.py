"""Counters that live in the database, so that every process of a state counts together. A limit
holds for any span of its length, not only from midnight to midnight.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from core.db import fetch
from core.errors import RateLimited

COUNTED = (
    'INSERT INTO core_rate_limit ("key", "window", "count") VALUES {rows}'
    ' ON CONFLICT ("key", "window") DO UPDATE SET "count" = core_rate_limit."count"'
    ' + excluded."count" RETURNING "key", "count" + (SELECT COALESCE(SUM(other."count"), 0)'
    ' FROM core_rate_limit AS other WHERE other."key" = core_rate_limit."key"'
    ' AND other."window" > $2 AND other."window" <> $1) AS "count"'
)
PARTS = 24
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RateLimit(Model):
    """How often something happened in a window of time. The key holds nothing personal in clear."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(100)
    window = fields.DatetimeField()
    count = fields.IntField()

    class Meta:
        table = "core_rate_limit"
        unique_together = (("key", "window"),)


async def count(key: str, window: timedelta, now: datetime, amount: int = 1) -> int:
    """Count one more, or an amount, for the key; the answer is the count of the window that ends
    now, this one included.
    """
    return (await _counted({key: amount}, window, now))[key]


async def _counted(
    amounts: Mapping[str, int], window: timedelta, now: datetime
) -> Mapping[str, int]:
    """Count an amount for each key; the answer is the counts of the window that ends now."""
    values = [value for each in amounts.items() for value in each]
    rows = await fetch(_statement(len(amounts)), _part(window, now), _before(window, now), *values)
    return {row["key"]: int(row["count"]) for row in rows}


@cache
def _statement(keys: int) -> str:
    rows = ", ".join(f"(${place}, $1, ${place + 1})" for place in range(3, 3 + 2 * keys, 2))
    return COUNTED.format(rows=rows)


async def limit(key: str, most: int, window: timedelta, now: datetime, amount: int = 1) -> None:
    """Count one more, or an amount; past the limit raise RateLimited with the seconds until there
    is room again. What was refused does not count.
    """
    await limit_all({key: (amount, most)}, window, now)


async def limit_all(
    amounts: Mapping[str, tuple[int, int]], window: timedelta, now: datetime
) -> None:
    """As `limit`, for several keys at once: how much to count, and how much at most. Where one is
    past its limit nothing counts.
    """
    counts = await _counted({key: amount for key, (amount, _) in amounts.items()}, window, now)
    past = [key for key, (_, most) in amounts.items() if counts[key] > most]
    if past:
        for key, (amount, _) in amounts.items():
            await forgive(key, window, now, amount)
        raise RateLimited(await seconds_left(past[0], window, now))


async def forgive(key: str, window: timedelta, now: datetime, amount: int = 1) -> None:
    """Take back what was counted at this very moment."""
    counted = RateLimit.filter(key=key, window=_part(window, now), count__gte=amount)
    await counted.update(count=F("count") - amount)


async def forget(key: str) -> None:
    """Set the key's count back to nothing."""
    await RateLimit.filter(key=key).delete()


async def purge(before: datetime) -> int:
    """Delete what was counted before a moment; how many counters there were."""
    return await RateLimit.filter(window__lt=before).delete()


async def seconds_left(key: str, window: timedelta, now: datetime) -> int:
    """Whole seconds, at least one, until the oldest of what the window holds has left it."""
    held = RateLimit.filter(key=key, window__gt=_before(window, now), count__gt=0)
    oldest = await held.order_by("window").first()
    left = oldest.window - _before(window, now) if oldest else timedelta(0)
    return max(1, int(left.total_seconds()) + 1)


def _part(window: timedelta, now: datetime) -> datetime:
    """When the present part of the window began."""
    return now - (now - EPOCH) % (window / PARTS)


def _before(window: timedelta, now: datetime) -> datetime:
    """Parts that began at this moment or before it are over for longer than the window."""
    return now - window - window / PARTS
