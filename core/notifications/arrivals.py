"""Which of a citizen's notifications a subscription has not told yet."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from tortoise.queryset import QuerySet

from core.notifications.models import Notification

OVERLAP = timedelta(minutes=1)
"""Longer than it takes to commit one: they need not appear in the order of their moments."""


def topic_of(citizen_id: uuid.UUID) -> str:
    """What a new notification of a citizen is announced as."""
    return f"citizen:{citizen_id}"


class Arrivals:
    """The notifications that have come since a subscription began, each once. Read from the table,
    so that none is missed though its announcement was.
    """

    def __init__(self, citizen_id: uuid.UUID) -> None:
        self._citizen_id = citizen_id
        self._since: datetime | None = None
        self._known: dict[uuid.UUID, datetime] = {}

    async def begin(self, now: datetime) -> None:
        """Those that are there already have arrived before."""
        self._since = now
        found = self._recent(now).order_by("created_at")
        self._known = dict(await found.values_list("id", "created_at"))

    async def next(self, now: datetime) -> Notification | None:
        """The oldest one that was not told yet."""
        assert self._since is not None  # noqa: S101
        found = self._recent(self._since).exclude(id__in=list(self._known))
        arrived = await found.order_by("created_at", "id").first()
        if arrived is None:
            self._since = now
            first = now - OVERLAP
            self._known = {id: at for id, at in self._known.items() if at >= first}
        else:
            self._known[arrived.id] = arrived.created_at
        return arrived

    def _recent(self, since: datetime) -> QuerySet[Notification]:
        return Notification.filter(citizen_id=self._citizen_id, created_at__gte=since - OVERLAP)
