"""What a tip holds, and how it is sealed: its label, and the messages of both sides."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import strawberry

from core import Conflict, InvalidInput, NotFound, Problem
from plugins.tips.models import Tip, TipAttachment, TipMessage, UnitKey
from plugins.tips.sealing import Broken, seal_record, seal_to, unseal_record
from plugins.tips.texts import text

MOST_MESSAGES = 200
MOST_IN_ALL = 240
"""The police can answer a tipster who has filled the conversation."""

FULL = text("This conversation is full: no more can be written to it.")

logger = logging.getLogger("thana.tips")


@strawberry.enum(description="Who wrote a message.")
class TipSender(StrEnum):
    TIPSTER = "TIPSTER"
    POLICE = "POLICE"


@dataclass(frozen=True)
class Label:
    """What officers see of a tip in a list, and whom it is kept from (`named`). Dates are ISO 8601,
    the point WGS 84 degrees, the language a code.
    """

    category: str
    district: str | None
    named: tuple[str, ...]
    place: str | None
    latitude: float | None
    longitude: float | None
    occurred_on: str | None
    is_happening_now: bool
    language: str | None

    def sealed(self, key: bytes, tip_id: UUID) -> bytes:
        """The label for its tip. Raises TooLong."""
        return seal_record(key, asdict(self), _label_of(tip_id))


@dataclass(frozen=True)
class Attachment:
    """A picture of a message, and the key under which it is stored, in hexadecimal."""

    id: str
    name: str
    content_type: str
    key: str


@dataclass(frozen=True)
class Message:
    """One message, `number` from 0 on in its conversation."""

    id: UUID
    number: int
    sender: TipSender
    text: str
    sent_on: date
    attachments: tuple[Attachment, ...] = ()


def label_of(key: bytes, tip: Tip) -> Label:
    """The label of a tip. Raises Broken."""
    record = unseal_record(key, tip.label, _label_of(tip.id))
    return Label(**record | {"named": tuple(record["named"])})


async def write(
    key: bytes,
    tip: Tip,
    sender: TipSender,
    words: str,
    today: date,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Append a message to a tip's conversation; needs a transaction around it. Raises TooLong,
    InvalidInput where it is full, and NotFound for a tip that was erased at this moment.
    """
    if await Tip.select_for_update().get_or_none(id=tip.id).only("id") is None:
        raise NotFound
    number = await TipMessage.filter(tip_id=tip.id).count()
    if number >= MOST_IN_ALL:
        raise InvalidInput([Problem(("text",), "TOO_MANY", FULL)])
    record = {
        "number": number,
        "sender": sender.value,
        "text": words,
        "attachments": [asdict(each) for each in attachments],
    }
    id = uuid4()
    await TipMessage.create(
        id=id,
        tip_id=tip.id,
        sent_on=today,
        sealed=seal_record(key, record, _message_of(tip.id, id)),
    )
    if attachments:
        ids = [UUID(each.id) for each in attachments]
        # the day as well: one before the message's would tell that it was sent about midnight
        waiting = TipAttachment.filter(id__in=ids, tip_id=None)
        taken = await waiting.update(tip_id=tip.id, uploaded_on=today)
        if taken != len(ids):  # another message took one of them at this moment
            raise Conflict


async def messages(key: bytes, tip_id: UUID) -> list[Message]:
    """The conversation of a tip, as it was written. What does not open is left out: it must not
    keep the rest from being read.
    """
    found = []
    for row in await TipMessage.filter(tip_id=tip_id).limit(MOST_IN_ALL):
        try:
            found.append(_message(key, row))
        except Broken:
            logger.error("message %s does not open: it was altered in the database", row.id)
    return sorted(found, key=lambda each: each.number)


def _message(key: bytes, row: TipMessage) -> Message:
    record: dict[str, Any] = unseal_record(key, row.sealed, _message_of(row.tip_id, row.id))
    try:
        return Message(
            id=row.id,
            number=record["number"],
            sender=TipSender(record["sender"]),
            text=record["text"],
            sent_on=row.sent_on,
            attachments=tuple(Attachment(**each) for each in record["attachments"]),
        )
    except (KeyError, TypeError, ValueError):  # sealed by us, so another version of this code
        raise Broken from None


async def seal_to_key_in_use(tip_id: UUID, key: bytes) -> None:
    """Seal a tip's key to its unit's public key as that is now; in the transaction that addressed
    the tip, behind its write: a rotation that it waited for has left a new public key.
    """
    tip = await Tip.get(id=tip_id).only("id", "unit_key_id")
    unit_key = await UnitKey.get(id=tip.unit_key_id)
    sealed = seal_to(unit_key.public_key, key, addressed_of(tip_id))
    await Tip.filter(id=tip_id).update(key_for_unit=sealed)


def addressed_of(tip_id: UUID) -> str:
    """What a tip's key is bound to when it is sealed to a unit."""
    return f"tip:{tip_id}"


def _label_of(tip_id: UUID) -> str:
    return f"label:{tip_id}"


def _message_of(tip_id: UUID, id: UUID) -> str:
    return f"message:{tip_id}:{id}"
