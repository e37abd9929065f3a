"""Announcements belong to their transaction, hold ids alone, and are swept."""

from __future__ import annotations

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from desk_steps import act, global_id
from factories import make_citizen, make_request, session_token
from sockets import REQUEST_UPDATED, socket
from starlette.applications import Starlette

from core.db import transactional
from core.housekeeping import clean_up
from core.identity.models import Citizen
from core.live.announcing import announce
from core.live.models import Announcement
from core.runtime import Runtime
from core.service_requests.models import RequestEvent
from core.service_requests.steps import SYSTEM, take, topic_of
from core.service_requests.workflow import RELEASE


@pytest.fixture
async def row(runtime: Runtime) -> Citizen:
    return await make_citizen(runtime)


async def test_what_is_rolled_back_is_never_told(
    app: Starlette, served: str, http: httpx.AsyncClient, row: Citizen, runtime: Runtime
) -> None:
    request = await make_request(app.state.platform, row)
    client = GraphQLClient(http, await session_token(runtime, citizen=row))

    @transactional
    async def fail() -> None:
        event = RequestEvent(action=RELEASE, actor_kind="SYSTEM")
        await take(runtime, await type(request).get(id=request.id), event, SYSTEM, {})
        raise ZeroDivisionError

    async with socket(served) as line:
        await line.begin(client.token)
        await line.subscribe("a", REQUEST_UPDATED, id=global_id(request))
        with pytest.raises(ZeroDivisionError):
            await fail()
        await act(client, request, "WITHDRAW", 1)
        assert (await line.next("a"))["version"] == 2
        await line.is_quiet()


async def test_what_was_told_already_is_not_told_again(
    app: Starlette, served: str, http: httpx.AsyncClient, row: Citizen, runtime: Runtime
) -> None:
    request = await make_request(app.state.platform, row)
    client = GraphQLClient(http, await session_token(runtime, citizen=row))

    @transactional
    async def announce_again() -> None:
        await announce(runtime, [topic_of(request.id)], request=str(request.id))

    async with socket(served) as line:
        await line.begin(client.token)
        await line.subscribe("a", REQUEST_UPDATED, id=global_id(request))
        await announce_again()
        await act(client, request, "WITHDRAW", 1)
        assert (await line.next("a"))["version"] == 2
        await announce_again()
        await line.is_quiet()


async def test_an_announcement_needs_a_transaction_and_is_short(runtime: Runtime) -> None:
    with pytest.raises(RuntimeError):
        await announce(runtime, ["unit:MP"])
    with pytest.raises(ValueError, match="7999 bytes"):
        await transactional(announce)(runtime, ["x" * 8000])
    assert await Announcement.all().count() == 0


async def test_announcements_hold_ids_alone_and_are_swept(
    app: Starlette, kind: str, row: Citizen, runtime: Runtime, clock: MovableClock
) -> None:
    request = await make_request(app.state.platform, row)
    kept = [each.content for each in await Announcement.all()]
    if kind == "sqlite":
        topics = f'["request:{request.id}","unit:{request.unit_id}"]'
        assert kept[0] == f'{{"topics":{topics},"ids":{{"request":"{request.id}"}}}}'
    else:
        assert kept == []
    clock.move(minutes=11)
    await clean_up(runtime)
    assert await Announcement.filter(content__contains="request:").count() == 0
