"""The form on the page of a genuine document: without JavaScript, in Hindi and English."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable

import httpx
import pytest
from acknowledgements import REVOKE
from clients import GraphQLClient
from conftest import MovableClock
from licences import Licence

from core.documents.models import DocumentWatch

Issue = Callable[..., Awaitable[Licence]]
CLERK = {"email": "clerk@bank.example.in"}


@pytest.fixture
def kind() -> str:
    """What the page shows does not depend on the database."""
    return "sqlite"


async def form_on(http: httpx.AsyncClient, code: str, language: str = "en") -> str:
    """Where the form on a document's page leads to."""
    page = (await http.get(f"/verify/{code}?lang={language}")).text
    [action] = re.findall(r'<form action="(/verify/[^"]+)" method="post">', page)
    return str(action)


async def noted() -> list[tuple[str, str]]:
    return [(row.email, row.language.value) for row in await DocumentWatch.all()]


async def test_an_address_is_noted_in_the_language_of_the_page(
    issue: Issue, http: httpx.AsyncClient
) -> None:
    licence = await issue()
    action = await form_on(http, (await licence.row()).code, "hi")
    answer = await http.post(action, data=CLERK)
    assert (answer.status_code, await noted()) == (200, [("clerk@bank.example.in", "hi")])
    assert "पता दर्ज हो गया है" in answer.text
    assert "असली और मान्य" in answer.text
    assert 'method="post"' not in answer.text
    assert "clerk@bank" not in answer.text
    again = await http.post(action.replace("lang=hi", "lang=en"), data=CLERK)
    assert "The address is noted" in again.text
    assert await noted() == [("clerk@bank.example.in", "hi")]


async def test_the_other_language_leads_back_to_the_document(
    issue: Issue, http: httpx.AsyncClient
) -> None:
    code = (await (await issue()).paper())["code"]
    answer = await http.post(f"/verify/{code}/watch?lang=en", data=CLERK)
    [link] = re.findall(r'<nav><a href="([^"]+)"', answer.text)
    assert link == f"/verify/{code}?lang=hi"
    assert (await http.get(link)).status_code == 200


@pytest.mark.parametrize("body", ["email=clerk", "", "email=", "%00=&&&;;", "a=1&" * 50])
async def test_what_is_no_address_is_said_beside_the_form(
    issue: Issue, http: httpx.AsyncClient, body: str
) -> None:
    action = await form_on(http, (await (await issue()).row()).code)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await http.post(action, content=body, headers=headers)
    assert (answer.status_code, await noted()) == (422, [])
    assert "This is not an e-mail address." in answer.text
    assert 'method="post"' in answer.text


async def test_what_was_typed_is_no_markup(issue: Issue, http: httpx.AsyncClient) -> None:
    action = await form_on(http, (await (await issue()).row()).code)
    answer = await http.post(action, data={"email": '"><script>alert(1)</script>'})
    assert "<script>" not in answer.text
    assert (answer.status_code, await noted()) == (422, [])


async def test_a_twenty_first_address_of_a_day_is_refused_in_words(
    issue: Issue, http: httpx.AsyncClient
) -> None:
    action = await form_on(http, (await (await issue()).row()).code)
    for place in range(20):
        assert (await http.post(action, data={"email": f"a{place}@x.in"})).status_code == 200
    answer = await http.post(action, data=CLERK)
    assert (answer.status_code, len(await noted())) == (429, 20)
    assert "Too many tries" in answer.text


async def test_a_document_that_is_not_good_has_no_form(
    issue: Issue,
    http: httpx.AsyncClient,
    as_officer: Callable[..., Awaitable[GraphQLClient]],
    clock: MovableClock,
) -> None:
    revoked, over = await issue(), await issue()
    code, key = (await revoked.row()).code, str(uuid.uuid4())
    wanted = {"code": code, "reasonCode": "MISUSED", "note": "Lent.", "idempotencyKey": key}
    await (await as_officer()).run(REVOKE, input=wanted)
    clock.move(days=30)
    expected = {
        code: "This document has been revoked before.",
        (await over.row()).code: "This document is not valid any more",
        "0" * 20: "We have issued no document with this code.",
    }
    for spelling, message in expected.items():
        page = await http.get(f"/verify/{spelling}?lang=en")
        assert 'method="post"' not in page.text
        answer = await http.post(f"/verify/{spelling}/watch?lang=en", data=CLERK)
        assert answer.status_code == 422
        assert message in answer.text
        assert 'method="post"' not in answer.text
    assert await noted() == []


async def test_a_form_is_sent_by_post_alone(issue: Issue, http: httpx.AsyncClient) -> None:
    code = (await (await issue()).row()).code
    assert (await http.get(f"/verify/{code}/watch?email=a@b.in")).status_code == 405
    assert await noted() == []
