"""A citizen has all personal data erased."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import date
from types import ModuleType

import pytest
from acknowledgements import verify
from clients import GraphQLClient
from own_data import OPERATIONS, ask_for_copy, erase
from somebody import MOBILE, SIGN_IN, Somebody
from uploads import on_disk

from core import Kept, housekeeping
from core.audit.models import AuditEntry
from core.audit.verifying import verify as verify_audit
from core.documents.models import Document, DocumentCopy
from core.files.models import StoredFile
from core.identity.models import Citizen, Session
from core.privacy.models import Consent
from core.service_requests.models import RequestEvent, ServiceRequest
from core.texts import text

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
VIEWER = "{ viewer { id } }"

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
"""The database makes no difference here."""


async def test_the_citizen_is_a_shell_and_can_begin_anew(
    quetzal: Somebody, as_nobody: GraphQLClient
) -> None:
    await quetzal.asks()
    answer = await erase(quetzal.client, "098123 45670")
    assert answer == {"erasedAt": "2026-11-23T12:00:00+05:30", "keptBecause": [], "errors": []}
    shell = await Citizen.get(id=quetzal.row.id)
    held = {name for name in shell._meta.fields_db_projection if getattr(shell, name) is not None}
    assert held == {"id", "language", "created_at", "erased_at"}

    refused = await quetzal.client.send(VIEWER)
    assert refused.status_code == 401
    await as_nobody.sign_in(MOBILE)
    seen = await as_nobody.run(OPERATIONS["MyRequests"], first=10)
    assert seen["viewer"]["requests"]["edges"] == []
    assert await Citizen.filter(mobile=MOBILE).exclude(id=shell.id).count() == 1


@pytest.mark.parametrize(
    "spelling", ["+91 98123-45670", "९८१२३४५६७०", "Quetzalcoatl@EXAMPLE.in", f" {SIGN_IN} "]
)
@on_sqlite
async def test_what_one_signs_in_with_confirms_in_any_spelling(
    quetzal: Somebody, spelling: str
) -> None:
    assert (await erase(quetzal.client, spelling))["errors"] == []
    assert (await Citizen.get(id=quetzal.row.id)).erased_at is not None


@on_sqlite
@pytest.mark.parametrize("typed", ["", "9812345671", "xochipilli@example.in", "+" * 400])
async def test_anything_else_changes_nothing(quetzal: Somebody, typed: str) -> None:
    await quetzal.asks()
    before = await Citizen.get(id=quetzal.row.id).values()
    answer = await erase(quetzal.client, typed)
    assert (answer["erasedAt"], answer["keptBecause"]) == (None, None)
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [
        (["confirmation"], "CONFIRMATION_WRONG")
    ]
    assert await Citizen.get(id=quetzal.row.id).values() == before
    assert await Session.filter(citizen_id=quetzal.row.id).count() == 1
    assert await RequestEvent.exclude(note=None).count() == 1
    assert await AuditEntry.filter(action="citizen.erase").count() == 0


async def test_what_the_law_keeps_stays_and_is_told(
    quetzal: Somebody, choir: ModuleType, as_officer: AsSomebody
) -> None:
    free, held = await quetzal.asks(with_file=True), await quetzal.asks(with_file=True)
    why = text("Songs are kept for three years.")
    choir.kept.append(Kept("choir", why, date(2029, 11, 23), {held.id}))
    answer = await erase(quetzal.client, MOBILE)
    assert answer["keptBecause"] == [
        {
            "service": "choir",
            "reason": "Songs are kept for three years.",
            "until": "2029-11-23",
        }
    ]
    assert (await Citizen.get(id=quetzal.row.id)).erasure_due_on == date(2029, 11, 24)
    notes = dict(await RequestEvent.all().values_list("request_id", "note"))
    assert (notes[free.id], notes[held.id]) == (None, "Popocatepetl has called")
    holders = dict(await Document.all().values_list("request_id", "holder"))
    assert (holders[free.id], holders[held.id]) == ("", "Quetzalcoatl Verma")
    assert await StoredFile.filter(request_id=held.id).count() == 1
    assert await StoredFile.filter(request_id=free.id).count() == 0

    officer = await as_officer()
    query = """query($number: String!) { serviceRequest(number: $number) {
      citizen { fullName mobile email presentAddress { text } } attachments { name }
      timeline(first: 5) { edges { node { note } } } } }"""
    for request, names in ((free, []), (held, ["Iztaccihuatl.jpg"])):
        seen = (await officer.run(query, number=request.number))["serviceRequest"]
        assert seen["citizen"] == dict.fromkeys(("fullName", "mobile", "email", "presentAddress"))
        assert [file["name"] for file in seen["attachments"]] == names


async def test_the_papers_are_nobodys_and_their_bytes_go(quetzal: Somebody) -> None:
    await quetzal.asks(with_file=True)
    await quetzal.uploads()
    await quetzal.app.state.effects.documents.deliver_due()
    assert await DocumentCopy.all().count() == 1
    document = await Document.get()
    assert len(on_disk(quetzal.runtime)) == 3
    query = "query($n: String!) { serviceRequest(number: $n) { documents { downloadUrl } } }"
    number = (await ServiceRequest.get()).number
    papers = (await quetzal.client.run(query, n=number))["serviceRequest"]["documents"]
    link = papers[0]["downloadUrl"].removeprefix("http://127.0.0.1:8000")
    assert (await quetzal.client.http.get(link)).status_code == 200

    await erase(quetzal.client, MOBILE)
    assert (await quetzal.client.http.get(link)).status_code == 404
    assert set(await StoredFile.all().values_list("owner", "name", "sha256")) == {("", "", None)}
    nobody = GraphQLClient(quetzal.client.http, language="en")
    seen = await verify(nobody, document.code)
    assert (seen["status"], seen["holder"]) == ("REVOKED", "")
    assert seen["revocation"] == "The holder has had all personal data erased"
    page = await quetzal.client.http.get(f"/verify/{document.code}?lang=en")
    assert "(The holder has had all personal data erased). Do not accept it." in page.text

    await housekeeping.clean_up(quetzal.runtime)
    assert on_disk(quetzal.runtime) == {}
    assert (await StoredFile.all().count(), await DocumentCopy.all().count()) == (0, 0)


async def test_an_erased_paper_is_not_made_again(quetzal: Somebody, as_officer: AsSomebody) -> None:
    request = await quetzal.asks()
    await erase(quetzal.client, MOBILE)
    await quetzal.app.state.effects.documents.deliver_due()
    officer = await as_officer()
    seen = await officer.run(
        "query($n: String!) { serviceRequest(number: $n) { id } }", n=request.number
    )
    wanted = {
        "requestId": seen["serviceRequest"]["id"],
        "action": "SING",
        "expectedVersion": 1,
        "note": "Done.",
    }
    done = await officer.run(OPERATIONS["PerformAction"], input=wanted)
    assert done["performAction"]["errors"] == []
    await quetzal.app.state.effects.documents.deliver_due()
    assert await DocumentCopy.all().count() == 0
    await quetzal.is_told()
    assert [m["subject"] for m in await quetzal.client.outbox()] == ["Your data has been erased"]


@on_sqlite
async def test_requests_of_a_service_that_is_not_in_use_are_kept(
    quetzal: Somebody, as_citizen: AsSomebody
) -> None:
    request = await quetzal.asks()
    await ServiceRequest.filter(id=request.id).update(service="opera")
    answer = await erase(quetzal.client, MOBILE)
    assert [(kept["service"], kept["until"]) for kept in answer["keptBecause"]] == [("opera", None)]
    assert (await RequestEvent.get()).note is not None
    assert (await Citizen.get(id=quetzal.row.id)).erasure_due_on == date(2026, 12, 23)


async def test_the_audit_names_nobody_and_still_holds(quetzal: Somebody) -> None:
    request = await quetzal.asks()
    await erase(quetzal.client, MOBILE, reason="Popocatepetl")
    entry = await AuditEntry.get(action="citizen.erase")
    assert (entry.chain, entry.actor, entry.subject) == (
        "platform",
        f"citizen:{quetzal.row.id}",
        f"citizen:{quetzal.row.id}",
    )
    assert json.loads(entry.details) == {"kept": {}}
    assert [fault async for fault in verify_audit()] == []
    assert await ServiceRequest.filter(id=request.id, number=request.number).exists()


@on_sqlite
async def test_a_plugin_that_fails_leaves_all_as_it_was(
    quetzal: Somebody, choir: ModuleType
) -> None:
    await quetzal.asks()
    choir.kept.append("fault")
    error = await quetzal.client.refused(OPERATIONS["EraseMe"], input={"confirmation": MOBILE})
    assert error["extensions"]["code"] == "INTERNAL"
    assert (await Citizen.get(id=quetzal.row.id)).full_name == "Quetzalcoatl Verma"
    assert (await quetzal.client.run(VIEWER))["viewer"] is not None


@on_sqlite
async def test_consents_stay_with_the_shell(quetzal: Somebody) -> None:
    agreed = {"purpose": "IDENTITY", "noticeVersion": "1", "language": "EN"}
    await quetzal.client.run(OPERATIONS["GiveConsent"], input=agreed)
    await erase(quetzal.client, MOBILE)
    assert [row.citizen_id for row in await Consent.all()] == [quetzal.row.id]


@on_sqlite
async def test_officers_and_nobody_cannot_be_erased(
    as_officer: AsSomebody, as_nobody: GraphQLClient
) -> None:
    officer = await as_officer()
    for client, code in ((officer, "FORBIDDEN"), (as_nobody, "UNAUTHENTICATED")):
        error = await client.refused(OPERATIONS["EraseMe"], input={"confirmation": MOBILE})
        assert error["extensions"]["code"] == code


async def test_a_copy_that_was_asked_for_is_not_made_any_more(quetzal: Somebody) -> None:
    await ask_for_copy(quetzal.client)
    await erase(quetzal.client, MOBILE)
    await quetzal.app.state.effects.exports.deliver_due()
    await housekeeping.clean_up(quetzal.runtime)
    assert on_disk(quetzal.runtime) == {}
    assert await StoredFile.all().count() == 0
