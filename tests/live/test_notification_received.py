"""`notificationReceived`: each new notification of the citizen's own, once."""

from __future__ import annotations

import httpx
import pytest
from clients import GraphQLClient
from desk_steps import act
from factories import make_citizen, make_request, session_token
from sockets import NOTIFICATION_RECEIVED, socket
from starlette.applications import Starlette

from core.identity.models import Citizen
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest


@pytest.fixture
async def row(runtime: Runtime) -> Citizen:
    return await make_citizen(runtime)


@pytest.fixture
async def citizen(row: Citizen, http: httpx.AsyncClient, runtime: Runtime) -> GraphQLClient:
    return GraphQLClient(http, await session_token(runtime, citizen=row))


async def make(app: Starlette, row: Citizen) -> ServiceRequest:
    """A request whose citizen has been told of it already."""
    request = await make_request(app.state.platform, row)
    await app.state.effects.messages.deliver_due()
    return request


async def test_each_is_told_once_and_what_came_before_is_not(
    app: Starlette, served: str, row: Citizen, citizen: GraphQLClient
) -> None:
    first, second = await make(app, row), await make(app, row)
    async with socket(served) as line:
        await line.begin(citizen.token)
        await line.subscribe("news", NOTIFICATION_RECEIVED)
        for request in (first, second):
            await act(citizen, request, "WITHDRAW", 1)
            told = await line.next("news")
            assert told["request"] == {"number": request.number}
            assert told["title"] == f"Your request {request.number}"
        await line.is_quiet()


async def test_nobody_is_told_of_anothers(
    app: Starlette, served: str, row: Citizen, citizen: GraphQLClient, runtime: Runtime
) -> None:
    stranger = await make_citizen(runtime)
    async with socket(served) as line, socket(served) as other:
        await line.begin(citizen.token)
        await line.subscribe("news", NOTIFICATION_RECEIVED)
        await other.begin(await session_token(runtime, citizen=stranger))
        await other.subscribe("news", NOTIFICATION_RECEIVED)
        request = await make(app, row)
        assert (await line.next("news"))["request"] == {"number": request.number}
        await other.is_quiet()


async def test_officers_have_none(served: str, runtime: Runtime, as_officer: object) -> None:
    officer = await as_officer()  # type: ignore[operator]
    async with socket(served) as line:
        await line.begin(officer.token)
        error = await line.refused("news", NOTIFICATION_RECEIVED)
        assert error["extensions"] == {"code": "FORBIDDEN"}
        assert error["path"] == ["notificationReceived"]
