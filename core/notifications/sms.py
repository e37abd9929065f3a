"""SMS: the port of a gateway, and what is checked before anything is handed to one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from core.notifications.alphabet import is_unicode, parts
from core.notifications.channels import Letter
from core.notifications.dlt import Registration
from core.outbox.worker import Undeliverable

logger = logging.getLogger("thana.messages")


@dataclass(frozen=True)
class SmsMessage:
    """One SMS: to a number in E.164, under a reference by which a gateway knows it again. The three
    ids are those of DLT, and empty where the state has registered nothing.
    """

    reference: str
    to: str
    text: str
    is_unicode: bool
    entity_id: str = ""
    header: str = ""
    template_id: str = ""


class SmsGateway(Protocol):
    """Hands SMS to the operators."""

    async def send(self, message: SmsMessage) -> None:
        """Hand over one message. Undeliverable when it is refused for good; any other exception has
        it tried again, under the same reference.
        """

    async def close(self) -> None:
        """The process ends."""


class SmsChannel:
    """Sends letters by a gateway. Without one it checks them alone."""

    def __init__(
        self, gateway: SmsGateway | None, registration: Registration | None, most_parts: int
    ) -> None:
        self._gateway = gateway
        self._registration = registration
        self._most_parts = most_parts

    def check(self, letter: Letter) -> None:
        """Undeliverable with DLT_MISMATCH or SMS_TOO_LONG; the log has where and how long, never
        the text.
        """
        if self._registration is not None:
            fault = self._registration.mismatch(letter.event, letter.language, letter.text)
            if fault is not None:
                self._refuse(letter, "DLT_MISMATCH", fault)
        if (count := parts(letter.text)) > self._most_parts:
            fault = f"{count} parts, and at most {self._most_parts} are sent"
            self._refuse(letter, "SMS_TOO_LONG", fault)

    async def send(self, letter: Letter) -> None:
        if self._gateway is None:
            raise Undeliverable("NO_GATEWAY")
        await self._gateway.send(self._message(letter))

    def _message(self, letter: Letter) -> SmsMessage:
        plain = SmsMessage(str(letter.id), letter.to, letter.text, is_unicode(letter.text))
        if self._registration is None:
            return plain
        template = self._registration.templates[letter.event, letter.language]
        return SmsMessage(
            plain.reference,
            plain.to,
            plain.text,
            plain.is_unicode,
            entity_id=self._registration.entity_id,
            header=self._registration.header,
            template_id=template.id,
        )

    async def close(self) -> None:
        if self._gateway is not None:
            await self._gateway.close()

    def _refuse(self, letter: Letter, code: str, fault: str) -> None:
        place = f"{letter.event} in {letter.language.value}"
        logger.warning("SMS %s not sent: %s: %s: %s", letter.id, code, place, fault)
        raise Undeliverable(code)
