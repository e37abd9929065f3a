"""An officer whose posting covers it takes back a document; everyone who checks it is told."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from acknowledgements import (
    REVOKE,
    acknowledged,
    acknowledgement,
    fetch,
    make_due,
    text_of,
    verify,
)
from clients import GraphQLClient
from conftest import MovableClock
from lost_reports import rows
from starlette.applications import Starlette

from core.audit import verifying as audit
from core.audit.models import AuditEntry
from core.documents.models import Document
from core.identity.models import OfficerRole, Posting

AsSomebody = Callable[..., Awaitable[GraphQLClient]]


def wanted(code: str, **changes: Any) -> dict[str, Any]:
    content = {"code": code, "reasonCode": "MISUSED", "note": "Shown for another phone."}
    return content | {"idempotencyKey": str(uuid.uuid4())} | changes


async def test_revoked_by_the_station_everyone_is_told(
    app: Starlette,
    clock: MovableClock,
    as_citizen: AsSomebody,
    as_officer: AsSomebody,
    as_nobody: GraphQLClient,
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    officer = await as_officer()
    clock.move(minutes=1)
    answer = await officer.run(REVOKE, input=wanted(paper["code"].lower()))
    assert answer["revokeDocument"] == {
        "document": {"code": paper["code"], "status": "REVOKED"},
        "errors": [],
    }
    as_nobody.language = "en"
    seen = await verify(as_nobody, paper["code"])
    assert (seen["status"], seen["revocation"]) == ("REVOKED", "It was misused")
    await make_due(app)
    later = await acknowledgement(citizen, report["number"])
    assert (later["status"], later["code"], later["issuedAt"]) == (
        "REVOKED",
        paper["code"],
        paper["issuedAt"],
    )
    assert "It was misused" in text_of(await fetch(citizen.http, later["downloadUrl"]))
    entry = await AuditEntry.get(action="lost_property.revoke_document")
    assert entry.actor.startswith("officer:")
    assert "Shown for another phone." not in str(entry.details)
    assert [fault async for fault in audit.verify()] == []
    told = (await citizen.outbox())[0]["text"]
    assert told == (
        f"Lost property report: the document of your request {report['number']} has been revoked"
        " by Makroniya."
    )


async def test_the_same_key_gives_the_same_answer(
    app: Starlette, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    _, paper = await acknowledged(app, await as_citizen())
    officer = await as_officer()
    sent = wanted(paper["code"])
    first = await officer.run(REVOKE, input=sent)
    before = await rows()
    assert await officer.run(REVOKE, input=sent) == first
    assert await rows() == before
    other = await officer.refused(REVOKE, input=sent | {"note": "Another note"})
    assert other["extensions"]["code"] == "CONFLICT"


async def test_after_the_posting_has_ended_the_answer_is_not_given_again(
    app: Starlette, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    _, paper = await acknowledged(app, await as_citizen())
    officer = await as_officer()
    sent = wanted(paper["code"])
    await officer.run(REVOKE, input=sent)
    await Posting.all().update(ends_at=app.state.platform.runtime.now())
    again = await officer.refused(REVOKE, input=sent)
    assert again["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"note": "  "}, ["note"], "NOTE_REQUIRED"),
        ({"note": "x" * 4001}, ["note"], "TOO_LONG"),
        ({"reasonCode": "WITHDRAWN"}, ["reasonCode"], "REASON_REQUIRED"),
    ],
)
async def test_a_reason_of_the_list_and_a_note_are_needed(
    app: Starlette,
    as_citizen: AsSomebody,
    as_officer: AsSomebody,
    change: dict[str, Any],
    path: list[str],
    code: str,
) -> None:
    _, paper = await acknowledged(app, await as_citizen())
    answer = await (await as_officer()).run(REVOKE, input=wanted(paper["code"], **change))
    payload = answer["revokeDocument"]
    assert [(e["path"], e["code"]) for e in payload["errors"]] == [(path, code)]
    assert payload["document"] is None
    assert (await Document.get()).revoked_at is None


async def test_twice_is_said(
    app: Starlette, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    _, paper = await acknowledged(app, await as_citizen())
    officer = await as_officer()
    await officer.run(REVOKE, input=wanted(paper["code"]))
    revoked_at = (await Document.get()).revoked_at
    payload = (await officer.run(REVOKE, input=wanted(paper["code"])))["revokeDocument"]
    assert [error["code"] for error in payload["errors"]] == ["DOCUMENT_REVOKED"]
    assert (await Document.get()).revoked_at == revoked_at


async def test_nobody_else_revokes_it(
    app: Starlette, as_citizen: AsSomebody, as_officer: AsSomebody, as_nobody: GraphQLClient
) -> None:
    citizen = await as_citizen()
    _, paper = await acknowledged(app, citizen)
    refusals = {
        "FORBIDDEN": [citizen, await as_officer(role=OfficerRole.BEAT_OFFICER)],
        "NOT_FOUND": [await as_officer("21316041"), await as_officer(None)],
        "UNAUTHENTICATED": [as_nobody],
    }
    absent = await (await as_officer()).refused(REVOKE, input=wanted("0" * 20))
    assert absent["extensions"]["code"] == "NOT_FOUND"
    before = await rows()
    for code, clients in refusals.items():
        for client in clients:
            error = await client.refused(REVOKE, input=wanted(paper["code"]))
            assert error["extensions"]["code"] == code
    assert await rows() == before
    assert (await Document.get()).revoked_at is None
