"""`[services.<code>.workflow]` of thana.toml: a state's own words, days and roles are in force
wherever people meet the workflow.
"""

from __future__ import annotations

import tomllib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import MovableClock, settings_for
from factories import MAKRONIYA
from lost_reports import ACT, act, rows, stored
from starlette.applications import Starlette

from core.identity.models import OfficerRole
from core.service_requests.models import ServiceRequest
from core.settings import Settings
from core.texts import Language

Clients = Callable[..., Awaitable[GraphQLClient]]

CHANGES = """
acknowledged = "by_officer"
days = 5
[workflow]
supervisors = ["DISTRICT_HEAD"]
[workflow.statuses.SUBMITTED]
label = { en = "At the {desk}", hi = "थाने की मेज़ पर" }
days = 2
roles = { ACKNOWLEDGE = ["DISTRICT_HEAD"], WITHDRAW = [] }
[workflow.statuses.ACKNOWLEDGED]
label = { hi = "पावती मिल गई" }
[workflow.actions.REFUSE]
label = { en = "Turn down", hi = "लौटाएँ" }
reasons.STOLEN = { en = "A theft", hi = "चोरी" }
[workflow.actions.CLAIM]
label = { en = "Mine", hi = "मेरा" }
"""
SEEN = """query Seen($number: String!, $language: Language!) {
  serviceRequest(number: $number) { status { label(language: $language) }
    availableActions { code label(language: $language) reasons { label(language: $language) } } }
}"""
STATUS_DUE = "query Due($number: String!) { serviceRequest(number: $number) { statusDueAt dueAt } }"
TITLES = "{ viewer { ... on Citizen { notifications(first: 9) { edges { node { body } } } } } }"


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url, services={"lost_property": tomllib.loads(CHANGES)})


@pytest.fixture
async def report(as_citizen: Clients) -> dict[str, Any]:
    """A report, and the client of its citizen."""
    citizen = await as_citizen(language=Language.HI)
    return await stored(citizen) | {"owner": citizen}


async def seen(client: GraphQLClient, report: dict[str, Any], language: str) -> Any:
    wanted = {"number": report["number"], "language": language}
    return (await client.run(SEEN, **wanted))["serviceRequest"]


async def test_only_the_roles_of_the_state_take_the_step(
    report: dict[str, Any], as_officer: Clients
) -> None:
    wanted = {"requestId": report["id"], "action": "ACKNOWLEDGE", "expectedVersion": 1}
    roles = (OfficerRole.STATION_HEAD, OfficerRole.BEAT_OFFICER)
    officers = [await as_officer(MAKRONIYA, role) for role in roles]
    before = await ServiceRequest.all().values(), await rows()
    for officer in officers:
        refused = await officer.refused(ACT, input=wanted)
        assert refused["extensions"] == {"code": "FORBIDDEN"}
    assert (await ServiceRequest.all().values(), await rows()) == before
    head = await as_officer("21346", OfficerRole.DISTRICT_HEAD)
    payload = await act(head, report, "ACKNOWLEDGE")
    assert payload["errors"] == []
    assert payload["request"]["status"]["code"] == "ACKNOWLEDGED"


async def test_a_step_without_roles_is_there_for_nobody(report: dict[str, Any]) -> None:
    before = await ServiceRequest.all().values(), await rows()
    owner = report["owner"]
    payload = await act(owner, report, "WITHDRAW")
    assert payload["request"] is None
    assert [error["code"] for error in payload["errors"]] == ["ACTION_NOT_AVAILABLE"]
    assert (await seen(owner, report, "EN"))["availableActions"] == []
    assert (await ServiceRequest.all().values(), await rows()) == before


async def test_actions_are_offered_to_the_roles_of_the_state_in_its_words(
    report: dict[str, Any], as_officer: Clients
) -> None:
    head = await as_officer(MAKRONIYA, OfficerRole.STATION_HEAD)
    english = (await seen(head, report, "EN"))["availableActions"]
    assert [(each["code"], each["label"]) for each in english] == [
        ("REFUSE", "Turn down"),
        ("CLAIM", "Mine"),
    ]
    assert [each["label"] for each in english[0]["reasons"]] == [
        "A theft",
        "What was lost cannot be made out",
        "It has been reported before",
    ]
    hindi = (await seen(head, report, "HI"))["availableActions"]
    assert [each["label"] for each in hindi] == ["लौटाएँ", "मेरा"]
    assert hindi[0]["reasons"][0]["label"] == "चोरी"


async def test_statuses_have_the_words_of_the_state_in_either_language(
    report: dict[str, Any], as_officer: Clients
) -> None:
    owner = report["owner"]
    assert (await seen(owner, report, "EN"))["status"]["label"] == "At the {desk}"
    assert (await seen(owner, report, "HI"))["status"]["label"] == "थाने की मेज़ पर"
    await act(await as_officer("21346", OfficerRole.DISTRICT_HEAD), report, "ACKNOWLEDGE")
    assert (await seen(owner, report, "EN"))["status"]["label"] == "Acknowledged"
    assert (await seen(owner, report, "HI"))["status"]["label"] == "पावती मिल गई"


async def test_the_citizen_is_told_in_the_words_of_the_state(
    app: Starlette, report: dict[str, Any], as_officer: Clients
) -> None:
    await act(await as_officer("21346", OfficerRole.DISTRICT_HEAD), report, "ACKNOWLEDGE")
    await app.state.effects.messages.deliver_due()
    edges = (await report["owner"].run(TITLES))["viewer"]["notifications"]["edges"]
    assert [edge["node"]["body"].count("पावती मिल गई") for edge in edges] == [1, 0]


async def test_the_days_of_the_state_run_in_the_status(
    report: dict[str, Any], clock: MovableClock
) -> None:
    due = (await report["owner"].run(STATUS_DUE, number=report["number"]))["serviceRequest"]
    assert due == {  # from 23 November on; the 24th is a holiday
        "statusDueAt": "2026-11-26T23:59:59+05:30",
        "dueAt": "2026-11-30T23:59:59+05:30",
    }


async def test_supervisors_of_the_state_alone_pass_a_request_on(
    report: dict[str, Any], as_officer: Clients
) -> None:
    station = await seen(await as_officer(MAKRONIYA, OfficerRole.STATION_HEAD), report, "EN")
    district = await seen(await as_officer("21346", OfficerRole.DISTRICT_HEAD), report, "EN")
    assert "TRANSFER" not in [each["code"] for each in station["availableActions"]]
    assert "TRANSFER" in [each["code"] for each in district["availableActions"]]
