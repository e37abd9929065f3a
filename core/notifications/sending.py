"""Sends what the outbox holds for one channel, and notes how far each delivery has come."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.expressions import F

from core.notifications.channels import Letter
from core.notifications.events import ONE_TIME_CODE
from core.notifications.models import Delivery, DeliveryStatus, NotificationChannel
from core.notifications.modes import Outlet
from core.notifications.quiet_hours import quiet_until
from core.notifications.templates import LONGEST_TITLE, MessageTemplates, values_in
from core.outbox.worker import NotYet, Undeliverable, fault_of
from core.runtime import Runtime
from core.texts import Language


class Messages:
    """The handler of the outbox topic `message`: event, channel, to, language and values; whether
    it is news, and whether the portal lists it; for a code until when it is good.
    """

    def __init__(self, runtime: Runtime, templates: MessageTemplates, outlet: Outlet) -> None:
        self._runtime = runtime
        self._templates = templates
        self._outlet = outlet

    async def __call__(self, entry_id: uuid.UUID, message: Mapping[str, Any]) -> None:
        if self._is_too_late(message) or not await _is_wanted(entry_id, message):
            return
        self._keep_quiet(message)
        begun = {"attempts": F("attempts") + 1, "fault": None}
        await self._note(entry_id, DeliveryStatus.SENDING, **begun)
        try:
            await self._outlet.send(self._letter(entry_id, message))
        except Undeliverable as error:
            await self._note(entry_id, DeliveryStatus.DEAD, fault=error.code)
            raise
        except Exception as error:
            await self._note(entry_id, DeliveryStatus.FAILED, fault=fault_of(error))
            raise
        await self._note(entry_id, DeliveryStatus.SENT)

    def _is_too_late(self, message: Mapping[str, Any]) -> bool:
        expires_at = message.get("expires_at")
        return expires_at is not None and self._runtime.now() >= datetime.fromisoformat(expires_at)

    def _keep_quiet(self, message: Mapping[str, Any]) -> None:
        """News that a failure or an outage has brought into the quiet hours waits for their end."""
        quiet = quiet_until(self._runtime.settings.notifications, self._runtime.now())
        if quiet is not None and message.get("is_news"):
            raise NotYet(quiet)

    def _letter(self, entry_id: uuid.UUID, message: Mapping[str, Any]) -> Letter:
        runtime, channel = self._runtime, NotificationChannel(message["channel"])
        language = runtime.settings.offered(Language(message["language"]))
        template = self._templates.of(message["event"], language)
        values = values_in(message["values"], language, runtime.texts)
        pattern = template.sms if channel is NotificationChannel.SMS else template.body
        assert pattern is not None  # noqa: S101  (an event without it is not told by SMS)
        return Letter(
            id=entry_id,
            event=message["event"],
            channel=channel,
            to=message["to"],
            language=language,
            subject=template.title.format(**values)[:LONGEST_TITLE],
            text=pattern.format(**values),
            is_code=message["event"] == ONE_TIME_CODE or "expires_at" in message,
        )

    async def _note(self, entry_id: uuid.UUID, status: DeliveryStatus, **more: Any) -> None:
        """A code has no row: it is listed nowhere."""
        now = self._runtime.now()
        await Delivery.filter(id=entry_id).update(status=status, updated_at=now, **more)


async def _is_wanted(entry_id: uuid.UUID, message: Mapping[str, Any]) -> bool:
    """Whether it is not sent yet, and is not of a citizen who has been erased meanwhile."""
    if not message.get("is_listed"):
        return True
    delivery = await Delivery.get_or_none(id=entry_id).select_related("notification__citizen")
    if delivery is None or delivery.status is DeliveryStatus.SENT:
        return False
    return delivery.notification.citizen.erased_at is None
