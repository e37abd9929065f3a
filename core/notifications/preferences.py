"""By which channels a citizen wants to be told."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence

from core.db import transactional
from core.errors import InvalidInput, Problem
from core.notifications.models import ChannelPreference, NotificationChannel
from core.texts import text

Wish = tuple[NotificationChannel, bool]

REQUIRED = text("What you are told is always listed in the portal. Switch off other channels only.")
TWICE = text("The same channel is named twice. Name it once.")


async def unwanted_channels(citizen_id: uuid.UUID) -> set[NotificationChannel]:
    """The channels that a citizen has switched off."""
    rows = await ChannelPreference.filter(citizen_id=citizen_id, is_enabled=False)
    return {row.channel for row in rows}


async def preferences_of(
    citizen_ids: Sequence[uuid.UUID],
) -> list[Mapping[NotificationChannel, bool]]:
    """For each citizen whether each channel is wanted; all are until one is switched off."""
    wanted = {each: dict.fromkeys(NotificationChannel, True) for each in citizen_ids}
    for row in await ChannelPreference.filter(citizen_id__in=citizen_ids):
        wanted[row.citizen_id][row.channel] = row.is_enabled
    return [wanted[each] for each in citizen_ids]


@transactional
async def change_preferences(citizen_id: uuid.UUID, wishes: Sequence[Wish]) -> None:
    """Switch channels on and off; those that are not named stay. Raises InvalidInput."""
    if problems := list(_problems(wishes)):
        raise InvalidInput(problems)
    for channel, is_enabled in wishes:
        await ChannelPreference.update_or_create(
            citizen_id=citizen_id, channel=channel, defaults={"is_enabled": is_enabled}
        )


def _problems(wishes: Sequence[Wish]) -> Iterator[Problem]:
    seen: set[NotificationChannel] = set()
    for place, (channel, is_enabled) in enumerate(wishes):
        path = ("preferences", str(place), "channel")
        if channel in seen:
            yield Problem(path, "CHANNEL_TWICE", TWICE)
        elif channel is NotificationChannel.IN_APP and not is_enabled:
            yield Problem(path, "CHANNEL_REQUIRED", REQUIRED)
        seen.add(channel)
