"""`addInternalNote`: what officers note for one another stays among them."""

from __future__ import annotations

from factories import TT_NAGAR
from processions import NOTE, OPERATIONS, Desk, Make, Person, apply, key, read, stored, transfer

from core.identity.models import Citizen, Officer

READ_NOTES = """query Notes($number: String!) { serviceRequest(number: $number) {
  internalNotes { text author { fullName } } } }"""
READ_BOTH = """query Both($number: String!) { serviceRequest(number: $number) {
  internalNotes { text } linked { number } } }"""


async def test_officers_read_it_and_the_citizen_never_does(
    desk: Desk, citizen: Person, beat: Person, head: Person
) -> None:
    request = await apply(citizen)
    before = await read(citizen, request)
    wanted = {"requestId": request["id"], "text": "  Ask the baker. ", "idempotencyKey": key()}
    for _ in range(2):  # sent twice, it stands once
        noted = (await beat.run(NOTE, input=wanted))["addInternalNote"]
    assert noted["request"] == {
        "internalNotes": [
            {
                "at": "2026-11-23T12:00:00+05:30",
                "text": "Ask the baker.",
                "author": {"fullName": "Inspector Rao"},
            }
        ],
        "version": 1,
    }
    answer = await head.run(OPERATIONS["RequestDesk"], number=request["number"])
    assert [each["text"] for each in answer["serviceRequest"]["internalNotes"]] == [
        "Ask the baker."
    ]
    assert await read(citizen, request) == before
    error = await citizen.refused(READ_NOTES, number=request["number"])
    assert error["extensions"] == {"code": "FORBIDDEN"}


async def test_it_goes_along_when_the_request_is_passed_on(
    citizen: Person, head: Person, officer: Make
) -> None:
    request = await apply(citizen)
    wanted = {"requestId": request["id"], "text": "Ask the baker.", "idempotencyKey": key()}
    await head.run(NOTE, input=wanted)
    await transfer(head, request, TT_NAGAR)
    answer = await (await officer(TT_NAGAR)).run(READ_NOTES, number=request["number"])
    assert len(answer["serviceRequest"]["internalNotes"]) == 1


async def test_blank_or_too_long_a_note_is_refused(citizen: Person, beat: Person) -> None:
    request = await apply(citizen)
    before = await stored()
    for text, code in (("\n ", "REQUIRED"), ("x" * 10_000, "TOO_LONG")):
        wanted = {"requestId": request["id"], "text": text, "idempotencyKey": key()}
        payload = (await beat.run(NOTE, input=wanted))["addInternalNote"]
        assert [(each["path"], each["code"]) for each in payload["errors"]] == [(["text"], code)]
    assert await stored() == before


async def test_officer_elsewhere_and_citizen_note_nothing(citizen: Person, officer: Make) -> None:
    request = await apply(citizen)
    before = await stored()
    wanted = {"requestId": request["id"], "text": "Ask the baker.", "idempotencyKey": key()}
    for client, code in ((citizen, "FORBIDDEN"), (await officer(TT_NAGAR), "NOT_FOUND")):
        error = await client.refused(NOTE, input=wanted)
        assert error["extensions"] == {"code": code}
    assert await stored() == before


async def test_officer_neither_reads_nor_writes_notes_and_links_of_their_own_request(
    citizen: Person, beat: Person, head: Person
) -> None:
    request, other = await apply(citizen), await apply(citizen)
    wanted = {"requestId": request["id"], "text": "Ask the baker.", "idempotencyKey": key()}
    await beat.run(NOTE, input=wanted)
    link = {"requestId": request["id"], "otherNumber": other["number"], "kind": "RELATED"}
    await beat.run(OPERATIONS["LinkRequests"], input=link)
    row = await Citizen.get(id=citizen.row.id)
    await Officer.filter(id=head.row.id).update(mobile=row.mobile)
    for officer, many in ((head, 0), (beat, 1)):
        answer = await officer.run(READ_BOTH, number=request["number"])
        found = answer["serviceRequest"]
        assert (len(found["internalNotes"]), len(found["linked"])) == (many, many)
    before = await stored()
    again = wanted | {"idempotencyKey": key()}
    for query, values in ((NOTE, again), (OPERATIONS["LinkRequests"], link)):
        error = await head.refused(query, input=values)
        assert error["extensions"] == {"code": "FORBIDDEN"}
    assert await stored() == before
