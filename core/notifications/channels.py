"""The ways by which a message leaves the platform."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Protocol

from core.notifications.models import NotificationChannel
from core.settings import Settings
from core.texts import Language


@dataclass(frozen=True)
class Letter:
    """A message ready to be sent. A second sending is known by the id. One that `is_code` carries a
    one-time code.
    """

    id: uuid.UUID
    event: str
    channel: NotificationChannel
    to: str
    language: Language
    subject: str
    text: str
    is_code: bool = False


class Channel(Protocol):
    """Sends letters one way."""

    def check(self, letter: Letter) -> None:
        """Refuse by Undeliverable what could never be sent."""

    async def send(self, letter: Letter) -> None:
        """Send a letter. Undeliverable when it is refused for good; any other exception has it
        tried again.
        """

    async def close(self) -> None:
        """The process ends."""


def is_open(settings: Settings, channel: NotificationChannel) -> bool:
    """Whether messages can go this way."""
    return channel is NotificationChannel.IN_APP or settings.notifications.reaches(channel.value)
