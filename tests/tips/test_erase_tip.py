"""Whoever has the receipt erases everything, at once."""

from __future__ import annotations

from everything_stored import everything
from good_files import photo
from tipping import CONFIRM, ERASE, TIP, Reader, Tipster, kept_picture

from core.runtime import Runtime
from plugins.tips.models import SpentPuzzle, Tip, TipAttachment, TipMessage
from plugins.tips.receipts import new_receipt

KEPT = {"tips_spent_puzzle"}
"""The hash of a puzzle, which says nothing but that it was used."""


async def test_nothing_of_an_erased_tip_is_left(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    await reader.unlocks()
    before = await everything()
    picture = await kept_picture(runtime, photo(64, 48))
    await tipster.told(attachments=[picture])
    await tipster.adds("Once more.")
    erased = (await tipster.client.run(ERASE, receipt=tipster.receipt))["eraseTip"]
    assert erased == {"ok": True, "errors": []}
    after = await everything()
    assert {table for table in before if before[table] != after[table]} == KEPT
    for model in (Tip, TipMessage, TipAttachment):
        assert await model.all().count() == 0
    assert await SpentPuzzle.all().count() == 2
    assert await reader.lists() == []
    again = (await tipster.client.run(ERASE, receipt=tipster.receipt))["eraseTip"]
    assert [error["code"] for error in again["errors"]] == ["RECEIPT_UNKNOWN"]


async def test_only_the_tip_of_the_receipt_is_erased(tipster: Tipster, reader: Reader) -> None:
    first = await tipster.told(text="This is the first one.")
    await tipster.told(text="This is the second one.")
    before = await everything()
    for receipt, code in (
        (new_receipt().shown, "RECEIPT_UNKNOWN"),
        (first[:8] + new_receipt().shown[8:], None),
        ("", "RECEIPT_MISTYPED"),
    ):
        answer = (await tipster.client.run(ERASE, receipt=receipt))["eraseTip"]
        assert answer["ok"] is None
        assert code in (None, answer["errors"][0]["code"])
        assert await everything() == before
    await tipster.client.run(ERASE, receipt=first)
    [message] = (await tipster.reads())["messages"]
    assert message["text"] == "This is the second one."
    answer = (await tipster.client.run(CONFIRM, receipt=first))["confirmTipReceipt"]
    assert answer["errors"][0]["code"] == "RECEIPT_UNKNOWN"


async def test_an_officer_who_has_it_open_finds_it_gone(tipster: Tipster, reader: Reader) -> None:
    await tipster.told()
    await reader.unlocks()
    [listed] = await reader.lists()
    await tipster.client.run(ERASE, receipt=tipster.receipt)
    assert (await reader.refused(TIP, id=listed["id"]))["extensions"] == {"code": "NOT_FOUND"}
