"""Batched reads of notifications, and pages of them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tortoise.expressions import Q
from tortoise.functions import Count

from core.notifications.models import Delivery, DeliveryStatus, Notification
from core.notifications.preferences import preferences_of
from core.notifications.types import DeliveryType, NotificationPreference, NotificationType
from core.outbox.models import OutboxEntry
from core.relay import (
    COUNTED_UP_TO,
    Connection,
    bad_cursor,
    check_page,
    connection,
    decode_cursor,
    encode_cursor,
)

if TYPE_CHECKING:
    from core.context import Context, Loader

CURSOR = "notifications"

PageKey = tuple[uuid.UUID, int, str | None, bool]
"""Of which citizen, how many, behind which cursor, and whether those alone that are not read."""


async def load_deliveries(_: Context, ids: list[uuid.UUID]) -> list[list[DeliveryType]]:
    """For each notification its deliveries. One that was tried so often that the outbox has given
    it up is dead.
    """
    rows = await Delivery.filter(notification_id__in=ids).order_by("id")
    failed = [row.id for row in rows if row.status is DeliveryStatus.FAILED]
    dead = await OutboxEntry.filter(id__in=failed).exclude(dead_at=None) if failed else []
    given_up = {entry.id for entry in dead}
    found: defaultdict[uuid.UUID, list[DeliveryType]] = defaultdict(list)
    for row in rows:
        status = DeliveryStatus.DEAD if row.id in given_up else row.status
        shown = DeliveryType(channel=row.channel, status=status, attempts=row.attempts)
        found[row.notification_id].append(shown)
    return [found[each] for each in ids]


async def load_unread(_: Context, citizen_ids: list[uuid.UUID]) -> list[int]:
    """For each citizen how many notifications are not read."""
    unread = Notification.filter(citizen_id__in=citizen_ids, read_at=None)
    counted = (
        await unread.annotate(unread=Count("id"))
        .group_by("citizen_id")
        .values_list("citizen_id", "unread")
    )
    numbers = {citizen: number for citizen, number in counted}
    return [numbers.get(each, 0) for each in citizen_ids]


async def load_preferences(
    _: Context, citizen_ids: list[uuid.UUID]
) -> list[list[NotificationPreference]]:
    """For each citizen every channel, wanted or not."""
    return [
        [NotificationPreference(channel=channel, enabled=wish) for channel, wish in wanted.items()]
        for wanted in await preferences_of(citizen_ids)
    ]


async def load_pages(_: Context, keys: list[PageKey]) -> list[Connection[NotificationType]]:
    """For each key a page of a citizen's notifications, newest first."""
    return [await _page(*key) for key in keys]


async def _page(
    citizen_id: uuid.UUID, first: int, after: str | None, unread_only: bool
) -> Connection[NotificationType]:
    check_page(first)
    matching = Notification.filter(citizen_id=citizen_id)
    if unread_only:
        matching = matching.filter(read_at=None)
    shown = matching.filter(_behind(after)) if after is not None else matching
    rows = await shown.order_by("-created_at", "-id").limit(first + 1)

    async def count() -> int:
        return len(await matching.limit(COUNTED_UP_TO + 1).values_list("id", flat=True))

    cursors = [encode_cursor(CURSOR, row.created_at.isoformat(), str(row.id)) for row in rows]
    return connection([NotificationType(row=row) for row in rows], cursors, first, count)


def _behind(cursor: str) -> Q:
    at, key = decode_cursor(CURSOR, cursor, 2)
    try:
        moment, notification_id = datetime.fromisoformat(at).astimezone(UTC), uuid.UUID(key)
    except (ValueError, OverflowError):
        raise bad_cursor() from None
    if (moment.isoformat(), str(notification_id)) != (at, key):
        raise bad_cursor()
    return Q(created_at__lt=moment) | Q(created_at=moment, id__lt=notification_id)


LOADERS: dict[str, Loader] = {
    "deliveries": load_deliveries,
    "unread_notifications": load_unread,
    "notification_preferences": load_preferences,
    "notifications_of_citizen": load_pages,
}
