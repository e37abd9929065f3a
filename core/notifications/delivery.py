"""Delivers the outbox's `message` entries: renders the event's text in the recipient's language and
hands it to a sender.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Protocol

from core.notifications.models import DemoMessage
from core.runtime import Runtime
from core.texts import Language, Text, text

EVENTS = {
    "one_time_code": (
        text("Your sign-in code"),
        text(
            "{code} is your code for signing in to the police's citizen services. It is valid "
            "until {until}. Give it to nobody."
        ),
    ),
    "request_submitted": (
        text("Your request {number}"),
        text("{service}: your request {number} has reached {station}. Its status: {status}."),
    ),
    "request_moved": (
        text("Your request {number}"),
        text("{service}: your request {number} at {station} is now: {status}."),
    ),
    "document_revoked": (
        text("Your request {number}"),
        text("{service}: the document of your request {number} has been revoked by {station}."),
    ),
}


@dataclass(frozen=True)
class Message:
    """A message ready to be sent. The id suppresses a second delivery."""

    id: uuid.UUID
    channel: str
    to: str
    subject: str
    text: str


class MessageSender(Protocol):
    """Sends one message over its channel; raises when it could not."""

    async def send(self, message: Message) -> None: ...


class DemoSender:
    """Keeps messages for the page /dev/outbox instead of sending them."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def send(self, message: Message) -> None:
        values = {
            "recipient": message.to,
            "channel": message.channel,
            "subject": message.subject,
            "text": message.text,
            "at": self._runtime.now(),
        }
        await DemoMessage.get_or_create(id=message.id, defaults=values)


class NoSender:
    """Production without a gateway: the entry stays in the outbox, is tried again and ends among
    the dead letters.
    """

    async def send(self, message: Message) -> None:
        raise RuntimeError(f"no gateway is set for {message.channel}")


class Delivery:
    """The handler of the outbox topic `message`: event, channel, to, language, values (texts as
    domain and message).
    """

    def __init__(self, runtime: Runtime, sender: MessageSender) -> None:
        self._runtime = runtime
        self._sender = sender

    async def __call__(self, entry_id: uuid.UUID, payload: dict[str, Any]) -> None:
        language = self._runtime.settings.offered(Language(payload["language"]))
        subject, body = EVENTS[payload["event"]]
        values = {name: _value(value, language) for name, value in payload["values"].items()}
        await self._sender.send(
            Message(
                id=entry_id,
                channel=payload["channel"],
                to=payload["to"],
                subject=self._render(subject, values, language),
                text=self._render(body, values, language),
            )
        )

    def _render(self, template: Text, values: dict[str, Any], language: Language) -> str:
        return self._runtime.texts(Text(template.domain, template.message, values), language)


def _value(value: Any, language: Language) -> Any:
    """A value as it is, a text by [domain, message], or names by language."""
    if isinstance(value, list):
        return Text(value[0], value[1])
    return (value.get(language.value) or value["en"]) if isinstance(value, dict) else value
