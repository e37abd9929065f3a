"""The last message to a citizen: that the data is erased, and what is kept of it for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from core.clock import IST
from core.identity.models import Citizen
from core.notifications.notices import MESSAGE
from core.outbox.models import OutboxEntry
from core.outbox.queue import enqueue
from core.privacy.kept import Kept
from core.runtime import Runtime
from core.texts import Language, Text, text

EVENT = "data_erased"
LANE = "erased:"
UNSENT_KEPT = timedelta(days=7)

NOTHING = text("Nothing is kept.")
KEPT = text("Kept for now: {list}.")
UNTIL = text("{service} until {day}: {reason}")
NO_DAY = text("{service}: {reason}")


async def say_farewell(
    runtime: Runtime, citizen: Citizen, titles: Mapping[str, Text], kept: Sequence[Kept]
) -> None:
    """Send it to the address that the citizen signed in with; needs a transaction around it. The
    address is in the sealed outbox alone, and is gone from there once the message is sent.
    """
    language = runtime.settings.offered(citizen.language)
    message = {
        "event": EVENT,
        "channel": "SMS" if citizen.mobile else "EMAIL",
        "to": citizen.mobile or citizen.verified_email,
        "language": language.value,
        "values": {
            "day": f"{runtime.now().astimezone(IST):%d.%m.%Y}",
            "requests": sum(len(each.request_ids) for each in kept),
            "kept": runtime.texts(_summary(runtime, titles, kept, language), language),
        },
    }
    await enqueue(runtime, MESSAGE, message, lane=f"{LANE}{citizen.id}")


async def forget_unsent(before: datetime) -> None:
    """Delete what was given up before a moment: it still holds the address."""
    await OutboxEntry.filter(lane__startswith=LANE, dead_at__lt=before).delete()


def _summary(
    runtime: Runtime, titles: Mapping[str, Text], kept: Sequence[Kept], language: Language
) -> Text:
    if not kept:
        return NOTHING
    lines = [runtime.texts(_line(each, titles), language).rstrip(".") for each in kept]
    return Text(KEPT.domain, KEPT.message, {"list": "; ".join(lines)})


def _line(kept: Kept, titles: Mapping[str, Text]) -> Text:
    values = {"service": titles.get(kept.service, kept.service), "reason": kept.reason}
    if kept.until is None:
        return Text(NO_DAY.domain, NO_DAY.message, values)
    return Text(UNTIL.domain, UNTIL.message, {**values, "day": f"{kept.until:%d.%m.%Y}"})
