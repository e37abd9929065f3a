"""What the answers to tipsters carry: nothing that stays in the browser, and nothing by which two
of them can be joined.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from good_files import photo
from own_statements import own_statements
from tipping import CHALLENGE, Reader, Tipster
from tipping_page import FILLED, PageVisitor, picture

from core.db import fetch

ALWAYS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NEVER = {"set-cookie", "etag", "last-modified", "location", "refresh", "server", "date", "expires"}
KNOWN = {
    *ALWAYS, "clear-site-data", "content-disposition", "content-length", "content-security-policy",
    "content-type", "strict-transport-security", "x-frame-options",
}  # fmt: skip
ACTIVE = re.compile(r"<script|<svg|<math|<iframe|url\(|@import|http-equiv| on\w+=")
PERSON = {
    "accept-language": "en", "user-agent": "Phone of Asha", "x-forwarded-for": "203.0.113.7",
    "referer": "https://example.in/asha", "x-request-id": "asha-1",
}  # fmt: skip
AsCitizen = Callable[..., Awaitable[GraphQLClient]]


async def all_answers(http: httpx.AsyncClient, clock: MovableClock) -> list[httpx.Response]:
    """Those of everything that a tipster does, at each of the three doors."""
    answers: list[httpx.Response] = []
    http.event_hooks["response"] = [_kept(answers)]
    visitor, tipster = PageVisitor(http), Tipster(GraphQLClient(http))
    await visitor.comes()
    await visitor.presses("write")
    await visitor.presses("send", text="short")
    clock.move(seconds=20)
    await visitor.presses("send", picture(photo()), **FILLED)
    tipster.receipt = visitor.receipt
    await visitor.presses("confirm", typed="wrong")
    await visitor.presses("confirm", typed=tipster.receipt)
    await visitor.presses("read")
    await visitor.presses("open", receipt="0" * 21)
    await visitor.presses("open", receipt=tipster.receipt)
    await http.post("/tip", content=b"no form")
    await tipster.client.run(CHALLENGE)
    [message] = (await tipster.reads())["messages"]
    await tipster.adds("More.", attachments=[await tipster.uploads(photo())])
    await http.post("/tips/attachments", content=b"%PDF-1.7")
    await tipster.downloads(message["attachments"][0]["id"])
    await tipster.downloads(message["attachments"][0]["id"], receipt="0" * 21)
    await visitor.presses("erase", receipt=tipster.receipt)
    http.event_hooks["response"] = []
    return answers


def _kept(answers: list[httpx.Response]) -> Callable[[httpx.Response], Awaitable[None]]:
    async def keep(answer: httpx.Response) -> None:
        await answer.aread()
        answers.append(answer)

    return keep


async def test_answers_leave_nothing_in_the_browser(
    http: httpx.AsyncClient, reader: Reader, clock: MovableClock
) -> None:
    answers = await all_answers(http, clock)
    assert len(answers) == 19
    for answer in answers:
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        assert NEVER & set(answer.headers) == set()
        assert set(answer.headers) <= KNOWN, "a header that nobody has thought of"


async def test_no_header_has_a_value_that_is_stored(
    http: httpx.AsyncClient, reader: Reader, clock: MovableClock
) -> None:
    await PageVisitor(http).presses("write")
    answers = await all_answers(http, clock)
    told = " ".join(value for answer in answers for value in answer.headers.values())
    for table in ("tips_tip", "tips_message", "tips_attachment", "tips_spent_puzzle"):
        for row in await fetch(f"SELECT id FROM {table}"):
            assert str(row["id"]) not in told


async def test_page_loads_nothing_and_sends_its_forms_to_itself_alone(
    http: httpx.AsyncClient, reader: Reader, clock: MovableClock
) -> None:
    for answer in await all_answers(http, clock):
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        policy = re.sub("sha256-[^']+", "sha256-…", answer.headers["content-security-policy"])
        assert policy == (
            "default-src 'none'; style-src 'sha256-…'; img-src data:; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        assert not re.search(
            r"<script|<svg|<math|<iframe|url\(|@import|http-equiv| on\w+=", answer.text
        )
        links = set(re.findall(r'(?:href|src|action)="([^"]+)"', answer.text))
        outside = {link for link in links if not re.match("/tip|#|tel:112|data:,", link)}
        assert outside == {"https://www.google.com/"}
        assert not re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4}-[0-9A-Z]", " ".join(links))


async def test_session_that_comes_along_makes_no_difference(
    http: httpx.AsyncClient,
    reader: Reader,
    clock: MovableClock,
    as_citizen: AsCitizen,
) -> None:
    citizen = await as_citizen()
    with own_statements() as sent:
        for credentials in (
            {"authorization": f"Bearer {citizen.token}"},
            {"authorization": "nonsense"},
            {"cookie": f"__Host-session={citizen.token}", "origin": "https://evil.example"},
        ):
            http.headers.update(PERSON | credentials)
            answers = await all_answers(http, clock)
            assert [answer.status_code for answer in answers].count(200) == 12
            for name in credentials:
                del http.headers[name]
    assert [each for each in sent if "core_session" in each or "core_citizen" in each] == []


ONION = "a" * 56 + ".onion"
WITH_ONION: dict[str, Any] = {
    "services": {"tips": {"onion_address": ONION, "exit_address": "https://mausam.imd.gov.in/"}}
}


@pytest.mark.parametrize("settings", [WITH_ONION], indirect=True)
async def test_state_names_its_onion_address_and_where_to_leave_to(visitor: PageVisitor) -> None:
    await visitor.comes()
    assert visitor.answer.headers["onion-location"] == f"http://{ONION}/tip"
    assert f"http://{ONION}/tip" in visitor.text
    leave = [given for tag, given in visitor.page.attributes if given.get("class") == "leave"]
    assert leave == [
        {
            "class": "leave",
            "href": "https://mausam.imd.gov.in/",
            "rel": "noreferrer noopener",
        }
    ]
