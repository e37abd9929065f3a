"""A request's timeline: newest first, in the reader's language, without anybody's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from factories import MAKRONIYA
from lost_reports import ACT, stored

from core.identity.models import OfficerRole
from core.settings import Settings

Citizens = Callable[..., Awaitable[GraphQLClient]]
Officers = Callable[..., Awaitable[GraphQLClient]]

READ = """query Timeline($number: String!, $first: Int!, $after: String, $language: Language) {
  serviceRequest(number: $number) { version timeline(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { at
      action { code label(language: $language) } from { code label(language: $language) }
      to { code label(language: $language) } actor { kind label(language: $language) }
      reasonCode note } } } } }"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A state whose officers acknowledge reports."""
    return settings.model_copy(
        update={"services": {"lost_property": {"acknowledged": "by_officer"}}}
    )


async def three_steps(owner: GraphQLClient, officer: GraphQLClient, clock: Any) -> str:
    """A report that was acknowledged and then cancelled as false; its number."""
    report = await stored(owner)
    step = {"requestId": report["id"]}
    clock.move(minutes=20)
    done = {"action": "ACKNOWLEDGE", "expectedVersion": 1, "note": "Seen"}
    assert (await officer.run(ACT, input=step | done))["performAction"]["errors"] == []
    clock.move(minutes=20)
    done = {
        "action": "CANCEL_AS_FALSE",
        "expectedVersion": 2,
        "note": "She said so",
        "reasonCode": "ADMITTED",
    }
    assert (await officer.run(ACT, input=step | done))["performAction"]["errors"] == []
    number: str = report["number"]
    return number


async def timeline(client: GraphQLClient, number: str, first: int = 50, **values: Any) -> Any:
    answer = await client.run(READ, number=number, first=first, **values)
    return answer["serviceRequest"]["timeline"]


async def test_every_step_is_shown_newest_first_without_anybodys_name(
    as_citizen: Citizens, as_officer: Officers, clock: Any
) -> None:
    owner, officer = await as_citizen(), await as_officer(MAKRONIYA, OfficerRole.STATION_HEAD)
    number = await three_steps(owner, officer, clock)
    seen = await timeline(owner, number)
    acknowledged = {"code": "ACKNOWLEDGED", "label": "Acknowledged"}
    submitted = {"code": "SUBMITTED", "label": "Submitted"}
    police = {"kind": "OFFICER", "label": "Police officer"}
    assert [edge["node"] for edge in seen["edges"]] == [
        {
            "at": "2026-11-23T12:40:00+05:30",
            "action": {"code": "CANCEL_AS_FALSE", "label": "Cancel as false"},
            "from": acknowledged,
            "to": {"code": "CANCELLED_FALSE", "label": "Cancelled as false"},
            "actor": police,
            "reasonCode": "ADMITTED",
            "note": "She said so",
        },
        {
            "at": "2026-11-23T12:20:00+05:30",
            "action": {"code": "ACKNOWLEDGE", "label": "Acknowledge"},
            "from": submitted,
            "to": acknowledged,
            "actor": police,
            "reasonCode": None,
            "note": "Seen",
        },
        {
            "at": "2026-11-23T12:00:00+05:30",
            "action": {"code": "SUBMIT", "label": "Submit"},
            "from": None,
            "to": submitted,
            "actor": {"kind": "CITIZEN", "label": "Citizen"},
            "reasonCode": None,
            "note": None,
        },
    ]
    assert (seen["totalCount"], seen["pageInfo"]["hasNextPage"]) == (3, False)
    assert await timeline(officer, number) == seen


async def test_labels_come_in_the_language_asked_for(
    as_citizen: Citizens, as_officer: Officers, clock: Any
) -> None:
    owner, officer = await as_citizen(), await as_officer(MAKRONIYA)
    number = await three_steps(owner, officer, clock)
    newest = (await timeline(owner, number, first=1, language="HI"))["edges"][0]["node"]
    labels = [newest[name]["label"] for name in ("action", "from", "to", "actor")]
    assert all(any("\u0900" <= letter <= "\u097f" for letter in label) for label in labels), labels


async def test_pages_go_back_to_the_beginning_without_gap_or_double(
    as_citizen: Citizens, as_officer: Officers, clock: Any
) -> None:
    owner, officer = await as_citizen(), await as_officer(MAKRONIYA)
    number = await three_steps(owner, officer, clock)
    seen, after = [], None
    for more in (True, True, False):
        page = await timeline(owner, number, first=1, after=after)
        seen += [edge["node"]["action"]["code"] for edge in page["edges"]]
        assert page["pageInfo"]["hasNextPage"] is more
        after = page["pageInfo"]["endCursor"]
    assert seen == ["CANCEL_AS_FALSE", "ACKNOWLEDGE", "SUBMIT"]
    behind = await timeline(owner, number, first=1, after=after)
    assert behind == {
        "totalCount": 3,
        "pageInfo": {"hasNextPage": False, "endCursor": None},
        "edges": [],
    }


async def test_page_of_no_or_too_many_is_refused(as_citizen: Citizens) -> None:
    owner = await as_citizen()
    number = (await stored(owner))["number"]
    for first in (0, -1, 101):
        error = await owner.refused(READ, number=number, first=first)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert error["message"] == "Ask for 1 to 100 with `first`."
