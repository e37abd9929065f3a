"""Whom messages leave for: nobody in a test, the team in a trial, everybody when it is live. What
does not leave is kept and can be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.errors import InvalidInput, StartupError
from core.identity.addresses import email_address, mobile_number
from core.notifications.channels import Channel, Letter, is_open
from core.notifications.models import DemoMessage, NotificationChannel
from core.outbox.worker import Undeliverable
from core.runtime import Runtime
from core.settings import Settings

OUTSIDE = (NotificationChannel.SMS, NotificationChannel.EMAIL)


class Outlet:
    """Where messages leave the platform, or stay."""

    def __init__(self, runtime: Runtime, channels: Mapping[NotificationChannel, Channel]) -> None:
        if faults := mode_faults(runtime.settings):
            raise StartupError(*faults)
        self._runtime = runtime
        self._channels = channels
        self._team = team_of(runtime.settings)

    async def send(self, letter: Letter) -> None:
        """Send a letter, or keep it where it may not leave. A test refuses what would be refused
        when it is live.
        """
        channel = self._channels.get(letter.channel)
        if channel is not None:
            channel.check(letter)
        if not self._leaves(letter):
            await self._keep(letter)
        elif channel is None:
            raise Undeliverable("NO_GATEWAY")
        else:
            await channel.send(letter)

    def _leaves(self, letter: Letter) -> bool:
        mode = self._runtime.settings.notifications.mode
        return mode == "live" or (mode == "team" and letter.to in self._team)

    async def _keep(self, letter: Letter) -> None:
        """For /dev/outbox and `thana messages`. Beside the demo people are real, and their codes
        are nobody else's.
        """
        is_secret = letter.is_code and not self._runtime.settings.is_demo
        values = {
            "recipient": letter.to,
            "channel": letter.channel.value,
            "subject": _masked(letter.subject) if is_secret else letter.subject,
            "text": _masked(letter.text) if is_secret else letter.text,
            "at": self._runtime.now(),
        }
        await DemoMessage.get_or_create(id=letter.id, defaults=values)

    async def close(self) -> None:
        """The process ends."""
        for channel in self._channels.values():
            await channel.close()


def _masked(text: str) -> str:
    return re.sub(r"\d", "•", text)


def mode_faults(settings: Settings) -> list[str]:
    """What in the settings keeps this mode from working at all."""
    mode = settings.notifications.mode
    if mode == "test":
        return []
    if settings.is_demo:
        return [f"setting notifications.mode: the demo tells nobody, so it must not be {mode}"]
    if not any(is_open(settings, channel) for channel in OUTSIDE):
        return [
            f"setting notifications.mode: {mode} needs a way to send: set notifications.sms.gateway"
            " or notifications.email.host, or both"
        ]
    if mode == "team" and not settings.notifications.team:
        return ["setting notifications.team: nobody; list the team's mobile numbers and addresses"]
    return []


def team_of(settings: Settings) -> set[str]:
    """The team's mobile numbers and addresses in their one form. Raises StartupError."""
    team: set[str] = set()
    for place, spelling in enumerate(settings.notifications.team):
        normalise = email_address if "@" in spelling else mobile_number
        try:
            team.add(normalise(spelling, ()))
        except InvalidInput:
            raise StartupError(
                f"setting notifications.team.{place}: neither a mobile number of India nor an"
                " e-mail address"
            ) from None
    return team
