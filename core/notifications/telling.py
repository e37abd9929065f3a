"""Tells a citizen of an event: what the portal lists, and a message for each channel."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from uuid_utils.compat import uuid7

from core.db import transactional
from core.identity.models import Citizen
from core.live.announcing import announce
from core.notifications.arrivals import topic_of
from core.notifications.channels import is_open
from core.notifications.models import Delivery, DeliveryStatus, Notification, NotificationChannel
from core.notifications.notices import MESSAGE
from core.notifications.preferences import unwanted_channels
from core.notifications.quiet_hours import quiet_until
from core.notifications.templates import LONGEST_TITLE, MessageTemplates, values_in
from core.outbox.queue import enqueue
from core.runtime import Runtime


class Notices:
    """The handler of the outbox topic `notice`."""

    def __init__(self, runtime: Runtime, templates: MessageTemplates) -> None:
        self._runtime = runtime
        self._templates = templates

    @transactional
    async def __call__(self, entry_id: uuid.UUID, notice: Mapping[str, Any]) -> None:
        citizen = await Citizen.get_or_none(id=notice["citizen_id"])
        if citizen is None or citizen.erased_at or await Notification.exists(id=entry_id):
            return
        notification = await self._list(entry_id, citizen, notice)
        await announce(self._runtime, [topic_of(citizen.id)])
        await self._deliver(uuid7(), notification, NotificationChannel.IN_APP, DeliveryStatus.SENT)
        unwanted = await self._unwanted(citizen, notice["event"])
        for channel, to in _addresses(citizen).items():
            if to and channel not in unwanted and is_open(self._runtime.settings, channel):
                await self._send(notification, citizen, channel, to, notice)

    async def _unwanted(self, citizen: Citizen, event: str) -> set[NotificationChannel]:
        """What the citizen has switched off, and SMS where the event is not told by it."""
        unwanted = await unwanted_channels(citizen.id)
        template = self._templates.of(event, self._runtime.settings.offered(citizen.language))
        return unwanted if template.sms else unwanted | {NotificationChannel.SMS}

    async def _list(
        self, entry_id: uuid.UUID, citizen: Citizen, notice: Mapping[str, Any]
    ) -> Notification:
        language = self._runtime.settings.offered(citizen.language)
        template = self._templates.of(notice["event"], language)
        values = values_in(notice["values"], language, self._runtime.texts)
        return await Notification.create(
            id=entry_id,
            citizen=citizen,
            request_id=notice["request_id"],
            event=notice["event"],
            title=template.title.format(**values)[:LONGEST_TITLE],
            body=template.body.format(**values),
            created_at=self._runtime.now(),
        )

    async def _send(
        self,
        notification: Notification,
        citizen: Citizen,
        channel: NotificationChannel,
        to: str,
        notice: Mapping[str, Any],
    ) -> None:
        delivery = uuid7()
        await self._deliver(delivery, notification, channel, DeliveryStatus.WAITING)
        message = {
            "event": notice["event"],
            "channel": channel.value,
            "to": to,
            "language": citizen.language.value,
            "values": notice["values"],
            "is_news": not notice["is_answer"],
            "is_listed": True,
        }
        runtime = self._runtime
        quiet = quiet_until(runtime.settings.notifications, runtime.now())
        lane = f"{channel.value}:{citizen.id}:{notice['request_id'] or ''}"
        held = quiet if message["is_news"] else None
        await enqueue(runtime, MESSAGE, message, lane=lane, not_before=held, id=delivery)

    async def _deliver(
        self,
        delivery: uuid.UUID,
        notification: Notification,
        channel: NotificationChannel,
        status: DeliveryStatus,
    ) -> None:
        await Delivery.create(
            id=delivery,
            notification=notification,
            channel=channel,
            status=status,
            attempts=1 if status is DeliveryStatus.SENT else 0,
            updated_at=self._runtime.now(),
        )


def _addresses(citizen: Citizen) -> dict[NotificationChannel, str | None]:
    return {
        NotificationChannel.SMS: citizen.mobile,
        NotificationChannel.EMAIL: citizen.email or citizen.verified_email,
    }
