"""The form of the page /tip: what is wrong is told where it is, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from conftest import MovableClock
from good_files import document_pdf, photo, screenshot
from starlette.applications import Starlette
from tipping import Reader
from tipping_page import FILLED, PageVisitor, picture

from plugins.tips.gate import Gate
from plugins.tips.held_bytes import HeldBytes
from plugins.tips.models import SpentPuzzle, Tip, TipAttachment


async def at_the_form(visitor: PageVisitor, clock: MovableClock) -> None:
    """The form is open, and was for long enough."""
    await visitor.presses("write")
    clock.move(seconds=20)


async def refused(visitor: PageVisitor, files: Any = None, **fields: Any) -> dict[str, str]:
    """What a form says that must not be taken; what was typed stands in it, and nothing is stored
    of it.
    """
    given = FILLED | fields
    await visitor.presses("send", files, **given)
    assert visitor.title.startswith("Error: ")
    standing = visitor.page.fields
    for name, value in given.items():
        assert standing.get(name, [""]) == [value] or name == "category"
    assert not await Tip.exists()
    assert not await SpentPuzzle.exists()
    return visitor.faults()


async def test_112_comes_first(visitor: PageVisitor) -> None:
    await visitor.comes()
    links = [given for tag, given in visitor.page.attributes if tag == "a"]
    assert [each["href"] for each in links[:3]] == [
        "https://www.google.com/", "/tip?lang=hi", "tel:112"
    ]  # fmt: skip
    assert visitor.text.index("Call 112") < visitor.text.index("Write a tip")


async def test_form_that_is_sent_too_early_comes_back_with_all_that_was_written(
    visitor: PageVisitor, reader: Reader, clock: MovableClock
) -> None:
    await visitor.presses("write")
    assert "It can be sent in 20 seconds." in visitor.text
    clock.move(seconds=13)
    told = await refused(visitor, picture(photo()))
    assert told == {"send": "Send it again in 7 seconds: that keeps machines out. Nothing is lost."}
    assert visitor.answer.status_code == 400
    clock.move(seconds=7)
    await visitor.presses("send", category="NARCOTICS")
    assert visitor.receipt
    assert await TipAttachment.exclude(tip_id=None).count() == 1


async def test_form_is_good_once(visitor: PageVisitor, reader: Reader, clock: MovableClock) -> None:
    await at_the_form(visitor, clock)
    ticket = visitor.page.fields["ticket"]
    await visitor.presses("send", **FILLED)
    assert visitor.receipt
    visitor.answer = type(visitor.answer)(204)
    await visitor.presses("send", **FILLED, ticket=ticket)
    assert list(visitor.faults()) == ["send"]
    assert "sent before" in visitor.faults()["send"]
    assert visitor.page.fields["ticket"] != ticket
    assert await Tip.all().count() == 1


@pytest.mark.parametrize("ticket", ["", "x", "a.1.9999999999." + "0" * 32, "…", "1.2.3.4.5"])
async def test_form_with_a_ticket_of_somebody_else_comes_back_with_a_new_one(
    visitor: PageVisitor, reader: Reader, clock: MovableClock, ticket: str
) -> None:
    await at_the_form(visitor, clock)
    await visitor.presses("send", **FILLED, ticket=ticket)
    assert visitor.faults() == {"send": "This form has become too old. Send it once more."}
    assert not await Tip.exists()
    clock.move(seconds=20)
    await visitor.presses("send", category="NARCOTICS")
    assert visitor.receipt


async def test_form_of_yesterday_is_too_old(
    visitor: PageVisitor, reader: Reader, clock: MovableClock
) -> None:
    await visitor.presses("write")
    clock.move(hours=6)
    await visitor.presses("send", **FILLED)
    assert visitor.faults() == {"send": "This form has become too old. Send it once more."}


@pytest.mark.parametrize("settings", [{"services": {"tips": {"tips_a_minute": 1}}}], indirect=True)
async def test_under_load_forms_wait_longer(visitor: PageVisitor, clock: MovableClock) -> None:
    waits = []
    for _ in range(4):
        visitor.answer = type(visitor.answer)(204)
        await visitor.presses("write")
        waits.append(visitor.text.partition("It can be sent in ")[2].partition(" ")[0])
    assert waits == ["20", "40", "60", "80"]


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"category": "NONE"}, {"category": "Choose one of the categories offered."}),
    ({"text": "short"}, {"text": "Write at least 10 characters."}),
    ({"text": "x" * 4001}, {"text": "This is too long: at most 4000 characters."}),
    (
        {"place": "", "district": ""},
        {"place": "Say where: in words, by the district, or both."},
    ),
    ({"district": "1"}, {"district": "There is no district with this code."}),
    ({"day": "2026-11-24"}, {"day": "Give a day of the past, or leave it out."}),
    ({"day": "yesterday"}, {"day": "Give a day of the past, or leave it out."}),
    ({"officers": "\r\n".join(["Verma"] * 11)}, {"officers": "At most 10 names."}),
]


@pytest.mark.parametrize(("fields", "told"), WRONG, ids=[str(told) for _, told in WRONG])
async def test_what_is_wrong_is_told_at_its_field(
    visitor: PageVisitor,
    reader: Reader,
    clock: MovableClock,
    fields: dict[str, Any],
    told: dict[str, str],
) -> None:
    await at_the_form(visitor, clock)
    given = {name: value.replace("\r\n", "\n") for name, value in fields.items()}
    if fields.get("district") == "1":  # no option of the form
        await visitor.presses("send", **FILLED | fields)
        assert visitor.faults() == told
        return
    assert await refused(visitor, **given) == told


async def test_officers_who_must_not_see_it_are_named_in_lines(
    visitor: PageVisitor,
    reader: Reader,
    clock: MovableClock,
    another_reader: Callable[..., Awaitable[Reader]],
) -> None:
    await at_the_form(visitor, clock)
    told = await refused(visitor, officers="Arun Rao\nMeera Soni")
    assert "Nobody is left" in told["officers"]
    above = await another_reader("MP", "Sunita Verma")
    await visitor.presses("send", category="NARCOTICS")
    assert visitor.receipt
    await above.unlocks("MP")
    assert len(await above.lists()) == 1
    await reader.unlocks()
    assert await reader.lists() == []


async def test_pictures_that_were_received_stay_and_can_be_left_out(
    visitor: PageVisitor, reader: Reader, clock: MovableClock
) -> None:
    await at_the_form(visitor, clock)
    told = await refused(visitor, [*picture(photo()), *picture(document_pdf(), "a.pdf")])
    assert list(told) == ["pictures"]
    assert "Only pictures are taken" in told["pictures"]
    first = visitor.page.fields["kept"]
    assert len(first) == 1
    await visitor.presses("write", picture(screenshot()), category="NARCOTICS")
    both = visitor.page.fields["kept"]
    assert (len(both), both[:1]) == (2, first)
    told = await refused(visitor, [each for _ in range(4) for each in picture(photo())])
    assert told == {"pictures": "At most 5 pictures."}
    await visitor.presses("send", category="NARCOTICS", kept=both[1:])
    await reader.unlocks()
    [listed] = await reader.lists()
    [message] = (await reader.opens(listed["id"]))["messages"]
    assert [each["name"] for each in message["attachments"]] == ["1.png"]


@pytest.mark.parametrize(
    "settings", [{"services": {"tips": {"attachment_bytes": 15_000}}}], indirect=True
)
async def test_picture_that_is_too_large_is_left_out_and_the_rest_stays(
    visitor: PageVisitor, reader: Reader, clock: MovableClock
) -> None:
    await at_the_form(visitor, clock)
    told = await refused(visitor, [*picture(photo(640, 480)), *picture(photo(64, 48))])
    assert "too large" in told["pictures"]
    assert len(visitor.page.fields["kept"]) == 1


async def test_where_no_room_is_left_for_pictures_a_tip_without_them_gets_in(
    visitor: PageVisitor, reader: Reader, clock: MovableClock, app: Starlette
) -> None:
    platform = app.state.platform
    gate: Gate = platform.registry.port(Gate, platform.runtime)
    gate.held = HeldBytes(1000)
    await at_the_form(visitor, clock)
    told = await refused(visitor, picture(photo()))
    assert "too much is being sent just now" in told["pictures"]
    await visitor.presses("send", category="NARCOTICS")
    assert visitor.receipt


async def test_without_a_key_in_the_state_the_form_says_so(
    visitor: PageVisitor, clock: MovableClock
) -> None:
    await at_the_form(visitor, clock)
    told = await refused(visitor)
    assert told == {"send": "The police of this state cannot read tips here yet."}


@pytest.mark.parametrize("urgent", [{"category": "VIOLENCE"}, {"now": "on"}])
async def test_in_an_emergency_112_stands_before_the_receipt(
    visitor: PageVisitor, reader: Reader, clock: MovableClock, urgent: dict[str, str]
) -> None:
    await at_the_form(visitor, clock)
    await visitor.presses("send", **FILLED | urgent)
    for _ in range(2):
        assert visitor.text.index("call 112 now") < visitor.text.index("This is your receipt")
        await visitor.presses("confirm", typed="wrong")
    assert list(visitor.faults()) == ["typed"]


async def test_receipt_stays_until_it_was_typed_rightly(
    visitor: PageVisitor, reader: Reader, clock: MovableClock
) -> None:
    await at_the_form(visitor, clock)
    await visitor.presses("send", **FILLED)
    receipt = visitor.receipt
    for typed in ("", receipt[:-1], "0000-0000-0000-0000-0000-0"):
        await visitor.presses("confirm", typed=typed)
        assert (visitor.answer.status_code, visitor.receipt) == (400, receipt)
    visitor.language = "hi"
    await visitor.presses("receipt")
    assert (visitor.receipt, "यह आपकी रसीद है" in visitor.text) == (receipt, True)
    await visitor.presses("confirm", typed=receipt.replace("1", "l").replace("0", "o"))
    assert (visitor.answer.status_code, receipt in visitor.answer.text) == (200, False)
