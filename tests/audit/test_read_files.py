"""A link to a citizen's file or document that an officer is given is a reading, as if it were
fetched.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from acknowledgements import REVOKE, make_due, papers
from clients import GraphQLClient
from factories import TT_NAGAR
from good_files import photo
from lost_reports import stored
from starlette.applications import Starlette
from uploads import FILE, TusClient

from core.audit.models import AuditEntry
from core.documents.models import Document
from core.files.models import StoredFile
from core.service_requests.models import ServiceRequest

AsSomebody = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
def kind() -> str:
    """What is noted does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def picture(as_citizen: AsSomebody) -> str:
    """The id of a photo that belongs to a report."""
    citizen = await as_citizen()
    file = await TusClient(citizen).upload(photo(320, 240))
    await stored(citizen, attachments=[file])
    return file


async def reads() -> list[list[str]]:
    rows = await AuditEntry.filter(action="read").order_by("id")
    return [json.loads(row.details)["read"] for row in rows]


async def test_links_of_a_request_are_readings_of_its_files_and_documents(
    app: Starlette, picture: str, as_officer: AsSomebody
) -> None:
    request, file, document = (
        await ServiceRequest.get(),
        await StoredFile.get(),
        await Document.get(),
    )
    officer = await as_officer()
    await papers(officer, request.number)
    await make_due(app)
    await papers(officer, request.number)
    before = [f"file:{file.id}", f"request:{request.id}"]
    assert await reads() == [before, [f"document:{document.id}", *before]]


async def test_file_by_its_id_is_a_reading(picture: str, as_officer: AsSomebody) -> None:
    await (await as_officer(TT_NAGAR)).refused(FILE, id=picture)
    assert await reads() == []
    officer = await as_officer()
    await officer.run(FILE, id=picture)
    await officer.run("query NodeById($id: ID!) { node(id: $id) { id } }", id=picture)
    assert await reads() == [[f"file:{(await StoredFile.get()).id}"]] * 2


async def test_owners_links_are_not_recorded(picture: str, as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    own = await TusClient(citizen).upload(photo(320, 240))
    await citizen.run(FILE, id=own)
    await citizen.run("{ waitingFiles { downloadUrl } }")
    assert await reads() == []


async def test_revoked_document_is_a_reading(picture: str, as_officer: AsSomebody) -> None:
    document = await Document.get()
    wanted: dict[str, Any] = {"code": document.code, "reasonCode": "MISUSED", "note": "Shown."}
    wanted["idempotencyKey"] = str(uuid.uuid4())
    await (await as_officer(TT_NAGAR)).refused(REVOKE, input=wanted)
    assert await reads() == []
    payload = (await (await as_officer()).run(REVOKE, input=wanted))["revokeDocument"]
    assert payload["errors"] == []
    assert await reads() == [[f"document:{document.id}"]]
