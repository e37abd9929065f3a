"""askHomeStation, answerHomeStationQuery, recordHomeStateAnswer, and premisesHistory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from acknowledgements import fetch, make_due, text_of, verify
from everything_stored import everything
from factories import MAKRONIYA, TT_NAGAR
from processions import Desk, Person, key, listed, step
from tenancies import (
    ERRORS,
    Given,
    begun,
    deliver,
    done,
    faults,
    files,
    person,
    read,
)
from verification_people import Officers

from core.audit.models import AuditEntry

Make = Callable[..., Awaitable[Person]]
ASK = f"""mutation($input: AskHomeStationInput!) {{ askHomeStation(input: $input) {{
  tenantVerification {{ id number version }} {ERRORS} }} }}"""
ANSWER = f"""mutation($input: AnswerHomeStationQueryInput!) {{
  answerHomeStationQuery(input: $input) {{ tenantVerification {{ id number version }} {ERRORS} }}
  }}"""
RECORD = f"""mutation($input: RecordHomeStateAnswerInput!) {{
  recordHomeStateAnswer(input: $input) {{ tenantVerification {{ id number version }} {ERRORS} }} }}
  """
QUERY = """query($number: String!) { serviceRequest(number: $number) { ... on TenantVerification {
  homeQuery { station { code } question answer answeredOn files { purpose } } } } }"""
HISTORY = """query($station: String!, $text: String!) {
  premisesHistory(stationCode: $station, text: $text) { number tenant { fullName } } }"""
ELSEWHERE = {"text": "4, MG Road, Pune", "stateCode": "MH"}


def question(request: Given, **changes: str) -> Given:
    return step(request, question="Is he known?", idempotencyKey=key()) | changes


def home_answer(request: Given, station: str = TT_NAGAR) -> Given:
    given = {"stationCode": station, "answer": "Known, nothing.", "idempotencyKey": key()}
    return step(request, **given)


async def home_query(officer: Person, request: Given) -> Given | None:
    found = await officer.run(QUERY, number=request["number"])
    query: Given | None = found["serviceRequest"]["homeQuery"]
    return query


async def test_the_home_station_is_asked_in_its_inbox_and_answers(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    assert await listed(officers.outside) == []
    request = await done(officers.beat, ASK, question(request))
    assert await listed(officers.outside) == [request["number"]]
    (paper,) = await files(officers.outside, "HOME_ANSWER")
    given = home_answer(request) | {"attachments": [paper]}
    request = await done(officers.outside, ANSWER, given)
    assert await listed(officers.outside) == []
    assert await home_query(officers.head, request) == {
        "station": {"code": TT_NAGAR},
        "question": "Is he known?",
        "answer": "Known, nothing.",
        "answeredOn": "2026-11-23",
        "files": [{"purpose": "HOME_ANSWER"}],
    }
    assert await home_query(owner, request) is None
    assert await faults(officers.head, ASK, question(request)) == [("requestId", "HOME_ASKED")]


async def test_only_the_station_that_was_asked_answers(
    desk: Desk, owner: Person, officers: Officers, officer: Make
) -> None:
    request = await done(officers.beat, ASK, question(await begun(desk, owner)))
    stranger = await officer("21316042")
    await deliver(desk)
    before = await everything()
    error = await stranger.refused(ANSWER, input=home_answer(request))
    assert error["extensions"]["code"] == "NOT_FOUND"
    for each in (officers.head, owner):
        error = await each.refused(ANSWER, input=home_answer(request))
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert await faults(officers.outside, ANSWER, home_answer(request, MAKRONIYA)) == [
        ("stationCode", "STATION_NOT_ASKED")
    ]
    assert await everything() == before


async def test_another_state_gets_a_letter_and_its_answer_is_recorded(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner, tenant=person(permanentAddress=ELSEWHERE))
    request = await done(officers.beat, ASK, question(request))
    await make_due(desk.app)
    papers = (await read(officers.head, request))["documents"]
    letter = next(each for each in papers if each["kind"] == "HOME_STATE_LETTER")
    text = text_of(await fetch(desk.http, letter["downloadUrl"]))
    assert "Ravi Tiwari" in text
    assert "Is he known?" in text
    assert "Pune" in text
    assert "Shanti Vihar" not in text
    assert (await verify(Person(desk.http), letter["code"]))["holder"] == "R. T."
    kinds = [each["kind"] for each in (await read(owner, request))["documents"]]
    assert kinds == ["ACKNOWLEDGEMENT"]
    given = step(request, answer="Nothing known.", answeredOn="2026-11-23", idempotencyKey=key())
    assert await faults(officers.beat, RECORD, given | {"answeredOn": "2026-11-24"}) == [
        ("answeredOn", "ANSWER_IN_FUTURE")
    ]
    request = await done(officers.beat, RECORD, given)
    found = await home_query(officers.head, request)
    assert found is not None
    assert (found["station"], found["answer"]) == (None, "Nothing known.")
    again = given | {"expectedVersion": request["version"], "idempotencyKey": key()}
    assert await faults(officers.beat, RECORD, again) == [("requestId", "HOME_NOT_ASKED")]


async def test_a_home_station_that_is_not_named_cannot_be_asked(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    home = {"text": "7, TT Nagar, Bhopal"}
    request = await begun(desk, owner, tenant=person(permanentAddress=home))
    assert await faults(officers.beat, ASK, question(request)) == [("requestId", "HOME_UNKNOWN")]
    given = step(request, answer="x", answeredOn="2026-11-23", idempotencyKey=key())
    assert await faults(officers.beat, RECORD, given) == [("requestId", "HOME_NOT_ASKED")]
    error = await owner.refused(ASK, input=question(request))
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_officers_of_the_station_read_who_has_lived_there(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    values = {"station": MAKRONIYA, "text": "shanti VIHAR 12"}
    found = (await officers.head.run(HISTORY, **values))["premisesHistory"]
    assert found == [{"number": request["number"], "tenant": {"fullName": "Ravi Tiwari"}}]
    reads = [row.details for row in await AuditEntry.filter(action="read")]
    assert f"premises_history:{MAKRONIYA}" in str(reads)
    for text in ("lake view", "12", " "):
        assert (await officers.head.run(HISTORY, station=MAKRONIYA, text=text)) == {
            "premisesHistory": []
        }
    assert (await officers.outside.run(HISTORY, **values))["premisesHistory"] == []
    error = await owner.refused(HISTORY, **values)
    assert error["extensions"]["code"] == "FORBIDDEN"
