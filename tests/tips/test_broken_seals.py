"""Whoever may write to the database alters what is sealed, one byte or all of it: none of it opens,
nothing of it is shown, and what was not altered is read as before (security.md, T-3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from good_files import photo
from tipping import CONFIRM, REPLY, TIP, Reader, Tipster, kept_picture, key_of

from core.relay import encode_id
from core.runtime import Runtime
from plugins.tips.attachment_store import picture
from plugins.tips.content import messages
from plugins.tips.models import (
    KeyShare,
    OfficerKey,
    Tip,
    TipAttachment,
    TipMessage,
    UnlockedKey,
)

SECRET = "The drop is behind the third shed."
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "first byte": lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:],
    "every byte": lambda sealed: bytes(each ^ 128 for each in sealed),
    "last byte": lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
    "cut by one": lambda sealed: sealed[:-1],
    "cut in half": lambda sealed: sealed[: len(sealed) // 2],
    "longer": lambda sealed: sealed + b"\0",
    "empty": lambda _: b"",
    "zeros": lambda sealed: bytes(len(sealed)),
}
each_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@pytest.fixture
async def victim(tipster: Tipster, reader: Reader, runtime: Runtime) -> Tip:
    """The tip that is altered; another one, which is not, came before."""
    await tipster.told(text="This one is left as it is.")
    other = await Tip.get()
    picture = await kept_picture(runtime, photo(64, 48))
    await tipster.told(text=SECRET, attachments=[picture])
    await reader.unlocks()
    return await Tip.exclude(id=other.id).get()


async def alter(row: Any, column: str, sealed: bytes) -> None:
    setattr(row, column, sealed)
    await row.save(update_fields=[column])


@each_change
@pytest.mark.parametrize("column", ["key_for_unit", "label"])
async def test_an_altered_tip_is_not_there_for_officers_and_the_others_are(
    reader: Reader, victim: Tip, column: str, change: Callable[[bytes], bytes]
) -> None:
    await alter(victim, column, change(getattr(victim, column)))
    [listed] = await reader.lists()
    opened = await reader.opens(listed["id"])
    assert [each["text"] for each in opened["messages"]] == ["This one is left as it is."]
    id = encode_id("Tip", victim.id)
    for document, given in (
        (TIP, {"id": id}),
        (REPLY, {"input": {"tipId": id, "text": "Who are you?"}}),
    ):
        answer = await reader.send(document, **given)
        assert answer.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
        assert SECRET not in answer.text


@each_change
async def test_an_altered_message_is_left_out_for_both_sides(
    tipster: Tipster, reader: Reader, victim: Tip, change: Callable[[bytes], bytes]
) -> None:
    await tipster.adds("And on Fridays.")
    row = await TipMessage.filter(tip_id=victim.id).order_by("id").first()
    assert row is not None
    whole = {each["id"]: each["text"] for each in (await tipster.reads())["messages"]}
    left = [text for id, text in whole.items() if id != encode_id("TipMessage", row.id)]
    await alter(row, "sealed", change(row.sealed))
    assert [each["text"] for each in (await tipster.reads())["messages"]] == left
    opened = await reader.opens(encode_id("Tip", victim.id))
    assert [each["text"] for each in opened["messages"]] == left
    assert len(left) == 1


@each_change
async def test_an_altered_receipts_key_is_no_receipts(
    tipster: Tipster, victim: Tip, change: Callable[[bytes], bytes]
) -> None:
    await alter(victim, "key_for_receipt", change(victim.key_for_receipt))
    answer = (await tipster.client.run(CONFIRM, receipt=tipster.receipt))["confirmTipReceipt"]
    assert [error["code"] for error in answer["errors"]] == ["RECEIPT_UNKNOWN"]


@each_change
async def test_an_altered_picture_is_gone(
    tipster: Tipster, victim: Tip, change: Callable[[bytes], bytes]
) -> None:
    [message] = await messages(key_of(victim, tipster.receipt), victim.id)
    [attachment] = message.attachments
    assert await picture(attachment) is not None
    row = await TipAttachment.get(id=attachment.id)
    await alter(row, "sealed", change(row.sealed))
    assert await picture(attachment) is None


@each_change
@pytest.mark.parametrize(("model", "column"), [(KeyShare, "sealed"), (OfficerKey, "private_key")])
async def test_an_altered_key_of_an_officer_opens_nothing(
    reader: Reader, model: Any, column: str, change: Callable[[bytes], bytes]
) -> None:
    row = await model.get()
    await alter(row, column, change(getattr(row, column)))
    answer = await reader.unlocks()
    assert [error["code"] for error in answer["errors"]] == ["PASSPHRASE_WRONG"]
    assert reader.key is None


@each_change
async def test_an_altered_unlocked_key_is_locked(
    reader: Reader, victim: Tip, change: Callable[[bytes], bytes]
) -> None:
    row = await UnlockedKey.get()
    await alter(row, "sealed", change(row.sealed))
    refused = await reader.refused(TIP, id=encode_id("Tip", victim.id))
    assert refused["extensions"] == {"code": "FORBIDDEN"}
