"""A tip in whatever script, about what the state offers; who may be in danger is told 112 first."""

from __future__ import annotations

from typing import Any

import pytest
from tipping import Reader, Tipster

SCRIPTS = (
    "हर रात बंद मिल के पीछे पैकेट बाँटे जाते हैं।",
    "ہر رات مل کے پیچھے پیکٹ تقسیم ہوتے ہیں",
    "ஒவ்வொரு இரவும் ஆலையின் பின்னால்",
    "প্রতি রাতে কারখানার পিছনে প্যাকেট",
    "raat ko 🚚🚚 packets “behind” the mill <b>&amp; '; --",
    "ක්‍රමය පිටුපස ශ්‍රී ලංකා",
)
LABELS = """query($language: Language) { tipCategories { code
  label(language: $language) hint(language: $language) } }"""
OWN = {
    "left_out": ["GAMBLING"],
    "categories": {
        "LIQUOR": {"label": {"en": "Moonshine"}, "is_emergency": True},
        "SAND_MINING": {"label": {"en": "Illegal sand mining", "hi": "अवैध रेत खनन"}},
    },
    "statuses": {"RECEIVED": {"label": {"en": "It is here", "hi": "मिल गई"}}},
}
CODES = [
    "NARCOTICS", "LIQUOR", "ARMS", "VIOLENCE", "TRAFFICKING", "WANTED_PERSON", "GAMBLING", "THEFT",
    "CYBER_CRIME", "POLICE_MISCONDUCT", "OTHER",
]  # fmt: skip
ADVICE = (
    "If somebody is in danger, call 112 now. Your tip is stored, but it may be read only later."
)
ADVICE_HI = (
    "यदि कोई ख़तरे में है, तो अभी 112 पर फ़ोन कीजिए। आपकी सूचना रख ली गई है, पर वह बाद में ही पढ़ी जा सकती है।"
)


async def test_any_script_is_read_as_it_was_written(tipster: Tipster, reader: Reader) -> None:
    await reader.unlocks()
    for words in SCRIPTS:
        await tipster.told(text=words, place={"text": words, "districtCode": "21346"})
        [message] = (await tipster.reads())["messages"]
        assert message["text"] == words
    opened = [await reader.opens(each["id"]) for each in await reader.lists()]
    assert {each["messages"][0]["text"] for each in opened} == set(SCRIPTS)
    assert {each["place"]["text"] for each in opened} == set(SCRIPTS)


async def test_shortest_and_longest_are_taken(tipster: Tipster, reader: Reader) -> None:
    for words in ("x" * 10, "क" * 4000, "😀" * 4000):
        await tipster.told(text=words)
        assert (await tipster.reads())["messages"][0]["text"] == words


async def test_an_aadhaar_number_is_masked_wherever_it_stands(
    tipster: Tipster, reader: Reader
) -> None:
    """2345 6789 0124 has Aadhaar's form and check digit."""
    await tipster.told(
        text="His Aadhaar is 2345 6789 0124, he says.",
        place={"text": "Behind 234567890124", "districtCode": "21346"},
    )
    await tipster.adds("२३४५ ६७८९ ०१२४")
    await reader.unlocks()
    [listed] = await reader.lists()
    opened = await reader.opens(listed["id"])
    seen = [each["text"] for each in opened["messages"]] + [opened["place"]["text"]]
    assert seen == ["His Aadhaar is XXXX XXXX 0124, he says.", seen[1], seen[2]]
    assert not any(number in " ".join(seen) for number in ("6789", "६७८९", "23456"))


@pytest.mark.parametrize(("language", "advice"), [("en", ADVICE), ("hi", ADVICE_HI)])
async def test_where_somebody_may_be_in_danger_112_comes_first(
    tipster: Tipster, reader: Reader, language: str, advice: str
) -> None:
    tipster.client.language = language
    for changes, told in (
        ({}, None),
        ({"isHappeningNow": True}, advice),
        ({"category": "VIOLENCE"}, advice),
    ):
        answer = await tipster.sends(**changes)
        assert (answer["emergencyAdvice"], answer["errors"]) == (told, [])
        assert len(answer["receipt"]) == len("H9J5-NM0T-7F45-R4G4-5VP2-4")


async def test_categories_are_offered_with_hints_in_both_languages(tipster: Tipster) -> None:
    offered = (await tipster.client.run(LABELS, language="EN"))["tipCategories"]
    assert [each["code"] for each in offered] == CODES
    hindi = {
        each["code"]: each
        for each in (await tipster.client.run(LABELS, language="HI"))["tipCategories"]
    }
    assert hindi["NARCOTICS"]["label"] == "नशीले पदार्थ"
    for each in offered:
        assert each["hint"]
        assert each["label"] != hindi[each["code"]]["label"]
        assert each["hint"] != hindi[each["code"]]["hint"]


@pytest.mark.parametrize("settings", [{"services": {"tips": OWN}}], indirect=True)
async def test_categories_and_statuses_are_as_the_state_has_changed_them(
    tipster: Tipster, reader: Reader, settings: Any
) -> None:
    offered = (await tipster.client.run(LABELS, language="EN"))["tipCategories"]
    expected = [code for code in CODES if code != "GAMBLING"]
    assert [each["code"] for each in offered] == [*expected, "SAND_MINING"]
    labels = {each["code"]: each["label"] for each in offered}
    assert (labels["LIQUOR"], labels["SAND_MINING"]) == ("Moonshine", "Illegal sand mining")
    refused = await tipster.sends(category="GAMBLING")
    assert [each["code"] for each in refused["errors"]] == ["CATEGORY_UNKNOWN"]
    assert (await tipster.sends(category="LIQUOR"))["emergencyAdvice"] == ADVICE
    await tipster.told(category="SAND_MINING")
    tipster.client.language = "hi"
    assert (await tipster.reads())["status"] == {"code": "RECEIVED", "label": "मिल गई"}
    await reader.unlocks()
    seen = {each["category"]["label"] for each in await reader.lists()}
    assert seen == {"Moonshine", "Illegal sand mining"}
