"""A document's own terms: whom it is issued to, until when, and by which unit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
from acknowledgements import make_due, text_of, verify
from clients import GraphQLClient
from conftest import MovableClock
from factories import SAGAR
from licences import Licence

Issue = Callable[..., Awaitable[Licence]]
UNTIL = datetime(2027, 5, 22, 18, 29, 59, tzinfo=UTC)
GIVEN = {"holder": "Ravi Kumar Ahirwar", "valid_until": UNTIL, "issued_by": SAGAR}


def facts(seen: dict[str, Any]) -> tuple[Any, ...]:
    return seen["holder"], seen["validUntil"], seen["issuedBy"], seen["status"]


async def test_a_check_shows_the_holder_the_end_and_the_unit_of_the_terms(
    issue: Issue, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    licence = await issue(**GIVEN)
    as_nobody.language = "en"
    code = (await licence.paper())["code"]
    expected = ("R. K. A.", "2027-05-22T23:59:59+05:30", "Sagar", "VALID")
    assert facts(await verify(as_nobody, code)) == expected
    assert (await licence.paper())["validUntil"] == "2027-05-22T23:59:59+05:30"
    clock.moment = UNTIL
    assert facts(await verify(as_nobody, code)) == (*expected[:3], "EXPIRED")


async def test_what_the_terms_leave_out_is_as_for_every_document(
    issue: Issue, as_nobody: GraphQLClient
) -> None:
    licence = await issue()
    as_nobody.language = "en"
    expected = ("A. V.", "2026-12-23T12:00:00+05:30", "Makroniya", "VALID")
    assert facts(await verify(as_nobody, (await licence.paper())["code"])) == expected


async def test_the_page_names_the_unit_that_issued_it(
    issue: Issue, http: httpx.AsyncClient
) -> None:
    licence = await issue(**GIVEN)
    code = (await licence.paper())["code"]
    english = await http.get(f"/verify/{code}?lang=en")
    assert "<dd>District police: Sagar</dd>" in english.text
    assert "<dd>R. K. A.</dd>" in english.text
    hindi = await http.get(f"/verify/{code}?lang=hi")
    assert "<dd>ज़िला पुलिस: सागर</dd>" in hindi.text


async def test_the_head_of_the_paper_names_the_unit_and_stays_at_later_steps(
    issue: Issue, as_officer: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    licence = await issue(**GIVEN)
    before = text_of(await licence.pdf())
    assert "ज़िला पुलिस / District police: सागर / Sagar" in " ".join(before.split())
    assert "मकरोनिया" not in before
    licence.plugin.terms_of.update(holder="Somebody Else", issued_by=None)
    await licence.act(await as_officer(), "LEND")
    await make_due(licence.app)
    assert (await licence.row()).holder == "Ravi Kumar Ahirwar"
    assert "सागर / Sagar" in " ".join(text_of(await licence.pdf()).split())
