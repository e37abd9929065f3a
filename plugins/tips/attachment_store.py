"""Pictures, sealed before they are stored. The key is in the token that the upload answers, and in
the message that takes the picture: without one of them nobody opens it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from core import Findings, fetch, transactional
from plugins.tips.content import Attachment
from plugins.tips.models import TipAttachment
from plugins.tips.padding import pad_file, unpad
from plugins.tips.sealing import KEY_BYTES, Broken, new_key, seal, unseal
from plugins.tips.texts import text

MOST_ATTACHMENTS = 5
TOO_MANY = text("At most {most} pictures.", most=MOST_ATTACHMENTS)
ID_BYTES = 16
TYPES = {b"j": "image/jpeg", b"p": "image/png"}
NAMES = {"image/jpeg": "{number}.jpg", "image/png": "{number}.png"}


class NoRoom(Exception):
    """Too much waits for a tip already."""


async def keep(content: bytes, content_type: str, today: date, most_unclaimed: int) -> str:
    """Store a picture; the token that opens it. Raises NoRoom where more than so many bytes would
    belong to no tip.
    """
    id, key = uuid4(), new_key()
    kind = next(mark for mark, each in TYPES.items() if each == content_type)
    sealed = seal(key, pad_file(content), _of(id))
    await _store(id, sealed, today, most_unclaimed)
    return urlsafe_b64encode(id.bytes + key + kind).decode()


@transactional
async def _store(id: UUID, sealed: bytes, today: date, most_unclaimed: int) -> None:
    [unclaimed] = await fetch(
        "SELECT COALESCE(SUM(LENGTH(sealed)), 0) AS bytes FROM tips_attachment WHERE tip_id IS NULL"
    )
    if unclaimed["bytes"] + len(sealed) > most_unclaimed:
        raise NoRoom
    await TipAttachment.create(id=id, uploaded_on=today, sealed=sealed)


async def forget_unclaimed(today: date) -> int:
    """Delete the pictures of earlier days that belong to no tip; how many they were."""
    return await TipAttachment.filter(tip_id=None, uploaded_on__lt=today).delete()


async def picture(attachment: Attachment) -> bytes | None:
    """The content of a picture of a message; None when it is gone, or does not open."""
    row = await TipAttachment.get_or_none(id=attachment.id)
    try:
        key = bytes.fromhex(attachment.key)
        return None if row is None else unpad(unseal(key, row.sealed, _of(row.id)))
    except Broken:
        return None


async def taken(tokens: Sequence[str], findings: Findings) -> tuple[Attachment, ...]:
    """The pictures of these tokens, named by their place: names that people give say much. What is
    wrong goes into the findings.
    """
    if len(tokens) > MOST_ATTACHMENTS:
        findings.wrong("TOO_MANY", TOO_MANY)
        return ()
    found: list[Attachment] = []
    for place, token in enumerate(tokens):
        attachment = await _waiting(token, place + 1)
        if attachment is None or attachment.id in {each.id for each in found}:
            message = text("This picture is not there any more. Upload it again.")
            findings.at(str(place)).wrong("ATTACHMENT_UNKNOWN", message)
        else:
            found.append(attachment)
    return tuple(found)


async def _waiting(token: str, number: int) -> Attachment | None:
    """The picture of a token, if it belongs to no tip yet."""
    try:
        plain = urlsafe_b64decode(token[:200])
    except ValueError:
        return None
    id, key, mark = plain[:ID_BYTES], plain[ID_BYTES : ID_BYTES + KEY_BYTES], plain[-1:]
    if len(plain) != ID_BYTES + KEY_BYTES + 1 or mark not in TYPES:
        return None
    row = await TipAttachment.get_or_none(id=UUID(bytes=id), tip_id=None)
    try:
        if row is None or not unseal(key, row.sealed, _of(row.id)):
            return None
    except Broken:
        return None
    name = NAMES[TYPES[mark]].format(number=number)
    return Attachment(str(row.id), name, TYPES[mark], key.hex())


def _of(id: UUID) -> str:
    return f"attachment:{id}"
