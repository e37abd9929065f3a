"""Reading, adding and erasing on the page /tip, all of it by the receipt."""

from __future__ import annotations

import pytest
from conftest import MovableClock
from good_files import photo
from tipping import Reader, Tipster
from tipping_page import PageVisitor, picture

from plugins.tips.models import Tip, TipMessage

NO_RECEIPT = "This is no receipt: it has 21 characters, and one of them is missing or mistyped."
UNKNOWN = "There is no tip with this receipt. It may have been erased, or its time is over."
FEW = pytest.mark.parametrize(
    "settings", [{"services": {"tips": {"tries_of_a_source": 1}}}], indirect=True
)


async def test_tip_of_a_frontend_is_read_on_the_page(
    visitor: PageVisitor, tipster: Tipster, reader: Reader
) -> None:
    await tipster.told(text="<b>Packets</b> are handed out\nat night.")
    await visitor.presses("open", receipt=tipster.receipt)
    assert "&lt;b&gt;Packets&lt;/b&gt; are handed out\nat night." in visitor.answer.text
    assert "There is no answer yet." in visitor.text
    assert "Received: the police have not taken it up yet" in visitor.text
    assert "23 November 2027" in visitor.text


@pytest.mark.parametrize("step", ["open", "add", "erase"])
async def test_receipt_that_leads_nowhere_is_told_at_its_field(
    visitor: PageVisitor, tipster: Tipster, reader: Reader, clock: MovableClock, step: str
) -> None:
    await tipster.told()
    await visitor.presses("open", receipt=tipster.receipt)
    clock.move(seconds=20)
    for receipt, status, told in (
        ("ABC", 400, NO_RECEIPT),
        ("0000-0000-0000-0000-0000-0", 404, UNKNOWN),
    ):
        await visitor.presses(step, receipt=receipt, text="More of it.")
        assert (visitor.answer.status_code, visitor.faults()) == (status, {"receipt": told})
        assert visitor.page.fields["receipt"] == [receipt]
    assert (await Tip.all().count(), await TipMessage.all().count()) == (1, 1)


@FEW
async def test_too_many_tries_have_to_wait(visitor: PageVisitor, clock: MovableClock) -> None:
    unknown = "0000-0000-0000-0000-0000-0"
    await visitor.presses("open", receipt=unknown)
    await visitor.presses("open", receipt=unknown)
    assert visitor.answer.status_code == 429
    assert list(visitor.faults()) == ["receipt"]
    clock.move(hours=1)
    await visitor.presses("open", receipt=unknown)
    assert visitor.answer.status_code == 404


async def test_message_that_is_refused_stays_in_the_form(
    visitor: PageVisitor, tipster: Tipster, reader: Reader, clock: MovableClock
) -> None:
    await tipster.told()
    await visitor.presses("open", receipt=tipster.receipt)
    await visitor.presses("add", picture(photo()), text="The northern gate.")
    assert list(visitor.faults()) == ["send"]
    clock.move(seconds=20)
    await visitor.presses("add", text="")
    assert visitor.faults() == {"text": "Write what you want to say."}
    await visitor.presses("add", picture(b"%PDF-1.7"), text="The northern gate.")
    assert list(visitor.faults()) == ["pictures"]
    assert len(visitor.page.fields["kept"]) == 1
    assert await TipMessage.all().count() == 1
    await visitor.presses("add")
    assert "Your message has been sent." in visitor.text
    [_, added] = (await tipster.reads())["messages"]
    assert (added["text"], len(added["attachments"])) == ("The northern gate.", 1)


async def test_picture_is_saved_by_a_form_of_the_page(
    visitor: PageVisitor, tipster: Tipster, reader: Reader
) -> None:
    await tipster.told(attachments=[await tipster.uploads(photo())])
    await visitor.presses("open", receipt=tipster.receipt)
    [action] = [
        given["action"]
        for tag, given in visitor.page.attributes
        if tag == "form" and given["action"].startswith("/tips/")
    ]
    answer = await visitor.http.post(action, files={"receipt": (None, tipster.receipt)})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    wrong = await visitor.http.post(action, files={"receipt": (None, "0" * 21)})
    assert wrong.status_code == 404


async def test_erasing_asks_once_more(
    visitor: PageVisitor, tipster: Tipster, reader: Reader
) -> None:
    await tipster.told()
    await visitor.presses("open", receipt=tipster.receipt)
    await visitor.presses("ask_erase")
    assert await Tip.all().count() == 1
    await visitor.presses("open")
    await visitor.presses("ask_erase")
    await visitor.presses("erase")
    assert "Everything is erased" in visitor.text
    assert await Tip.all().count() == 0
