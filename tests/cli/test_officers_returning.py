"""`thana officers unpost` and `deactivate`: what the officer had is in the queue at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clients import GraphQLClient
from commands import thana
from conftest import MovableClock
from factories import MAKRONIYA, make_officer, session_token
from httpx import AsyncClient
from lost_reports import act, stored

from core.identity import officers
from core.identity.models import OfficerRole
from core.runtime import Runtime
from core.service_requests.models import RequestEvent, ServiceRequest
from core.units.models import Unit

ENDED = {"action": "RELEASE", "actor_kind": "SYSTEM", "reason_code": "POSTING_ENDED"}


@pytest.fixture
def clock() -> MovableClock:
    """The command has the clock of the machine, so the application has it as well."""
    clock = MovableClock()
    clock.moment = datetime.now(UTC)
    return clock


@pytest.mark.parametrize("command", ["unpost", "deactivate"])
async def test_claimed_request_is_back_in_the_queue(
    runtime: Runtime,
    http: AsyncClient,
    as_citizen: Any,
    database_url: str,
    tmp_path: Path,
    command: str,
) -> None:
    account = await make_officer(runtime)
    officer = GraphQLClient(http, await session_token(runtime, officer=account.row))
    report = await stored(await as_citizen())
    assert (await act(officer, report, "CLAIM"))["errors"] == []
    assert (await ServiceRequest.get()).assignee_id == account.row.id  # type: ignore[attr-defined]

    posting = ("STATION_HEAD", MAKRONIYA) if command == "unpost" else ()
    words = ("officers", command, account.row.username, *posting)
    done = await thana(tmp_path, *words, database_url=database_url)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("; requests back in the queue: 1\n")
    request = await ServiceRequest.get()
    assert (request.assignee_id, request.version) == (None, 3)  # type: ignore[attr-defined]
    last = await RequestEvent.filter(version=3).values("action", "actor_kind", "reason_code")
    assert last == [ENDED]


async def test_request_that_another_posting_covers_stays_with_the_officer(
    runtime: Runtime, http: AsyncClient, as_citizen: Any, database_url: str, tmp_path: Path
) -> None:
    account = await make_officer(runtime)
    beat = OfficerRole.BEAT_OFFICER
    await officers.post(runtime, account.row, beat, await Unit.get(code=MAKRONIYA))
    officer = GraphQLClient(http, await session_token(runtime, officer=account.row))
    await act(officer, await stored(await as_citizen()), "CLAIM")
    before = await ServiceRequest.all().values()
    words = ("officers", "unpost", account.row.username, beat, MAKRONIYA)
    done = await thana(tmp_path, *words, database_url=database_url)
    assert done.out.endswith("; requests back in the queue: 0\n")
    assert await ServiceRequest.all().values() == before
