"""saveHelpline: administrators of the state make and change helplines by their number."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from clients import GraphQLClient
from directory_entries import (
    SAVE_HELPLINE,
    SIGNED_IN,
    all_refused,
    faults,
    no_entries,
    rows,
    strangers_to_sagar,
    women_helpline,
)
from factories import SAGAR, STATE
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.identity.models import OfficerRole, Posting
from core.runtime import Runtime
from plugins.directory.models import Helpline


@pytest.fixture(autouse=True)
async def directory(app: Starlette) -> None:
    """Without the demo's posts and helplines."""
    await no_entries()


@pytest.fixture
async def state(as_officer: SIGNED_IN) -> GraphQLClient:
    return await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)


async def saved(client: GraphQLClient, **changes: Any) -> dict[str, Any]:
    payload = (await client.run(SAVE_HELPLINE, input=women_helpline(**changes)))["saveHelpline"]
    assert payload["errors"] == []
    line: dict[str, Any] = payload["helpline"]
    return line


async def test_a_helpline_is_made_and_then_changed_by_its_number(
    state: GraphQLClient, as_nobody: GraphQLClient
) -> None:
    made = await saved(state)
    assert made == {
        "number": "1090",
        "title": "Women's helpline",
        "hindi": "महिला हेल्पलाइन",
        "purpose": "Help for women",
        "isEmergency": False,
        "source": None,
        "updatedOn": "2026-11-23",
    }
    await saved(state, number="1098")
    changed = await saved(state, number=" १०९० ", isEmergency=True)
    assert changed == made | {"isEmergency": True}
    listed = (await as_nobody.run("{ helplines { number isEmergency } }"))["helplines"]
    assert listed == [
        {"number": "1090", "isEmergency": True},
        {"number": "1098", "isEmergency": False},
    ]
    details = [
        (entry.chain, entry.subject, json.loads(entry.details))
        for entry in await AuditEntry.filter(action="directory.save_helpline").order_by("id")
    ]
    assert details[0] == (
        STATE,
        "helpline:1090",
        {"fields": ["is_emergency", "number", "purposes", "titles"]},
    )
    assert details[2] == (STATE, "helpline:1090", {"fields": ["is_emergency"]})


async def test_where_a_number_was_checked_stays_said(state: GraphQLClient) -> None:
    await saved(state)
    await Helpline.all().update(source="Called on 1 November 2026")
    assert (await saved(state, isEmergency=True))["source"] == "Called on 1 November 2026"


async def test_what_changes_nothing_is_not_written(state: GraphQLClient) -> None:
    made = await saved(state)
    before = await rows()
    assert await saved(state) == made
    after = await rows()
    assert {table for table in before if before[table] != after[table]} == {"core_revision"}


async def test_all_that_is_wrong_is_said_at_once(state: GraphQLClient) -> None:
    wrong = {
        "number": "12",
        "title": [{"language": "EN", "text": ""}],
        "purpose": [{"language": "EN", "text": "x" * 301}],
        "isEmergency": True,
    }
    assert await faults(state, SAVE_HELPLINE, wrong) == [
        ("number", "PHONE_INVALID"),
        ("title.0.text", "REQUIRED"),
        ("purpose.0.text", "TOO_LONG"),
    ]
    assert await faults(state, SAVE_HELPLINE, women_helpline(title=[], purpose=[])) == [
        ("title", "ENGLISH_REQUIRED"),
        ("purpose", "ENGLISH_REQUIRED"),
    ]


async def test_there_are_no_more_than_fifty(state: GraphQLClient) -> None:
    for number in range(100, 150):
        await saved(state, number=str(number))
    assert await faults(state, SAVE_HELPLINE, women_helpline()) == [("number", "TOO_MANY")]
    assert (await saved(state, number="100", isEmergency=True))["isEmergency"] is True


async def test_nobody_but_administrators_of_the_state_may(
    runtime: Runtime, as_nobody: GraphQLClient, as_citizen: SIGNED_IN, as_officer: SIGNED_IN
) -> None:
    others = await strangers_to_sagar(runtime, as_nobody, as_citizen, as_officer)
    for unit, role in (
        (SAGAR, OfficerRole.DISTRICT_HEAD),
        (SAGAR, OfficerRole.STATE_ADMINISTRATOR),
        (STATE, OfficerRole.DISTRICT_HEAD),
    ):
        others.append((await as_officer(unit, role), "FORBIDDEN"))
    former = await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    own = Posting.filter(unit_id=STATE, role=OfficerRole.STATE_ADMINISTRATOR)
    await own.update(ends_at=runtime.now())
    others.append((former, "FORBIDDEN"))
    await all_refused(others, SAVE_HELPLINE, women_helpline())


async def test_of_two_at_the_same_moment_both_are_kept_in_one_line(
    state: GraphQLClient, as_officer: SIGNED_IN
) -> None:
    other = await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    await asyncio.gather(saved(state), saved(other, isEmergency=True), saved(other, number="1098"))
    assert await Helpline.all().count() == 2
    positions = await Helpline.all().order_by("position").values_list("position", flat=True)
    assert positions == [1, 2]
