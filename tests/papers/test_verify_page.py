"""The page that anyone opens with a phone's camera: no JavaScript, in Hindi and English."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from acknowledgements import acknowledged, acknowledgement, make_due
from clients import GraphQLClient
from conftest import MovableClock
from lost_reports import act, stored
from starlette.applications import Starlette

from core.documents import keys, payload
from core.documents.models import Document
from core.documents.signing import document_signer
from core.texts import Language

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def kind() -> str:
    """What the page shows does not depend on the database."""
    return "sqlite"


async def scanned(app: Starlette, code: str) -> str:
    """What the QR code of a document says, as the signer has written it."""
    platform = app.state.platform
    signer = await document_signer(platform.runtime, platform.registry)
    document = await Document.get(code=code.replace("-", "")).select_related("request")
    return await payload.make(platform.runtime, signer, document, document.request.number)


@pytest.fixture
async def qr(app: Starlette, as_citizen: AsCitizen) -> str:
    """The QR code of Asha Verma's acknowledgement."""
    citizen = await as_citizen()
    report = await stored(citizen)
    return await scanned(app, (await acknowledgement(citizen, report["number"]))["code"])


async def page(http: httpx.AsyncClient, address: str, **headers: str) -> str:
    answer = await http.get(address, headers=ENGLISH | headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in answer.text
    return answer.text


async def test_a_genuine_code_shows_what_to_compare(
    http: httpx.AsyncClient, qr: str, clock: MovableClock
) -> None:
    shown = await page(http, qr)
    for expected in (
        "Genuine and valid",
        "MP-21346058-LP-2026-000001-D",
        "Acknowledgement of a lost property report",
        "23.11.2026, 12:00 IST",
        "Makroniya",
        "A. V.",
        "can be copied onto another paper",
    ):
        assert expected in shown
    assert "Verma" not in shown
    assert "98765" not in shown


async def test_it_speaks_hindi_and_english(http: httpx.AsyncClient, qr: str) -> None:
    hindi = await page(http, qr, **{"accept-language": "hi"})
    assert '<html lang="hi">' in hindi
    assert "असली और मान्य" in hindi
    english = await page(http, f"{qr}&lang=en", **{"accept-language": "hi"})
    assert '<html lang="en">' in english
    assert "Genuine and valid" in english


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda qr: qr.replace("-000001-", "-000002-"), "changed after we signed it"),
        (lambda qr: qr.replace("?s=ACK", "?s=ADK"), "changed after we signed it"),
        (lambda qr: qr[:-4] + ("AAAA" if qr[-4:] != "AAAA" else "BBBB"), "changed after we signed"),
        (lambda qr: qr + "A", "not the code, the QR code"),
        (lambda qr: qr.partition("&")[0][:-1], "not the code, the QR code"),
        (lambda qr: "/verify/" + "0" * 20, "issued no document with this code"),
        (lambda qr: "/verify/nothing", "not the code, the QR code"),
        (lambda qr: "/verify/" + "A" * 2000, "not the code, the QR code"),
        (lambda qr: '/verify?q={"code":1}', "not the code, the QR code"),
        (lambda qr: "/verify?q=" + "x" * 10_000, "not the code, the QR code"),
    ],
)
async def test_anything_else_is_not_genuine(
    http: httpx.AsyncClient, qr: str, change: Callable[[str], str], words: str
) -> None:
    shown = await page(http, change(qr))
    assert "Genuine and valid" not in shown
    assert words in shown
    assert "A. V." not in shown


async def test_a_qr_code_of_another_website_is_named(http: httpx.AsyncClient, qr: str) -> None:
    foreign = qr.replace("http://127.0.0.1:8000", "https://seva-police.example")
    answer = await http.get("/verify", params={"q": foreign}, headers=ENGLISH)
    assert "leads to another website, seva-police.example" in answer.text
    hostile = await http.get("/verify", params={"q": "https://<b>x</b>/verify/1"}, headers=ENGLISH)
    assert "<b>" not in hostile.text


async def test_what_the_qr_code_says_can_be_pasted(http: httpx.AsyncClient, qr: str) -> None:
    answer = await http.get("/verify", params={"q": f" {qr} "}, headers=ENGLISH)
    assert "Genuine and valid" in answer.text


async def test_a_revoked_document_says_why(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    address = await scanned(app, paper["code"])
    assert (await act(citizen, report, "WITHDRAW"))["errors"] == []
    shown = await page(http, address)
    assert "Not valid any more" in shown
    assert "The report was withdrawn by the citizen" in shown


async def test_a_key_that_is_not_believed_any_more_is_named(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen, clock: MovableClock
) -> None:
    runtime = app.state.platform.runtime
    old = await keys.current_key(runtime)
    clock.move(hours=1)
    _, paper = await acknowledged(app, await as_citizen())
    address = await scanned(app, paper["code"])
    await keys.revoke(runtime, old.trusted.id, since=runtime.now(), note="Stolen.")
    shown = await page(http, address)
    assert "Ask for a new copy" in shown
    assert "a key that we no longer believe" in shown
    assert paper["code"].replace("-", "") in address
    await keys.make_key(runtime)
    await make_due(app)
    assert "Genuine and valid" in await page(http, await scanned(app, paper["code"]))


async def test_before_the_pdf_is_made_it_says_that_it_is_on_its_way(
    http: httpx.AsyncClient, as_citizen: AsCitizen
) -> None:
    citizen = await as_citizen(language=Language.EN)
    report = await stored(citizen)
    paper = await acknowledgement(citizen, report["number"])
    shown = await page(http, f"/verify/{paper['code']}")
    assert "Genuine and valid" in shown
    assert "The PDF is being made" in shown


async def test_each_check_is_counted(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    await page(http, f"/verify/{paper['code'].lower()}")
    assert (await acknowledgement(citizen, report["number"]))["checks"] == 1


async def test_without_a_code_there_is_a_form(http: httpx.AsyncClient) -> None:
    shown = await page(http, "/verify")
    assert "Is this document genuine?" in shown
    assert '<form action="/verify">' in shown


async def test_nothing_else_is_loaded_and_nobody_frames_it(http: httpx.AsyncClient) -> None:
    answer = await http.get("/verify")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_the_public_keys_can_be_fetched(http: httpx.AsyncClient, qr: str) -> None:
    answer = await http.get("/verify/keys.json")
    trust = json.loads(answer.text)
    assert trust["public_url"] == "http://127.0.0.1:8000"
    assert [sorted(key) for key in trust["keys"]] == [
        ["certificate", "id", "made_at", "public_key", "revoked_from"]
    ]
    assert "PRIVATE" not in answer.text
