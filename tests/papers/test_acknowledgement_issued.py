"""The acknowledgement is there with the report, is made after it, and is never made twice."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx
import pytest
from acknowledgements import acknowledged, acknowledgement, fetch, make_due, papers
from clients import GraphQLClient
from conftest import MovableClock
from lost_reports import act, stored
from starlette.applications import Starlette

from core.documents.models import Document, DocumentCopy
from core.outbox.models import OutboxEntry

AsCitizen = Callable[..., Awaitable[GraphQLClient]]


async def test_asked_for_too_early_it_is_on_its_way(app: Starlette, as_citizen: AsCitizen) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    early = await acknowledgement(citizen, report["number"])
    assert (early["isReady"], early["downloadUrl"], early["sha256"]) == (False, None, None)
    assert early["verifyUrl"] == f"http://127.0.0.1:8000/verify/{early['code']}"
    await make_due(app)
    made = await acknowledgement(citizen, report["number"])
    assert made["isReady"] is True
    assert (made["code"], made["issuedAt"]) == (early["code"], report["submittedAt"])


async def test_the_pdf_is_what_the_register_says(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen
) -> None:
    _, paper = await acknowledged(app, await as_citizen())
    pdf = await fetch(http, paper["downloadUrl"])
    assert pdf.startswith(b"%PDF-")
    assert hashlib.sha256(pdf).hexdigest() == paper["sha256"]


async def test_fetching_it_again_gives_the_same_bytes(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen, clock: MovableClock
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    first = await fetch(http, paper["downloadUrl"])
    clock.move(days=3)
    await make_due(app)
    again = await acknowledgement(citizen, report["number"])
    assert await fetch(http, again["downloadUrl"]) == first
    assert await DocumentCopy.all().count() == 1


async def test_a_copy_that_is_out_of_date_is_not_handed_out(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    assert (await act(citizen, report, "WITHDRAW"))["errors"] == []
    meanwhile = await acknowledgement(citizen, report["number"])
    assert (meanwhile["isReady"], meanwhile["downloadUrl"]) == (False, None)
    parts = urlsplit(paper["downloadUrl"])
    assert (await http.get(f"{parts.path}?{parts.query}")).status_code == 404
    await make_due(app)
    assert (await acknowledgement(citizen, report["number"]))["isReady"] is True


async def test_an_entry_delivered_twice_makes_one_copy(
    app: Starlette, as_citizen: AsCitizen
) -> None:
    await acknowledged(app, await as_citizen())
    entry = await OutboxEntry.get(topic="document")
    runtime = app.state.platform.runtime
    document = await Document.get()
    payload = runtime.secrets.seal({"document_id": str(document.id), "position": 1})
    await OutboxEntry.filter(id=entry.id).update(done_at=None, payload=payload)
    await make_due(app)
    assert await DocumentCopy.all().count() == 1


@pytest.mark.parametrize(
    "settings", [{"services": {"lost_property": {"acknowledged": "by_officer"}}}], indirect=True
)
async def test_where_an_officer_acknowledges_there_is_none_before(
    app: Starlette, as_citizen: AsCitizen, as_officer: AsCitizen
) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    assert (await papers(citizen, report["number"]))["acknowledgement"] is None
    officer = await as_officer()
    assert (await act(officer, report, "ACKNOWLEDGE"))["errors"] == []
    await make_due(app)
    assert (await acknowledgement(citizen, report["number"]))["isReady"] is True


async def test_only_those_who_may_see_the_request_get_its_papers(
    app: Starlette, as_citizen: AsCitizen, as_officer: AsCitizen
) -> None:
    report, paper = await acknowledged(app, await as_citizen())
    station, elsewhere = await as_officer(), await as_officer("21316041")
    seen = await acknowledgement(station, report["number"])
    assert (seen["code"], seen["sha256"]) == (paper["code"], paper["sha256"])
    for stranger in (await as_citizen(), elsewhere):
        query = '{ serviceRequest(number: "%s") { acknowledgement { code } } }'
        refusal = await stranger.refused(query % report["number"])
        assert refusal["extensions"]["code"] == "NOT_FOUND"


async def test_a_copy_that_was_never_made_does_not_hold_up_the_next(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen
) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    await OutboxEntry.filter(topic="document").update(dead_at=app.state.platform.runtime.now())
    assert (await act(citizen, report, "WITHDRAW"))["errors"] == []
    await make_due(app)
    later = await acknowledgement(citizen, report["number"])
    assert later["isReady"] is True
    assert (await fetch(http, later["downloadUrl"])).startswith(b"%PDF-")
