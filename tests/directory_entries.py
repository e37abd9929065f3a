"""Entries of the directory as administrators write and everybody reads them, and what a refused
change must leave untouched.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE

from core.db import fetch
from core.identity.models import OfficerRole, Posting
from core.runtime import Runtime
from core.units.models import Unit
from plugins.directory.models import Helpline, Post

SIGNED_IN = Callable[..., Awaitable[GraphQLClient]]

UPDATE_UNIT = """mutation UpdateUnit($input: UpdateUnitInput!) { updateUnit(input: $input) {
  unit { code version updatedOn name(language: EN) hindi: name(language: HI) phone email address
    latitude longitude isPositionVerified } errors { path code message } } }"""
SAVE_POST = """mutation SavePost($input: SavePostInput!) { savePost(input: $input) {
  post { id title(language: EN) hindi: title(language: HI) rank phone email isExample updatedOn
    unit { code } holder { name since until } history { name since until } }
  errors { path code message } } }"""
SAVE_HELPLINE = """mutation SaveHelpline($input: SaveHelplineInput!) {
  saveHelpline(input: $input) { helpline { number title(language: EN) hindi: title(language: HI)
    purpose(language: EN) isEmergency source updatedOn } errors { path code message } } }"""
POSTS = """query($unitCode: String!) { posts(unitCode: $unitCode) { id title rank phone email
  isExample updatedOn unit { code } holder { name since until } history { name since until } } }"""
TABLES = (
    "core_unit", "core_revision", "core_audit_entry", "directory_post", "directory_holder",
    "directory_helpline", "directory_station_error", "core_service_request", "core_request_event",
    "core_number_series", "core_rate_limit", "core_idempotency_record",
)  # fmt: skip


async def no_entries() -> None:
    """Without the demo's posts and helplines."""
    await Post.all().delete()
    await Helpline.all().delete()


async def rows() -> dict[str, list[Any]]:
    """All that a change of an entry or a report could touch. What waits in the outbox is left out:
    it is delivered beside.
    """
    return {table: sorted(map(str, await fetch(f'SELECT * FROM "{table}"'))) for table in TABLES}


def sagar_head(**changes: Any) -> dict[str, Any]:
    """A SavePostInput that is stored as it is: who heads the police of Sagar."""
    post = {
        "unitCode": SAGAR,
        "title": [
            {"language": "EN", "text": "Superintendent of Police"},
            {"language": "HI", "text": "पुलिस अधीक्षक"},
        ],
        "rank": "Superintendent of Police",
        "phone": "07582-222222",
        "email": "sp.sagar@police.example",
        "holderName": "Anand Rao",
        "holderSince": "2025-06-01",
    }
    return post | changes


def duty_officer(unit_code: str = MAKRONIYA, **changes: Any) -> dict[str, Any]:
    """A SavePostInput of a station, held by nobody."""
    post = {
        "unitCode": unit_code,
        "title": [{"language": "EN", "text": "Duty Officer"}],
        "rank": "Sub-Inspector",
    }
    return post | changes


def women_helpline(**changes: Any) -> dict[str, Any]:
    """A SaveHelplineInput that is stored as it is."""
    line = {
        "number": "1090",
        "title": [
            {"language": "EN", "text": "Women's helpline"},
            {"language": "HI", "text": "महिला हेल्पलाइन"},
        ],
        "purpose": [{"language": "EN", "text": "Help for women"}],
        "isEmergency": False,
    }
    return line | changes


async def saved_post(client: GraphQLClient, given: dict[str, Any]) -> dict[str, Any]:
    """The post that a savePost answers with."""
    payload = (await client.run(SAVE_POST, input=given))["savePost"]
    assert payload["errors"] == []
    post: dict[str, Any] = payload["post"]
    return post


async def faults(client: GraphQLClient, mutation: str, given: dict[str, Any]) -> list[Any]:
    """Where an input is wrong and why. Nothing is changed."""
    before = await rows()
    (payload,) = (await client.run(mutation, input=given)).values()
    assert [value for name, value in payload.items() if name != "errors"] == [None]
    assert await rows() == before
    return [(".".join(error["path"]), error["code"]) for error in payload["errors"]]


async def former_head_of_sagar(runtime: Runtime, as_officer: SIGNED_IN) -> GraphQLClient:
    """Whose posting has ended, signed in all the same."""
    before = await Posting.all().values_list("id", flat=True)
    former = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    await Posting.exclude(id__in=before).update(ends_at=runtime.now())
    return former


async def strangers_to_sagar(
    runtime: Runtime, as_nobody: GraphQLClient, as_citizen: SIGNED_IN, as_officer: SIGNED_IN
) -> list[tuple[GraphQLClient, str]]:
    """Everybody who may change nothing of Sagar's entries, and how each is refused."""
    officers = [
        await as_officer(MAKRONIYA),
        await as_officer(SAGAR, OfficerRole.STATION_HEAD),
        await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD),
        await as_officer(MAKRONIYA, OfficerRole.DISTRICT_HEAD),
        await as_officer(STATE, OfficerRole.BEAT_OFFICER),
        await as_officer(None),
        await former_head_of_sagar(runtime, as_officer),
    ]
    refused = [(officer, "FORBIDDEN") for officer in officers]
    return [(as_nobody, "UNAUTHENTICATED"), (await as_citizen(), "FORBIDDEN"), *refused]


async def all_refused(
    clients: list[tuple[GraphQLClient, str]], mutation: str, given: dict[str, Any]
) -> None:
    """Each is refused, and nothing is changed."""
    before = await rows()
    for client, code in clients:
        error = await client.refused(mutation, input=given)
        assert error["extensions"] == {"code": code}
    assert await rows() == before


async def version_of(code: str) -> int:
    """The version that an administrator reads of a unit."""
    return (await Unit.get(code=code)).version


def key() -> str:
    """An idempotency key."""
    return str(uuid.uuid4())
