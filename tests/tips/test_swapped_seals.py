"""What is sealed opens in its own place alone: not as part of another tip, another message, another
officer's share, another unit's key, though the keys would fit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from factories import BHOPAL, SAGAR
from tipping import CONFIRM, PASSPHRASE, Reader, Tipster, enrolled

from core.relay import encode_id
from core.runtime import Runtime
from core.units.models import Unit
from plugins.tips import unit_keys
from plugins.tips.models import KeyShare, OfficerKey, Tip, TipMessage, UnlockedKey

Readers = Callable[..., Awaitable[Reader]]


async def swap(one: Any, other: Any, *columns: str) -> None:
    for column in columns:
        mine, its = getattr(one, column), getattr(other, column)
        setattr(one, column, its)
        setattr(other, column, mine)
    await one.save(update_fields=list(columns))
    await other.save(update_fields=list(columns))


@pytest.fixture
async def two(tipster: Tipster, reader: Reader) -> list[str]:
    """The receipts of two tips."""
    receipts = [await tipster.told(text=f"{each} of the two tips.") for each in ("One", "Two")]
    await reader.unlocks()
    return receipts


@pytest.mark.parametrize(
    "columns",
    [["label"], ["key_for_unit"], ["label", "key_for_unit"]],
    ids=" and ".join,
)
async def test_labels_and_keys_of_another_tip_open_nothing(
    reader: Reader, two: list[str], columns: list[str]
) -> None:
    one, other = await Tip.all()
    await swap(one, other, *columns)
    assert await reader.lists() == []


async def test_the_receipt_of_another_tip_opens_neither(tipster: Tipster, two: list[str]) -> None:
    one, other = await Tip.all()
    await swap(one, other, "key_for_receipt", "salt")
    for receipt in two:
        answer = (await tipster.client.run(CONFIRM, receipt=receipt))["confirmTipReceipt"]
        assert [error["code"] for error in answer["errors"]] == ["RECEIPT_UNKNOWN"]


async def test_messages_of_another_tip_or_place_are_left_out(
    tipster: Tipster, reader: Reader, two: list[str]
) -> None:
    one, other = await TipMessage.all()
    await swap(one, other, "sealed")
    for tip in await Tip.all():
        assert (await reader.opens(encode_id("Tip", tip.id)))["messages"] == []
    await swap(one, other, "sealed")
    await TipMessage.filter(id=one.id).update(tip_id=other.tip_id)
    opened = [await reader.opens(encode_id("Tip", tip.id)) for tip in await Tip.all()]
    assert sorted(len(each["messages"]) for each in opened) == [0, 1]


async def test_two_messages_of_one_tip_do_not_change_places(
    tipster: Tipster, reader: Reader
) -> None:
    await tipster.told(text="The first of them.")
    await tipster.adds("The second of them.")
    await swap(*await TipMessage.all(), "sealed")
    assert (await tipster.reads())["messages"] == []


async def test_a_message_under_the_tips_own_key_is_none_of_another_kind(
    tipster: Tipster, reader: Reader
) -> None:
    """The key of the tip seals its label as well: the one is not taken for the other."""
    await tipster.told()
    row, message = await Tip.get(), await TipMessage.get()
    await TipMessage.all().update(sealed=row.label)
    assert (await tipster.reads())["messages"] == []
    await Tip.all().update(label=message.sealed)
    await reader.unlocks()
    assert await reader.lists() == []


async def test_shares_and_keys_of_another_officer_or_unit_open_nothing(
    reader: Reader, another_reader: Readers, runtime: Runtime, two: list[str]
) -> None:
    second = await enrolled(reader.http, runtime, SAGAR, "Arun Rao")
    unit = await Unit.get(code=SAGAR)
    await unit_keys.hand_over(unit, reader.officer, PASSPHRASE, [second.officer])
    bhopal = await another_reader(BHOPAL)
    mine = await KeyShare.get(officer_id=reader.officer.id)
    for other in (second, bhopal):
        its = await KeyShare.get(officer_id=other.officer.id)
        await swap(mine, its, "sealed")
        answer = await reader.unlocks()
        assert [error["code"] for error in answer["errors"]] == ["PASSPHRASE_WRONG"]
        await swap(mine, its, "sealed")
    own = await OfficerKey.get(officer_id=reader.officer.id)
    its_key = await OfficerKey.get(officer_id=second.officer.id)
    await swap(own, its_key, "private_key", "salt")
    answer = await reader.unlocks()
    assert [error["code"] for error in answer["errors"]] == ["PASSPHRASE_WRONG"]


async def test_an_unlocked_key_of_another_row_is_locked(
    reader: Reader, another_reader: Readers, two: list[str]
) -> None:
    bhopal = await another_reader(BHOPAL)
    await bhopal.unlocks(BHOPAL)
    await swap(*await UnlockedKey.all(), "sealed")
    for each in (reader, bhopal):
        refused = await each.refused("{ tips(first: 1) { totalCount } }")
        assert refused["extensions"] == {"code": "FORBIDDEN"}
