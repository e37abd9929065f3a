"""Errors: one shape, our own faults masked behind an id, and nothing that a person sent in any
message or log line.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from conftest import KINDS
from factories import lost_report

from core.db import fetch
from core.logs import JsonLines
from core.service_requests.models import ServiceRequest


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Here the database matters."""
    return str(request.param)


CANARY = "CANARY-4711"
MASKED = "Something went wrong on our side. If it happens again, tell us the number of this error."
SUBMIT = """mutation($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) { lostReport { number } errors { code } } }"""
INLINE = f"""mutation {{ submitLostReport(input: {{
  wasStolen: false, declaration: true, stationCode: "21346058", circumstances: "{CANARY}",
  place: {{ text: "{CANARY}", districtCode: "21346" }}, idempotencyKey: "%s",
  items: [{{ other: {{ kind: OTHER, description: "{CANARY}" }} }}]
}}) {{ lostReport {{ number }} errors {{ code }} }} }}"""

BREAK_STORING = {
    "sqlite": ["CREATE TRIGGER broken BEFORE INSERT ON lost_property_report"
               f" BEGIN SELECT RAISE(ABORT, 'no place for {CANARY}'); END"],
    "postgres": ["CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS"
                 " 'BEGIN RAISE EXCEPTION ''no place for %'', NEW; END'",
                 "CREATE TRIGGER broken BEFORE INSERT ON lost_property_report"
                 " FOR EACH ROW EXECUTE FUNCTION broken()"],
}  # fmt: skip

AsCitizen = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The lines that would have been written, in the form that they are written in."""
    caplog.set_level(logging.INFO)
    caplog.handler.setLevel(logging.INFO)
    return lambda: [JsonLines().format(record) for record in caplog.records]


def masked(answer: httpx.Response) -> str:
    """The errorId of an answer that shows nothing else of a fault of ours."""
    (error,) = answer.json()["errors"]
    assert error["message"] == MASKED
    assert error["extensions"]["code"] == "INTERNAL"
    assert sorted(error["extensions"]) == ["code", "errorId"]
    assert CANARY not in answer.text
    error_id: str = error["extensions"]["errorId"]
    assert re.fullmatch("[0-9a-f]{16}", error_id)
    return error_id


async def test_a_fault_of_ours_shows_its_id_and_the_log_names_our_line_alone(
    as_citizen: AsCitizen, kind: str, log: Callable[[], list[str]]
) -> None:
    for statement in BREAK_STORING[kind]:
        await fetch(statement)
    citizen = await as_citizen()
    report = lost_report(circumstances=CANARY, place={"text": CANARY, "districtCode": "21346"})
    inline = INLINE % "5f0c1a52-6f0e-4f0e-9f5b-2d7b1a3c4d5e"
    for answer in (await citizen.send(SUBMIT, input=report), await citizen.send(inline)):
        assert answer.status_code == 200
        assert answer.json()["data"] == {"submitLostReport": None} or not answer.json()["data"]
        assert answer.json()["errors"][0]["path"] == ["submitLostReport"]
        error_id = masked(answer)
        (line,) = [line for line in log() if error_id in line]
        assert re.search(r'"message": "error \w+: \w+ at service\.py:\d+ \w+"', line), line
    assert CANARY not in "".join(log())
    assert "lostReport" not in "".join(log())
    assert await ServiceRequest.all().count() == 0


async def test_a_fault_outside_graphql_is_a_masked_500(
    http: httpx.AsyncClient, log: Callable[[], list[str]]
) -> None:
    await fetch("ALTER TABLE core_demo_message RENAME TO elsewhere")
    answer = await http.get("/dev/outbox", headers={"accept-language": "en"})
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert masked(answer) in "".join(log())
    assert "elsewhere" not in "".join(log())
    assert "core_demo_message" not in "".join(log())
    await fetch("ALTER TABLE elsewhere RENAME TO core_demo_message")


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "a value of another type": ("query { node(id: {a: \"" + CANARY + '"}) { id } }', {}),
    "an unknown enum value": ("{ platform { state { name(language: CANARY_4711) } } }", {}),
    "an unknown field of an input": (
        f'mutation {{ requestOtp(input: {{channel: SMS, address: "x", z: "{CANARY}"}})'
        " { errors { code } } }", {}),
    "a missing field of an input": (
        f'mutation {{ requestOtp(input: {{address: "{CANARY}"}}) {{ errors {{ code }} }} }}', {}),
    "a variable of another type": (
        "query($n: String!) { serviceRequest(number: $n) { id } }", {"n": [CANARY]}),
    "an unknown enum value in a variable": (
        "query($l: Language) { platform { state { name(language: $l) } } }", {"l": CANARY}),
    "a day that is none": (SUBMIT, {"input": lost_report(lostFrom=CANARY)}),
    "two of one": (SUBMIT, {"input": lost_report(items=[{"other": {"description": CANARY},
                                                         "document": {"kind": CANARY}}])}),
    "no well-formed document": ('{ node(id: "' + CANARY + ") { id } }", {}),
    "a default of another type": (f'query($n: Int = "{CANARY}") {{ viewer {{ id }} }}', {}),
}  # fmt: skip


async def test_what_was_sent_is_echoed_neither_to_the_client_nor_to_the_log(
    as_citizen: AsCitizen, log: Callable[[], list[str]]
) -> None:
    citizen = await as_citizen()
    for name, (document, variables) in REFUSED.items():
        answer = await citizen.send(document, **variables)
        assert answer.status_code == 400, name
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "BAD_REQUEST"}, name
        assert CANARY not in answer.text, name
        assert "CANARY_4711" not in answer.text, name
    assert [line for line in log() if "CANARY" in line or '"ERROR"' in line] == []


async def test_a_null_where_a_default_stood_is_the_callers_mistake(
    as_citizen: AsCitizen, log: Callable[[], list[str]]
) -> None:
    citizen = await as_citizen()
    citizen.language = "en"
    document = 'query($number: String = "x") { serviceRequest(number: $number) { id } }'
    error = await citizen.refused(document, number=None)
    assert (error["message"], error["extensions"], error["path"]) == (
        "The variable $number is missing, unknown, or not of its type.",
        {"code": "BAD_REQUEST"},
        ["serviceRequest"],
    )
    assert [line for line in log() if '"ERROR"' in line] == []


async def test_the_demo_names_what_is_misspelt_and_suggests_nothing(
    as_nobody: GraphQLClient,
) -> None:
    as_nobody.language = "en"
    error = await as_nobody.refused("{ platfrom { contractVersion } }")
    assert error["message"] == (
        "The document does not fit the schema. Cannot query field 'platfrom' on type 'Query'. (1:3)"
    )


async def test_errors_come_in_the_language_that_the_client_accepts(http: httpx.AsyncClient) -> None:
    said = {}
    for accepted in ("en-IN,en;q=0.9", "hi", "fr, *", ""):
        answer = await http.post("/graphql", json=[], headers={"accept-language": accepted})
        said[accepted] = answer.json()["errors"][0]["message"]
    assert said["en-IN,en;q=0.9"] == "Send one JSON object with `query` or `documentId`."
    assert said["hi"] == said["fr, *"] == said[""] != said["en-IN,en;q=0.9"]
