"""Anyone who holds a paper learns whether it is genuine, and next to nothing about its holder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
from acknowledgements import (
    acknowledged,
    acknowledgement,
    fetch,
    make_due,
    text_of,
    verify,
)
from clients import GraphQLClient
from lost_reports import act, faults, stored
from starlette.applications import Starlette

from core.documents.models import Document
from core.identity.models import Citizen
from core.texts import Language

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
NOTHING = {
    "status": "UNKNOWN",
    "kind": None,
    "number": None,
    "issuedAt": None,
    "validUntil": None,
    "revokedAt": None,
    "revocation": None,
    "issuedBy": None,
    "holder": None,
    "sha256": None,
}


async def test_a_genuine_code_tells_what_is_on_the_paper(
    app: Starlette, as_citizen: AsCitizen, as_nobody: GraphQLClient
) -> None:
    citizen = await as_citizen(full_name="सुनीता विश्वकर्मा")
    report, paper = await acknowledged(app, citizen)
    assert await verify(as_nobody, paper["code"]) == {
        "status": "VALID",
        "kind": "ACKNOWLEDGEMENT",
        "number": report["number"],
        "issuedAt": paper["issuedAt"],
        "validUntil": None,
        "revokedAt": None,
        "revocation": None,
        "issuedBy": "Makroniya",
        "holder": "सु. वि.",
        "sha256": paper["sha256"],
    }


async def test_every_spelling_of_the_code_is_taken(
    app: Starlette, as_citizen: AsCitizen, as_nobody: GraphQLClient
) -> None:
    _, paper = await acknowledged(app, await as_citizen())
    devanagari = paper["code"].translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    misread = paper["code"].replace("0", "O").replace("1", "l")
    for spelling in (paper["code"].lower(), f" {paper['code']} ", devanagari, misread):
        assert (await verify(as_nobody, spelling))["status"] == "VALID"


async def test_anything_else_is_unknown_in_the_same_words(
    app: Starlette, as_citizen: AsCitizen, as_nobody: GraphQLClient
) -> None:
    report, paper = await acknowledged(app, await as_citizen())
    last = "1" if paper["code"][-1] != "1" else "2"
    for guess in (report["number"], paper["code"][:-1] + last, "", "%", "x" * 10_000, "0" * 20):
        assert await verify(as_nobody, guess) == NOTHING


async def test_checks_are_counted_for_the_holder(
    app: Starlette, as_citizen: AsCitizen, as_nobody: GraphQLClient
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    assert paper["checks"] == 0
    for _ in range(3):
        await verify(as_nobody, paper["code"])
    assert (await acknowledgement(citizen, report["number"]))["checks"] == 3


async def test_a_withdrawn_report_has_no_valid_acknowledgement(
    app: Starlette, as_citizen: AsCitizen, as_nobody: GraphQLClient
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    assert (await act(citizen, report, "WITHDRAW"))["errors"] == []
    as_nobody.language = "hi"
    seen = await verify(as_nobody, paper["code"])
    assert (seen["status"], seen["revocation"]) == (
        "REVOKED",
        "नागरिक ने रिपोर्ट वापस ले ली है",
    )
    assert (await Document.get()).revocation_code == "WITHDRAWN"


async def test_a_later_name_is_neither_on_the_paper_nor_on_the_check(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsCitizen, as_nobody: GraphQLClient
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    await Citizen.all().update(full_name="ரவி", email="தமிழ்@example.in")
    assert (await verify(as_nobody, paper["code"]))["holder"] == "A. V."
    assert (await act(citizen, report, "WITHDRAW"))["errors"] == []
    await make_due(app)
    later = await acknowledgement(citizen, report["number"])
    assert "Asha Verma" in text_of(await fetch(http, later["downloadUrl"]))
    assert await faults(citizen) == [("", "UNPRINTABLE")]


async def test_before_it_is_made_it_is_genuine_already(
    app: Starlette, as_citizen: AsCitizen, as_nobody: GraphQLClient
) -> None:
    citizen = await as_citizen(language=Language.HI)
    report = await stored(citizen)
    paper = await acknowledgement(citizen, report["number"])
    seen = await verify(as_nobody, paper["code"])
    assert (seen["status"], seen["sha256"]) == ("VALID", None)
