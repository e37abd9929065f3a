"""The secret key changes: what was lost under the old one still matches, and after `thana
lost-property rehash` also when the old key is gone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from commands import thana
from conftest import KEY, settings_for
from factories import TT_NAGAR, make_citizen, make_officer, session_token
from found_things import matches_of, registered
from lost_reports import AADHAAR, document, mobile, stored, vehicle
from pydantic import SecretStr

from core.app import create_app
from core.identity.models import Citizen
from core.sandboxes import Sandboxes
from core.service_requests.models import ServiceRequest
from plugins.lost_property.models import ItemMark

NEW = "newer-key-for-tests-9876543210zyxwvutsrqponm"
THINGS = [
    mobile(imei2="356938035643809"),
    vehicle("DL01AB0123", chassisNumber="MA3EUB61S00123456"),
    document(number="MP0920110012345"),
    document(kind="AADHAAR", number=AADHAAR),
]
MARKS = 6


@pytest.fixture
def kind() -> str:
    """The marks are read by equality alone, on either database."""
    return "sqlite"


@asynccontextmanager
async def platform(
    url: str, clock: Any, sandboxes: Sandboxes, *keys: str
) -> AsyncIterator[tuple[GraphQLClient, GraphQLClient]]:
    """A citizen and a station of the platform, served with these keys."""
    secret_keys = tuple(SecretStr(key) for key in keys)
    settings = settings_for(url).model_copy(update={"secret_keys": secret_keys})
    app = create_app(settings, clock, sandboxes=sandboxes)
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app):
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            runtime = app.state.platform.runtime
            citizen, officer = await make_citizen(runtime), await make_officer(runtime, TT_NAGAR)
            yield (
                GraphQLClient(http, await session_token(runtime, citizen=citizen)),
                GraphQLClient(http, await session_token(runtime, officer=officer.row)),
            )
            await app.state.effects.messages.deliver_due()


async def test_a_new_key_and_then_the_old_one_dropped(
    database_url: str, clock: Any, sandboxes: Sandboxes, tmp_path: Path
) -> None:
    async with platform(database_url, clock, sandboxes, KEY) as (citizen, _):
        report = await stored(citizen, items=THINGS)
    async with platform(database_url, clock, sandboxes, NEW, KEY) as (_, station):
        for thing in THINGS:
            [match] = (await registered(station, item=thing))["matches"]
            assert match["lostReport"]["number"] == report["number"]
        keys = await ItemMark.all().values_list("key_id", flat=True)
        assert sorted(keys.count(key) for key in set(keys)) == [MARKS, MARKS]
    secret_keys = f'["{NEW}", "{KEY}"]'
    command = await thana(
        tmp_path, "lost-property", "rehash", database_url=database_url, secret_keys=secret_keys
    )
    assert (command.code, command.out.splitlines()) == (
        0,
        [
            f"hashes: {MARKS - 1} brought under the newest key, 0 made",
            "1 of Aadhaar numbers stay under an older key, for the whole numbers are not kept; they"
            " match until that key is dropped",
        ],
    )
    async with platform(database_url, clock, sandboxes, NEW) as (_, station):
        found = [await registered(station, item=thing) for thing in THINGS]
        assert [len(thing["matches"]) for thing in found] == [1, 1, 1, 0]


async def test_what_was_found_under_the_old_key_matches_what_is_lost_under_the_new_one(
    database_url: str, clock: Any, sandboxes: Sandboxes
) -> None:
    async with platform(database_url, clock, sandboxes, KEY) as (_, station):
        for thing in THINGS:
            await registered(station, item=thing)
    async with platform(database_url, clock, sandboxes, NEW, KEY) as (citizen, _):
        report = await stored(citizen, items=THINGS)
        app = citizen.http._transport.app  # type: ignore[attr-defined]
        await app.state.effects.messages.deliver_due()
        assert len(await matches_of(citizen, report)) == len(THINGS)


async def test_what_was_reported_before_there_was_matching_is_marked_by_the_command(
    database_url: str, clock: Any, sandboxes: Sandboxes, tmp_path: Path
) -> None:
    async with platform(database_url, clock, sandboxes, KEY) as (citizen, station):
        report = await stored(citizen, items=THINGS)
        await ItemMark.all().delete()
        for thing in THINGS:
            assert (await registered(station, item=thing))["matches"] == []
    for made in (MARKS - 1, 0):  # not of the Aadhaar number
        command = await thana(tmp_path, "lost-property", "rehash", database_url=database_url)
        assert command.out == f"hashes: 0 brought under the newest key, {made} made\n"
    clock.moment = datetime.now(UTC) + timedelta(minutes=1)  # the command's clock is the machine's
    async with platform(database_url, clock, sandboxes, KEY) as (_, station):
        runtime = station.http._transport.app.state.platform.runtime  # type: ignore[attr-defined]
        citizen = await Citizen.get(id=(await ServiceRequest.get()).citizen_id)
        client = GraphQLClient(station.http, await session_token(runtime, citizen=citizen))
        await station.http._transport.app.state.effects.messages.deliver_due()  # type: ignore[attr-defined]
        assert len(await matches_of(client, report)) == len(THINGS) - 1
