"""Another site's page cannot send the forms of /tip through the browser of one who visits it."""

from __future__ import annotations

import pytest
from conftest import MovableClock
from everything_stored import everything
from tipping import Reader
from tipping_page import FILLED, PageVisitor


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_sites_page_does_nothing(
    visitor: PageVisitor, reader: Reader, clock: MovableClock, site: str
) -> None:
    await visitor.comes()
    start = visitor.title
    await visitor.presses("write")
    clock.move(seconds=20)
    form = visitor.answer
    before = await everything()
    visitor.http.headers["sec-fetch-site"] = site
    await visitor.presses("send", **FILLED)
    assert (visitor.answer.status_code, visitor.title) == (200, start)
    assert await everything() == before
    visitor.answer = form
    visitor.http.headers["sec-fetch-site"] = "same-origin"
    await visitor.presses("send", **FILLED)
    receipt = visitor.receipt
    before = await everything()
    visitor.http.headers["sec-fetch-site"] = site
    await visitor.presses("erase", receipt=receipt)
    assert visitor.title == start
    assert await everything() == before
