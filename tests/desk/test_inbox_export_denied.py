"""The inbox as a CSV file: what others cover is not in it, and nobody gets it who may not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from exported import HEADER, PATH, four_requests, get, numbers, reads
from factories import TT_NAGAR, make_officer, session_token
from starlette.applications import Starlette
from strawberry.utils.str_converters import to_camel_case

from core.desk.inputs import InboxFilter
from core.http.client import COOKIE
from core.http.inbox_csv import READERS
from core.service_requests.models import ServiceRequest

AsSomebody = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
async def requests(app: Starlette, clock: MovableClock) -> list[ServiceRequest]:
    return await four_requests(app.state.platform, clock)


async def test_others_stations_are_as_if_they_were_not_there(
    requests: list[ServiceRequest], as_officer: AsSomebody
) -> None:
    officer = await as_officer()
    others, none = await get(officer, stationCode=TT_NAGAR), await get(officer, stationCode="9")
    assert (others.status_code, others.text) == (none.status_code, none.text) == (200, HEADER)
    assert others.headers == none.headers
    assert await numbers(officer, search=requests[3].number) == []
    assert (await get(await as_officer(None))).content.decode() == HEADER
    assert await reads() == []


async def test_a_parameter_that_cannot_be_read_does_not_widen_the_list(
    requests: list[ServiceRequest], as_officer: AsSomebody
) -> None:
    officer = await as_officer()
    wrong = ("station=1", "phase=open", "overdue=1", "orderBy=DUE", "status=A&status=B", "a=")
    for query in wrong:
        answer = await officer.http.get(f"{PATH}?{query}", headers=officer.headers())
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert f"`{query.partition('=')[0]}`" in error["message"]
    assert await reads() == []
    names = {to_camel_case(field.name) for field in fields(InboxFilter)}  # type: ignore[arg-type]
    assert set(READERS) == {*names, "orderBy"}


async def test_nobody_else_gets_it(
    app: Starlette,
    requests: list[ServiceRequest],
    as_nobody: GraphQLClient,
    as_citizen: AsSomebody,
    http: httpx.AsyncClient,
) -> None:
    ended = GraphQLClient(http, "no-such-token")
    for client, status, code in (
        (as_nobody, 401, "UNAUTHENTICATED"),
        (ended, 401, "UNAUTHENTICATED"),
        (await as_citizen(), 403, "FORBIDDEN"),
    ):
        answer = await get(client)
        assert answer.status_code == status
        assert answer.json()["errors"][0]["extensions"] == {"code": code}
    assert (await http.post(PATH)).status_code == 405
    assert await reads() == []


async def test_a_browser_gets_it_by_its_cookie_and_no_other_site_does(
    app: Starlette, requests: list[ServiceRequest], http: httpx.AsyncClient
) -> None:
    runtime = app.state.platform.runtime
    token = await session_token(runtime, officer=(await make_officer(runtime)).row)
    cookie = {"cookie": f"{COOKIE}={token}"}
    for origin in ("https://evil.example", "null"):
        answer = await http.get(PATH, headers={**cookie, "origin": origin})
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
        assert "access-control-allow-origin" not in answer.headers
    assert await reads() == []
    answer = await http.get(PATH, headers=cookie)
    assert answer.status_code == 200
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert len(await reads()) == 1
