"""The tenant consents while the last two files are attached, or found clean, at the same instant:
the request begins once.
"""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock, settings_for
from factories import make_citizen
from own_data import erase
from processions import Desk, Person, key
from scanners import Scanner
from starlette.applications import Starlette
from tenancies import (
    ADD,
    CONSENT,
    REGISTER,
    Given,
    asked,
    done,
    files,
    person,
    registration,
    send,
)

from core.files.models import ScanState, StoredFile
from core.files.scanning import Scans, file_scanner
from core.relay import decode_id
from core.service_requests.models import RequestEvent, ServiceRequest
from core.settings import Settings
from plugins.tenant.models import Tenancy

TIMES = int(os.environ.get("STARTS", "20"))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    scanner = {"scanner": "clamd", "clamd": str(tmp_path / "clamd.ctl")}
    return settings_for(
        database_url,
        database_connections=8,
        files={"folder": tmp_path / "files", **scanner, "waiting_per_owner": 50},
    )


@pytest.fixture
async def scanner(tmp_path: Path) -> AsyncIterator[Scanner]:
    made = Scanner(tmp_path / "clamd.ctl")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def desk(app: Starlette, http: httpx.AsyncClient, clock: MovableClock) -> Desk:
    return Desk(app, http, clock)


async def test_it_begins_once_whatever_comes_last(desk: Desk, scanner: Scanner) -> None:
    for number in range(TIMES):
        desk.clock.move(seconds=1)  # the demo shows its newest messages
        owner = await desk.enter(await make_citizen(desk.runtime))
        mobile = f"+9198124{number:05d}"
        attached = await files(owner, "AGREEMENT")
        await desk.app.state.effects.scans.deliver_due()
        given = registration(tenant=person(mobile=mobile), attachments=attached)
        request = await done(owner, REGISTER, given)
        challenge, code = await asked(desk, request, mobile)
        answer = {"challengeId": challenge, "code": code, "consents": True}
        consent = done(GraphQLClient(desk.http), CONSENT, answer)
        last = _scanned if number % 2 else _attached
        ways = [consent, *await last(desk, scanner, owner, request)]
        random.shuffle(ways)
        await asyncio.gather(*ways)
        await _assert_begun_once(request)
    assert await Tenancy.exclude(sealed=None).count() == 0


async def test_a_landlord_who_is_erased_meanwhile_leaves_all_of_it_or_nothing(
    desk: Desk, scanner: Scanner
) -> None:
    for number in range(TIMES):
        desk.clock.move(seconds=1)
        owner = await desk.enter(await make_citizen(desk.runtime))
        mobile = f"+9198125{number:05d}"
        attached = await files(owner)
        await desk.app.state.effects.scans.deliver_due()
        given = registration(tenant=person(mobile=mobile), attachments=attached)
        request = await done(owner, REGISTER, given)
        challenge, code = await asked(desk, request, mobile)
        answer = {"challengeId": challenge, "code": code, "consents": True}
        consent = send(GraphQLClient(desk.http), CONSENT, answer)
        await asyncio.gather(consent, erase(owner, str(owner.row.mobile)))
        row = await Tenancy.get(request__number=request["number"]).select_related("request")
        has_begun = not row.request.is_hidden
        assert (row.sealed, row.content is not None) == (None, has_begun)
        kept = await StoredFile.filter(request_id=row.request_id).count()
        assert kept == (3 if has_begun else 0)


async def _attached(
    desk: Desk, scanner: Scanner, owner: Person, request: Given
) -> list[Awaitable[Any]]:
    """Two clean files that are attached by requests of their own."""
    photo, identity = await files(owner, "PHOTO", "IDENTITY")
    await desk.app.state.effects.scans.deliver_due()
    return [_add(owner, request, [each]) for each in (photo, identity)]


async def _scanned(
    desk: Desk, scanner: Scanner, owner: Person, request: Given
) -> list[Awaitable[Any]]:
    """Two attached files whose scans answer now."""
    scanner.is_held = True
    ids = await files(owner, "PHOTO", "IDENTITY")
    await _add(owner, request, ids)
    await desk.app.state.effects.scans.deliver_due()
    scanner.is_held = False
    keys = [decoded[1] for each in ids if (decoded := decode_id(each))]
    assert await StoredFile.filter(id__in=keys, scan_state=ScanState.PENDING).count() == 2
    effects, runtime = desk.app.state.effects, desk.runtime
    found = file_scanner(runtime, desk.platform.registry)
    handlers = [Scans(runtime, found, effects._tell_of_file) for _ in keys]
    return [
        handle(uuid.uuid4(), {"file_id": each}) for handle, each in zip(handlers, keys, strict=True)
    ]


async def _add(owner: Person, request: Given, ids: list[str]) -> Given:
    given = {"requestId": request["id"], "attachments": ids, "idempotencyKey": key()}
    return await done(owner, ADD, given)


async def _assert_begun_once(request: Given) -> None:
    row = await ServiceRequest.get(number=request["number"])
    assert row.status == "SUBMITTED", row.status
    assert await RequestEvent.filter(request_id=row.id, action="START").count() == 1
