"""Telling people of an event: written in the event's transaction, delivered after its commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from core.notifications.channels import is_open
from core.notifications.models import NotificationChannel
from core.outbox.queue import enqueue
from core.runtime import Runtime
from core.texts import Language, Text
from core.units.models import Unit

NOTICE = "notice"
MESSAGE = "message"


async def tell(
    runtime: Runtime,
    citizen_id: uuid.UUID,
    event: str,
    values: Mapping[str, Any],
    *,
    request_id: uuid.UUID | None = None,
    is_answer: bool = False,
) -> None:
    """Tell a citizen of an event, in the portal and by each channel that the citizen has; needs a
    transaction around it.

    `values` are the event's variables: strings, numbers, texts, or names by language. An answer to
    what the citizen has just done is sent at any hour, other news not in the quiet hours.
    """
    notice = {
        "citizen_id": str(citizen_id),
        "event": event,
        "values": _plain(values),
        "request_id": str(request_id) if request_id else None,
        "is_answer": is_answer,
    }
    await enqueue(runtime, NOTICE, notice, lane=f"citizen:{citizen_id}")


async def tell_unit(runtime: Runtime, unit: Unit, event: str, values: Mapping[str, Any]) -> None:
    """Tell a unit of the police by the e-mail address of its office, where it has one; needs a
    transaction around it.
    """
    if unit.email and is_open(runtime.settings, NotificationChannel.EMAIL):
        language = runtime.settings.languages[0]
        lane = f"unit:{unit.code}"
        await tell_address(runtime, unit.email, language, event, values, lane=lane)


async def tell_address(
    runtime: Runtime,
    email: str,
    language: Language,
    event: str,
    values: Mapping[str, Any],
    *,
    lane: str | None = None,
) -> None:
    """Write one letter to an e-mail address that is no citizen's; needs a transaction around it,
    and e-mail to be open.
    """
    message = {
        "event": event,
        "channel": NotificationChannel.EMAIL.value,
        "to": email,
        "language": language.value,
        "values": _plain(values),
    }
    await enqueue(runtime, MESSAGE, message, lane=lane)


async def tell_mobile(
    runtime: Runtime, mobile: str, language: Language, event: str, values: Mapping[str, Any]
) -> None:
    """Send one SMS to a number in E.164 that need be no citizen's, outside the quiet hours; needs a
    transaction around it. Nothing is sent where SMS is closed.
    """
    if not is_open(runtime.settings, NotificationChannel.SMS):
        return
    message = {
        "event": event,
        "channel": NotificationChannel.SMS.value,
        "to": mobile,
        "language": language.value,
        "values": _plain(values),
        "is_news": True,
    }
    lane = f"mobile:{runtime.secrets.digest('lane', mobile)[:40]}"
    await enqueue(runtime, MESSAGE, message, lane=lane)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [value.domain, value.message, dict(value.words)] if isinstance(value, Text) else value
        for name, value in values.items()
    }
