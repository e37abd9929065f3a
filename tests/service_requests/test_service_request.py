"""`serviceRequest` and `node`: what the viewer may see, and one answer for everything else."""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR, make_citizen, session_token
from lost_reports import ACT, rows, stored
from starlette.applications import Starlette

from core.app import create_app
from core.identity.models import OfficerRole
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.settings import Settings

Citizens = Callable[..., Awaitable[GraphQLClient]]
Officers = Callable[..., Awaitable[GraphQLClient]]

READ = """query RequestByNumber($number: String!) { serviceRequest(number: $number) {
  __typename id number version status { code label phase isFinal } station { code }
  availableActions { code } } }"""
NODE = "query NodeById($id: ID!) { node(id: $id) { __typename id } }"
VIEWER = "{ viewer { __typename id } }"
NOT_FOUND = {"code": "NOT_FOUND"}


def global_id(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


async def test_owner_and_the_stations_officers_read_a_request(
    as_citizen: Citizens, as_officer: Officers
) -> None:
    owner = await as_citizen()
    report = await stored(owner)
    for viewer in (owner, await as_officer(MAKRONIYA), await as_officer(SAGAR)):
        seen = (await viewer.run(READ, number=report["number"]))["serviceRequest"]
        assert (seen["__typename"], seen["id"]) == ("LostReport", report["id"])
        assert seen["station"] == {"code": MAKRONIYA}


async def test_hidden_number_is_answered_in_the_same_bytes_as_one_that_is_not_there(
    as_citizen: Citizens, as_officer: Officers
) -> None:
    number = (await stored(await as_citizen()))["number"]
    assert number == "MP-21346058-LP-2026-000001-D"
    strangers = [
        await as_citizen(),
        await as_officer(TT_NAGAR),
        await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD),
        await as_officer(None),
    ]
    for stranger in strangers:
        hidden = await stranger.send(READ, number=number)
        assert (hidden.status_code, hidden.json()["errors"][0]["extensions"]) == (200, NOT_FOUND)
        for other in (
            "MP-21346058-LP-2026-000002-B",  # the next number, not given yet
            f"{number[:-1]}E",
            "MP-21346058-LP-2026-000001",
            "",
            "\0",
            "' OR 1=1 --",
            "9" * 5000,
        ):
            missing = await stranger.send(READ, number=other)
            assert missing.content == hidden.content, other
            assert missing.headers.keys() == hidden.headers.keys()


async def test_nobody_signed_in_learns_nothing_of_a_number(
    as_citizen: Citizens, as_nobody: GraphQLClient
) -> None:
    number = (await stored(await as_citizen()))["number"]
    hidden = await as_nobody.send(READ, number=number)
    assert hidden.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert hidden.content == (await as_nobody.send(READ, number="nothing")).content


async def test_number_is_found_in_any_spelling(as_citizen: Citizens) -> None:
    owner = await as_citizen()
    report = await stored(owner)
    for spelling in (
        "mp-21346058-lp-2026-000001-d",
        "  MP-21346058-LP-2026-000001-D\n",
        "MP 21346058 LP 2026 000001 D",
        "MP–21346058–LP–2026–000001–D",
        "MP/21346058/LP/2026/000001/D",
        "MP - 21346058 - LP - 2026 - 000001 - D",
        "MP21346058LP2026000001D",
        "MP-२१३४६०५८-LP-२०२६-०००००१-D",
        "\u200bMP-21346058-LP-2026-000001-D\u202e",
    ):
        seen = (await owner.run(READ, number=spelling))["serviceRequest"]
        assert seen["id"] == report["id"], spelling


async def test_node_answers_for_requests_units_and_oneself(
    as_citizen: Citizens, as_officer: Officers, as_nobody: GraphQLClient
) -> None:
    owner, officer = await as_citizen(), await as_officer(MAKRONIYA)
    report = await stored(owner)
    for viewer in (owner, officer):
        seen = (await viewer.run(NODE, id=report["id"]))["node"]
        assert seen == {"__typename": "LostReport", "id": report["id"]}
        own = (await viewer.run(VIEWER))["viewer"]
        assert (await viewer.run(NODE, id=own["id"]))["node"] == own
    unit = {"__typename": "Unit", "id": global_id(f"Unit:{MAKRONIYA}")}
    assert (await as_nobody.run(NODE, id=unit["id"]))["node"] == unit


async def test_node_of_a_stranger_is_answered_as_one_that_is_not_there(
    as_citizen: Citizens, as_officer: Officers, runtime: Runtime
) -> None:
    owner = await as_citizen()
    report = await stored(owner)
    citizen = (await owner.run(VIEWER))["viewer"]["id"]
    officer = (await (await as_officer(MAKRONIYA)).run(VIEWER))["viewer"]["id"]
    nothing = global_id(f"LostReport:{uuid.uuid4()}")
    for stranger in (await as_citizen(), await as_officer(TT_NAGAR)):
        missing = await stranger.send(NODE, id=nothing)
        assert missing.json()["errors"][0]["extensions"] == NOT_FOUND
        for hidden in (report["id"], citizen, officer):
            assert (await stranger.send(NODE, id=hidden)).content == missing.content


async def test_id_that_we_would_not_have_written_is_not_found(
    as_citizen: Citizens, app: Starlette
) -> None:
    owner = await as_citizen()
    report = await stored(owner)
    request_id = str((await ServiceRequest.get()).id)
    for edited in (
        report["id"] + "==",
        report["id"][:-1],
        global_id(f"ServiceRequest:{request_id}"),
        global_id(f"ArchivedRequest:{request_id}"),
        global_id(f"LostReport:{request_id.upper()}"),
        global_id(f"LostReport:{request_id.replace('-', '')}"),
        global_id(f"lostreport:{request_id}"),
        global_id("Unit:"),
        global_id("Unit:\0"),
        global_id("Unit:" + "9" * 5000),
        global_id("Citizen:None"),
        global_id("LostReport:1"),
        global_id("nothing"),
        "",
        "1",
        "%",
        "ü",
    ):
        error = await owner.refused(NODE, id=edited)
        assert error["extensions"] == NOT_FOUND, edited


@pytest.fixture
async def without_plugins(app: Starlette, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The same database, served with no plugin enabled."""
    bare = create_app(settings.model_copy(update={"plugins": ()}), app.state.platform.runtime.clock)
    transport = httpx.ASGITransport(app=bare)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield http


async def test_request_of_a_disabled_service_is_still_shown_and_takes_no_step(
    http: httpx.AsyncClient, without_plugins: httpx.AsyncClient, runtime: Runtime
) -> None:
    token = await session_token(runtime, citizen=await make_citizen(runtime))
    report = await stored(GraphQLClient(http, token))
    owner = GraphQLClient(without_plugins, token)
    seen = (await owner.run(READ, number=report["number"]))["serviceRequest"]
    assert seen == {
        "__typename": "ArchivedRequest",
        "id": global_id(f"ArchivedRequest:{(await ServiceRequest.get()).id}"),
        "number": report["number"],
        "version": 1,
        "status": {
            "code": "ACKNOWLEDGED",
            "label": "ACKNOWLEDGED",
            "phase": "OPEN",
            "isFinal": False,
        },
        "station": {"code": MAKRONIYA},
        "availableActions": [],
    }
    before = await rows()
    step = {"requestId": seen["id"], "action": "WITHDRAW", "expectedVersion": 1}
    error = await owner.refused(ACT, input=step)
    assert error["extensions"] == {"code": "SERVICE_CLOSED"}
    assert await rows() == before
