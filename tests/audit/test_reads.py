"""What officers read of citizens' data is in the audit, an entry for each of their requests, before
it is answered.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from factories import SAGAR, TT_NAGAR, make_citizen, session_token
from lost_reports import READ, act, stored
from request_owners import Owner
from starlette.applications import Starlette
from tampering import allow_entries, refuse_entries

from core.app import Platform
from core.audit.models import AuditEntry
from core.identity.models import Officer, OfficerRole
from core.service_requests.models import ServiceRequest

AsSomebody = Callable[..., Awaitable[GraphQLClient]]

NODE = "query NodeById($id: ID!) { node(id: $id) { __typename id } }"
OF_CITIZEN = """query RequestsOfCitizen($number: String!, $first: Int!) {
  serviceRequest(number: $number) { citizen { requests(first: $first) {
    pageInfo { hasNextPage } edges { node { number } } } } } }"""


async def reads() -> list[dict[str, Any]]:
    """The entries of reading, oldest first, as who, what, why, when and in which chain."""
    rows = await AuditEntry.filter(action="read").order_by("id")
    return [
        {
            "chain": row.chain,
            "at": row.at,
            "actor": row.actor,
            "subject": row.subject,
            **json.loads(row.details),
        }
        for row in rows
    ]


async def ids_read() -> list[list[str]]:
    return [entry["read"] for entry in await reads()]


@pytest.fixture
async def owner(app: Starlette, http: httpx.AsyncClient) -> Owner:
    platform: Platform = app.state.platform
    citizen = await make_citizen(platform.runtime)
    client = Owner(http, await session_token(platform.runtime, citizen=citizen))
    client.platform, client.citizen = platform, citizen
    return client


@pytest.fixture
async def report(as_citizen: AsSomebody) -> dict[str, Any]:
    return await stored(await as_citizen(full_name="Canary Personal"))


async def test_request_that_an_officer_reads_is_one_entry(
    report: dict[str, Any], as_officer: AsSomebody, clock: MovableClock
) -> None:
    officer = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    clock.move(minutes=5)
    await officer.run(READ, number=report["number"])
    request, reader = await ServiceRequest.get(), await Officer.get()
    assert await reads() == [
        {
            "chain": SAGAR,
            "at": "2026-11-23T06:35:00+00:00",
            "actor": f"officer:{reader.id}",
            "subject": "operation:LostReportByNumber",
            "read": [f"request:{request.id}"],
            "units": [SAGAR],
        }
    ]
    row = await AuditEntry.get(action="read")
    whole = " ".join(str(value) for value in dict(row).values())
    for personal in ("Canary", "98765", "490154203237518", "Makroniya", report["number"]):
        assert personal not in whole


async def test_document_without_a_name_is_told_by_its_id(
    report: dict[str, Any], as_officer: AsSomebody
) -> None:
    officer = await as_officer()
    query = f'{{ serviceRequest(number: "{report["number"]}") {{ number }} }}'
    await officer.run(query)
    (entry,) = await reads()
    assert entry["subject"].startswith("operation:sha256:")
    assert len(entry["subject"]) == len("operation:sha256:") + 64
    await officer.run(query.replace("{ number", "{ version"))
    assert (await reads())[1]["subject"] != entry["subject"]


async def test_page_of_requests_is_one_entry_that_lists_what_it_shows(
    owner: Owner, as_officer: AsSomebody
) -> None:
    numbers = await owner.has(4)
    await owner.has(1, unit_code=TT_NAGAR)
    officer = await as_officer()
    answer = await officer.run(OF_CITIZEN, number=numbers[0], first=2)
    page = answer["serviceRequest"]["citizen"]["requests"]
    assert page["pageInfo"] == {"hasNextPage": True}
    shown = [edge["node"]["number"] for edge in page["edges"]]
    requests = await ServiceRequest.filter(number__in=[numbers[0], *shown])
    assert await ids_read() == [sorted(f"request:{row.id}" for row in requests)]


async def test_hundred_requests_are_one_entry(owner: Owner, as_officer: AsSomebody) -> None:
    numbers = await owner.has(100)
    await (await as_officer()).run(OF_CITIZEN, number=numbers[0], first=100)
    (read,) = await ids_read()
    assert len(read) == 100
    assert read == sorted(read)


async def test_request_by_its_id_is_a_reading(
    report: dict[str, Any], as_officer: AsSomebody
) -> None:
    await (await as_officer()).run(NODE, id=report["id"])
    assert await ids_read() == [[f"request:{(await ServiceRequest.get()).id}"]]


async def test_what_is_refused_is_no_reading(
    report: dict[str, Any], as_officer: AsSomebody, as_citizen: AsSomebody
) -> None:
    stranger = await as_officer(TT_NAGAR)
    refused = await stranger.refused(READ, number=report["number"])
    assert refused["extensions"]["code"] == "NOT_FOUND"
    for nobody in (await as_officer(None), await as_citizen()):
        await nobody.refused(NODE, id=report["id"])
    another_type = f"ArchivedRequest:{(await ServiceRequest.get()).id}".encode()
    wrong_id = urlsafe_b64encode(another_type).decode().rstrip("=")
    refused = await (await as_officer()).refused(NODE, id=wrong_id)
    assert refused["extensions"]["code"] == "NOT_FOUND"
    assert await reads() == []


async def test_citizens_reading_their_own_is_not_recorded(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    await citizen.run(READ, number=report["number"])
    await citizen.run(NODE, id=report["id"])
    assert await reads() == []


async def test_officer_who_acts_on_a_request_has_read_it(
    report: dict[str, Any], as_officer: AsSomebody
) -> None:
    officer, wanted = await as_officer(), {"note": "Admitted.", "reasonCode": "ADMITTED"}
    refused = await act(officer, report, "CANCEL_AS_FALSE", note="No reason.")
    assert refused["errors"] != []
    assert await reads() == []  # what was refused has shown nothing
    payload = await act(officer, report, "CANCEL_AS_FALSE", **wanted)
    assert payload["errors"] == []
    (entry,) = await reads()
    assert entry["subject"] == "operation:PerformAction"
    assert entry["read"] == [f"request:{(await ServiceRequest.get()).id}"]


async def test_reading_that_cannot_be_recorded_is_not_answered(
    report: dict[str, Any], as_officer: AsSomebody
) -> None:
    officer = await as_officer()
    await refuse_entries()
    answer = await officer.send(READ, number=report["number"])
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
    assert "data" not in answer.json()
    assert "Canary" not in answer.text
    assert await reads() == []
    await allow_entries()
    await officer.run(READ, number=report["number"])
    assert len(await reads()) == 1
