"""What is wrong with a tip is said at its place in the caller's language, and nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
from everything_stored import everything
from tipping import SUBMIT, Reader, Tipster, tip

PLACE = {"text": "The closed mill", "districtCode": "21346"}
TOO_LONG = "This is too long: at most {} characters."
TOO_LONG_HI = "यह बहुत लंबा है: अधिकतम {} अक्षर।"
TOO_SHORT = "Write at least 10 characters."
TOO_SHORT_HI = "कम से कम 10 अक्षर लिखिए।"
DAY = "Give a day of the past, or leave it out."
DAY_HI = "बीता हुआ कोई दिन दीजिए, या इसे छोड़ दीजिए।"
GONE = "This picture is not there any more. Upload it again."
GONE_HI = "यह फ़ोटो अब यहाँ नहीं है। इसे फिर से अपलोड कीजिए।"
DISTRICT = "There is no district with this code."
WRONG: list[tuple[dict[str, Any], str, str, str, str]] = [
    (
        {"category": "SPACESHIPS"},
        "category",
        "CATEGORY_UNKNOWN",
        "Choose one of the categories offered.",
        "दी गई श्रेणियों में से एक चुनिए।",
    ),
    ({"text": "Come here"}, "text", "TOO_SHORT", TOO_SHORT, TOO_SHORT_HI),
    ({"text": " \u200b\u202e\n " * 9}, "text", "TOO_SHORT", TOO_SHORT, TOO_SHORT_HI),
    (
        {"text": "अ" * 4001},
        "text",
        "TOO_LONG",
        TOO_LONG.format(4000),
        TOO_LONG_HI.format(4000),
    ),
    ({"occurredOn": "2026-11-24"}, "occurredOn", "DATE_INVALID", DAY, DAY_HI),
    ({"occurredOn": "1850-01-01"}, "occurredOn", "DATE_INVALID", DAY, DAY_HI),
    (
        {"excludeOfficers": ["Rao"] * 11},
        "excludeOfficers",
        "TOO_MANY",
        "At most 10 names.",
        "अधिकतम 10 नाम।",
    ),
    (
        {"excludeOfficers": ["Rao", "x" * 101]},
        "excludeOfficers 1",
        "TOO_LONG",
        TOO_LONG.format(100),
        TOO_LONG_HI.format(100),
    ),
    (
        {"attachments": ["x"] * 6},
        "attachments",
        "TOO_MANY",
        "At most 5 pictures.",
        "अधिकतम 5 फ़ोटो।",
    ),
    ({"attachments": ["x"]}, "attachments 0", "ATTACHMENT_UNKNOWN", GONE, GONE_HI),
    ({"attachments": ["ü" * 300]}, "attachments 0", "ATTACHMENT_UNKNOWN", GONE, GONE_HI),
    ({"attachments": ["A" * 65 + "ag=="]}, "attachments 0", "ATTACHMENT_UNKNOWN", GONE, GONE_HI),
    (
        {"place": {}},
        "place",
        "PLACE_REQUIRED",
        "Say where: in words, by a point on the map, or by the district.",
        "जगह बताएँ: शब्दों में, नक्शे पर बिंदु से, या ज़िला चुनकर।",
    ),
    (
        {"place": {"districtCode": "99999"}},
        "place districtCode",
        "DISTRICT_UNKNOWN",
        DISTRICT,
        "इस कोड का कोई ज़िला नहीं है।",
    ),
]


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_what_is_wrong_is_said_at_its_place_and_nothing_is_stored(
    tipster: Tipster, reader: Reader, language: str
) -> None:
    before = await everything()
    tipster.client.language = language
    for changes, path, code, english, hindi in WRONG:
        answer = await tipster.sends(**changes)
        message = english if language == "en" else hindi
        assert answer["errors"] == [{"path": path.split(), "code": code, "message": message}], (
            changes
        )
        assert (answer["receipt"], answer["emergencyAdvice"]) == (None, None)
        assert await everything() == before


async def test_all_that_is_wrong_is_said_at_once(tipster: Tipster, reader: Reader) -> None:
    before = await everything()
    answer = await tipster.sends(
        category="x", text="x", place={}, occurredOn="2030-01-01", attachments=["x"]
    )
    assert [(each["path"], each["code"]) for each in answer["errors"]] == [
        (["category"], "CATEGORY_UNKNOWN"),
        (["place"], "PLACE_REQUIRED"),
        (["text"], "TOO_SHORT"),
        (["occurredOn"], "DATE_INVALID"),
        (["attachments", "0"], "ATTACHMENT_UNKNOWN"),
    ]
    assert await everything() == before


async def test_values_in_the_document_itself_are_refused(tipster: Tipster, reader: Reader) -> None:
    """What stands in a document's text may be quoted by errors and statistics of any tool."""
    before = await everything()
    for text in (
        'mutation { submitTip(input: {category: "ARMS", text: "CANARY-7 in the text"}) {'
        " receipt } }",
        'query { tipThread(receipt: "CANARY-7") { expiresOn } }',
    ):
        answer = await tipster.client.send(text)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert "CANARY-7" not in answer.text
    assert await everything() == before


@pytest.mark.parametrize(
    "settings", [{"services": {"tips": {"most_tips": 1, "requests_of_a_source": 3}}}], indirect=True
)
async def test_more_than_the_state_keeps_or_a_source_may_send_is_turned_away(
    tipster: Tipster, reader: Reader, clock: Any
) -> None:
    await tipster.told()
    before = await everything()
    answer = await tipster.client.refused(SUBMIT, input=tip(proofOfWork=await tipster.proof()))
    assert answer["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 86_400}
    assert answer["message"] == "No more tips can be taken today. Call 112 or 100."
    await tipster.client.refused(SUBMIT, input=tip(proofOfWork=await tipster.proof()))
    answer = await tipster.client.refused(SUBMIT, input=tip(proofOfWork=await tipster.proof()))
    assert answer["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 3600}
    clock.move(hours=1)
    answer = await tipster.client.refused(SUBMIT, input=tip(proofOfWork=await tipster.proof()))
    assert answer["extensions"]["retryAfter"] == 86_400
    assert await everything() == before
