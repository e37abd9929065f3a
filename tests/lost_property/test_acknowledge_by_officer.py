"""Where the state's setting says so, an officer acknowledges or refuses a report within a working
day.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from clients import GraphQLClient
from conftest import MovableClock, settings_for
from factories import MAKRONIYA, SAGAR
from lost_reports import ACT, TIMELINE, act, rows, stored

from core.identity.models import OfficerRole
from core.settings import Settings

Clients = Callable[..., Awaitable[GraphQLClient]]

CARDS = "{ platform { services { due { days rule } } } }"


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url, services={"lost_property": {"acknowledged": "by_officer"}})


async def test_a_report_waits_until_the_end_of_the_next_working_day(as_citizen: Clients) -> None:
    report = await stored(await as_citizen())  # on 23 November; the 24th is Guru Nanak's Jayanti
    assert report["status"] == {"code": "SUBMITTED", "label": "Submitted"}
    assert report["dueAt"] == "2026-11-25T23:59:59+05:30"


async def test_sundays_and_the_turn_of_the_day_in_india_count(
    as_citizen: Clients, clock: MovableClock
) -> None:
    citizen = await as_citizen()
    clock.moment = datetime(2026, 11, 28, 18, 29, 59, tzinfo=UTC)  # Saturday, 23:59:59 in India
    assert (await stored(citizen))["dueAt"] == "2026-11-30T23:59:59+05:30"
    clock.move(seconds=1)
    assert (await stored(citizen))["dueAt"] == "2026-11-30T23:59:59+05:30"
    clock.move(days=1)
    assert (await stored(citizen))["dueAt"] == "2026-12-01T23:59:59+05:30"


async def test_the_beat_officer_acknowledges_and_nothing_is_due_any_more(
    as_citizen: Clients, as_officer: Clients
) -> None:
    report = await stored(await as_citizen())
    beat = await as_officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    payload = await act(beat, report, "ACKNOWLEDGE")
    assert payload["errors"] == []
    assert payload["request"] == {
        "number": report["number"],
        "version": 2,
        "dueAt": None,
        "status": {"code": "ACKNOWLEDGED", "phase": "OPEN", "isFinal": False},
    }


async def test_a_head_refuses_with_note_and_reason(
    as_citizen: Clients, as_officer: Clients
) -> None:
    citizen, head = await as_citizen(), await as_officer()
    report = await stored(citizen)
    payload = await act(head, report, "REFUSE", note="Snatched at the bus stand")
    assert [error["code"] for error in payload["errors"]] == ["REASON_REQUIRED"]
    payload = await act(
        head, report, "REFUSE", note="Snatched at the bus stand", reasonCode="STOLEN"
    )
    assert payload["request"]["status"] == {"code": "REFUSED", "phase": "CLOSED", "isFinal": True}
    assert payload["request"]["dueAt"] is None
    seen = (await citizen.run(TIMELINE, number=report["number"]))["serviceRequest"]
    step = seen["timeline"]["edges"][0]["node"]
    assert (step["note"], step["reasonCode"]) == ("Snatched at the bus stand", "STOLEN")


async def test_each_is_offered_what_the_role_allows(
    as_citizen: Clients, as_officer: Clients
) -> None:
    citizen = await as_citizen()
    number = (await stored(citizen))["number"]
    head = await as_officer(MAKRONIYA, OfficerRole.STATION_HEAD)
    for client, offered in (
        (citizen, ["WITHDRAW"]),
        (await as_officer(MAKRONIYA, OfficerRole.BEAT_OFFICER), ["ACKNOWLEDGE", "CLAIM"]),
        (head, ["ACKNOWLEDGE", "REFUSE", "CLAIM", "ASSIGN", "TRANSFER"]),
        (
            await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD),
            ["REFUSE", "CLAIM", "ASSIGN", "TRANSFER"],
        ),
        (await as_officer("MP", OfficerRole.STATE_ADMINISTRATOR), ["ASSIGN", "TRANSFER"]),
    ):
        seen = (await client.run(TIMELINE, number=number))["serviceRequest"]
        assert [action["code"] for action in seen["availableActions"]] == offered


async def test_the_citizen_cannot_acknowledge_and_a_beat_officer_cannot_refuse(
    as_citizen: Clients, as_officer: Clients
) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    beat = await as_officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    before = await rows()
    for client, action in ((citizen, "ACKNOWLEDGE"), (citizen, "REFUSE"), (beat, "REFUSE")):
        wanted = {"requestId": report["id"], "action": action, "expectedVersion": 1}
        error = await client.refused(ACT, input=wanted)
        assert error["extensions"] == {"code": "FORBIDDEN"}
    assert await rows() == before


async def test_the_citizen_withdraws_what_waits(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    payload = await act(citizen, await stored(citizen), "WITHDRAW")
    assert payload["request"]["status"]["code"] == "WITHDRAWN"
    assert payload["request"]["dueAt"] is None


async def test_the_service_says_how_long_it_takes(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "en"
    _, service, *_ = (await as_nobody.run(CARDS))["platform"]["services"]
    assert service["due"] == {
        "days": 1,
        "rule": "An officer of the station acknowledges the report within 1 working day(s).",
    }
