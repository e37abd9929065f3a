"""A receipt leads to its tip however it is typed, and no other does."""

from __future__ import annotations

from typing import Any

import pytest
from everything_stored import everything
from tipping import CONFIRM, THREAD, Reader, Tipster

from plugins.tips.receipts import ALPHABET, check_character, new_receipt

MISTYPED = "This is no receipt: it has 21 characters, and one of them is missing or mistyped."
MISTYPED_HI = "यह रसीद नहीं है: रसीद में 21 अक्षर होते हैं, और उनमें से कोई छूट गया है या ग़लत लिखा गया है।"
UNKNOWN = "There is no tip with this receipt. It may have been erased, or its time is over."
UNKNOWN_HI = "इस रसीद की कोई सूचना नहीं है। हो सकता है कि वह मिटा दी गई हो या उसका समय पूरा हो गया हो।"
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
GUJARATI = str.maketrans("0123456789", "૦૧૨૩૪૫૬૭૮૯")


def spellings(receipt: str) -> list[str]:
    """As people type it."""
    plain = receipt.replace("-", "")
    return [
        receipt,
        plain,
        receipt.lower(),
        receipt.replace("-", " "),
        f"  {plain[:7]} {plain[7:].lower()}\n",
        plain.replace("0", "O").replace("1", "I"),
        plain.lower().replace("0", "o").replace("1", "l"),
        plain.translate(DEVANAGARI),
        receipt.translate(GUJARATI),
        receipt.replace("-", "–"),
        ".".join(plain),
    ]


def mistyped(receipt: str) -> list[str]:
    """As people mistype it."""
    plain = receipt.replace("-", "")
    first = ALPHABET[(ALPHABET.index(plain[0]) + 1) % 32]
    at = next(place for place in range(19) if plain[place] != plain[place + 1])
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    nothing = ["", "-", "क" * 21, "U" * 21, "0" * 5000]
    return [first + plain[1:], swapped, plain[:-1], plain + "0", plain[1:], *nothing]


def altered(receipt: str, place: int) -> str:
    """Another receipt, with a check character that fits."""
    plain = receipt.replace("-", "")[:20]
    for each in ALPHABET:
        other = plain[:place] + each + plain[place + 1 :]
        if other != plain and check_character(other):
            return other + check_character(other)
    raise AssertionError


async def test_a_receipt_is_read_in_every_spelling(tipster: Tipster, reader: Reader) -> None:
    before = await everything() if await tipster.told() else {}
    for typed in spellings(tipster.receipt):
        confirmed = (await tipster.client.run(CONFIRM, receipt=typed))["confirmTipReceipt"]
        assert confirmed == {"ok": True, "errors": []}, typed
        thread = (await tipster.client.run(THREAD, receipt=typed))["tipThread"]
        assert thread == await tipster.reads()
    assert await everything() == before


async def test_what_a_tipster_reads(tipster: Tipster, reader: Reader) -> None:
    await tipster.told()
    thread = await tipster.reads()
    [message] = thread.pop("messages")
    assert thread == {
        "status": {"code": "RECEIVED", "label": "Received: the police have not taken it up yet"},
        "expiresOn": "2027-11-23",
    }
    assert message | {"id": ""} == {
        "id": "",
        "from": "TIPSTER",
        "text": "Every night packets are handed out behind the closed mill.",
        "sentOn": "2026-11-23",
        "attachments": [],
    }


@pytest.mark.parametrize(("language", "message"), [("en", MISTYPED), ("hi", MISTYPED_HI)])
async def test_a_mistyped_receipt_is_told_before_anything_is_looked_up(
    tipster: Tipster, reader: Reader, language: str, message: str
) -> None:
    await tipster.told()
    tipster.client.language = language
    for typed in mistyped(tipster.receipt):
        confirmed = (await tipster.client.run(CONFIRM, receipt=typed))["confirmTipReceipt"]
        error = {"path": ["receipt"], "code": "RECEIPT_MISTYPED", "message": message}
        assert confirmed == {"ok": None, "errors": [error]}, typed
        refused = await tipster.client.refused(THREAD, receipt=typed)
        assert (refused["extensions"], refused["message"]) == ({"code": "BAD_REQUEST"}, message)


@pytest.mark.parametrize(("language", "message"), [("en", UNKNOWN), ("hi", UNKNOWN_HI)])
async def test_another_receipt_leads_nowhere_whether_its_locator_is_known_or_not(
    tipster: Tipster, reader: Reader, language: str, message: str
) -> None:
    await tipster.told()
    tipster.client.language = language
    own, answers = tipster.receipt, set()
    for typed in (altered(own, 0), altered(own, 7), altered(own, 8), altered(own, 19)):
        sent = await tipster.client.send(CONFIRM, receipt=typed)
        error = {"path": ["receipt"], "code": "RECEIPT_UNKNOWN", "message": message}
        assert sent.json()["data"]["confirmTipReceipt"] == {"ok": None, "errors": [error]}
        refused = await tipster.client.send(THREAD, receipt=typed)
        assert refused.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
        assert refused.json()["data"] is None
        answers.add((sent.content, refused.content))
    assert len(answers) == 1


@pytest.mark.parametrize(
    "settings", [{"services": {"tips": {"tries_of_a_source": 5}}}], indirect=True
)
async def test_a_source_that_tries_receipts_is_turned_away_for_the_hour(
    tipster: Tipster, reader: Reader, clock: Any
) -> None:
    own = await tipster.told()
    for _ in range(5):
        answer = await tipster.client.run(CONFIRM, receipt=new_receipt().shown)
        assert answer["confirmTipReceipt"]["errors"][0]["code"] == "RECEIPT_UNKNOWN"
    for typed in (own, new_receipt().shown):
        refused = await tipster.client.refused(CONFIRM, receipt=typed)
        assert refused["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 3600}
    clock.move(hours=1)
    assert (await tipster.client.run(CONFIRM, receipt=own))["confirmTipReceipt"]["ok"] is True
