"""The tipster writes once more; to a closed tip that brings the police again."""

from __future__ import annotations

from typing import Any

import pytest
from everything_stored import everything
from tipping import ADD, REPLY, Reader, Tipster, key_of

from core.runtime import Runtime
from plugins.tips.content import MOST_IN_ALL, MOST_MESSAGES, TipSender, write
from plugins.tips.models import Tip, TipMessage
from plugins.tips.receipts import new_receipt


async def test_further_messages_stand_in_order(tipster: Tipster, reader: Reader) -> None:
    await tipster.told(text="The first of all.")
    for number in range(5):
        assert (await tipster.adds(f"{number}"))["errors"] == []
    texts = [each["text"] for each in (await tipster.reads())["messages"]]
    assert texts == ["The first of all.", "0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    "status", ["CLOSED_USEFUL", "CLOSED_NOT_USEFUL", "CLOSED_DUPLICATE", "CLOSED_NOT_POLICE"]
)
async def test_a_message_on_a_closed_tip_opens_it_and_keeps_it_longer(
    tipster: Tipster, reader: Reader, clock: Any, status: str
) -> None:
    await tipster.told()
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.moves(listed["id"], status=status)
    assert (await tipster.reads())["expiresOn"] == "2027-02-21"
    await Tip.all().update(is_told=True)
    clock.move(days=3)
    await tipster.adds("It goes on.")
    thread = await tipster.reads()
    assert (thread["status"]["code"], thread["expiresOn"]) == ("RECEIVED", "2027-11-26")
    assert (await Tip.get()).is_told is False


async def test_a_message_on_an_open_tip_leaves_status_and_days_alone(
    tipster: Tipster, reader: Reader, clock: Any
) -> None:
    await tipster.told()
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.moves(listed["id"], status="TRIAGED")
    clock.move(days=3)
    await tipster.adds("It goes on.")
    thread = await tipster.reads()
    assert (thread["status"]["code"], thread["expiresOn"]) == ("TRIAGED", "2027-11-23")


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_what_is_wrong_with_a_message_is_said_and_nothing_is_stored(
    tipster: Tipster, reader: Reader, language: str
) -> None:
    await tipster.told()
    tipster.client.language = language
    before = await everything()
    for changes, path, code in (
        ({"text": ""}, ["text"], "TOO_SHORT"),
        ({"text": "\u200b \n"}, ["text"], "TOO_SHORT"),
        ({"text": "x" * 4001}, ["text"], "TOO_LONG"),
        ({"attachments": ["x"]}, ["attachments", "0"], "ATTACHMENT_UNKNOWN"),
        ({"attachments": ["x"] * 6}, ["attachments"], "TOO_MANY"),
        ({"receipt": tipster.receipt[:-1]}, ["receipt"], "RECEIPT_MISTYPED"),
        ({"receipt": new_receipt().shown}, ["receipt"], "RECEIPT_UNKNOWN"),
        ({"proofOfWork": {"puzzle": "x", "solution": "x"}}, ["proofOfWork"], "PROOF_OF_WORK"),
    ):
        answer = await tipster.adds("Once more.", **changes)
        assert answer["tipThread"] is None
        [error] = answer["errors"]
        assert (error["path"], error["code"]) == (path, code)
        is_hindi = any("\u0900" <= letter <= "\u097f" for letter in error["message"])
        assert is_hindi == (language == "hi")
        assert await everything() == before


@pytest.mark.parametrize("settings", [{"services": {"tips": {"messages_a_day": 3}}}], indirect=True)
async def test_so_many_messages_a_day_and_no_more(
    tipster: Tipster, reader: Reader, clock: Any
) -> None:
    await tipster.told()
    await tipster.adds("2")
    await tipster.adds("3")
    before = await everything()
    given = {"receipt": tipster.receipt, "text": "4", "proofOfWork": await tipster.proof()}
    refused = await tipster.client.refused(ADD, input=given)
    assert refused["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 86_400}
    assert await everything() == before
    clock.move(hours=12)  # it is the next day in India
    assert (await tipster.adds("4"))["errors"] == []


async def test_two_hundred_messages_and_no_more(
    tipster: Tipster, reader: Reader, runtime: Runtime, clock: Any
) -> None:
    await tipster.told()
    row = await Tip.get()
    key = key_of(row, tipster.receipt)
    for number in range(MOST_MESSAGES - 2):
        await write(key, row, TipSender.POLICE, f"{number}", row.received_on)
    clock.move(days=1)
    assert (await tipster.adds("The last one."))["errors"] == []
    given = {"receipt": tipster.receipt, "text": "One more.", "proofOfWork": await tipster.proof()}
    refused = await tipster.client.refused(ADD, input=given)
    assert refused["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 86_400}
    assert await TipMessage.all().count() == MOST_MESSAGES == 200
    assert (await tipster.reads())["messages"][-1]["text"] == "The last one."


async def test_police_can_answer_whoever_has_filled_the_conversation(
    tipster: Tipster, reader: Reader
) -> None:
    await tipster.told()
    row = await Tip.get()
    key = key_of(row, tipster.receipt)
    for number in range(MOST_IN_ALL - 2):
        await write(key, row, TipSender.TIPSTER, f"{number}", row.received_on)
    await reader.unlocks()
    [listed] = await reader.lists()
    given = {"tipId": listed["id"], "text": "We are there."}
    assert (await reader.run(REPLY, input=given))["replyToTip"]["errors"] == []
    assert (await tipster.reads())["messages"][-1]["text"] == "We are there."
    [error] = (await reader.run(REPLY, input=given))["replyToTip"]["errors"]
    assert (error["path"], error["code"]) == (["text"], "TOO_MANY")
    shown = (await reader.opens(listed["id"]))["messages"]
    assert len(shown) == MOST_IN_ALL == await TipMessage.all().count()
