"""A plugin's routes that recognise nobody: what their endpoints see, how large a body they take,
and the one route of the same path for those who sign in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import ModuleType

import httpx
import pytest
from clients import GraphQLClient
from factories import make_citizen, session_token
from strangers import Strangers, service

from core.app import create_app
from core.db import fetch
from core.errors import StartupError
from core.runtime import Runtime

PARCEL = "/box/parcels/1"
Officers = Callable[..., Awaitable[GraphQLClient]]


async def test_an_endpoint_sees_nothing_that_tells_who_is_asking(
    http: httpx.AsyncClient, letterbox: ModuleType
) -> None:
    sent = {
        "accept": "text/html", "accept-language": "hi", "authorization": "Bearer x",
        "cookie": "__Host-session=x", "forwarded": "for=203.0.113.7", "referer": "https://a.example",
        "user-agent": "browser", "x-forwarded-for": "203.0.113.7", "thana-box-side": "left",
    }  # fmt: skip
    seen = (await http.get("/box/page", headers=sent)).json()
    assert seen["headers"] == {"accept": "text/html", "accept-language": "hi"}
    assert seen["client"] is None
    assert len(seen["source"]) == 64
    answer = await http.post("/graphql", json={"query": "{ box { count } }"})
    assert answer.status_code == 200
    assert letterbox.contexts[-1].client == seen["source"]


async def test_a_route_takes_bodies_of_its_own_size(
    http: httpx.AsyncClient, letterbox: ModuleType
) -> None:
    most = letterbox.LARGEST_PARCEL
    taken = await http.post(PARCEL, content=b"x" * most)
    assert (taken.status_code, taken.json()) == (200, {"bytes": most})
    refused = await http.post(PARCEL, content=b"x" * (most + 1))
    assert refused.status_code == 413
    elsewhere = await http.post("/graphql", content=b"x" * most)
    assert elsewhere.status_code == 413


async def test_an_officer_with_the_header_gets_the_other_route(
    http: httpx.AsyncClient, letterbox: ModuleType, as_officer: Officers
) -> None:
    headers = {**(await as_officer()).headers(), "thana-box-key": "a-key"}
    answer = await http.post(PARCEL, headers=headers)
    assert answer.json()["thana-box-key"] == "a-key"
    (entry,) = await fetch("SELECT subject FROM core_audit_entry WHERE action = 'read'")
    assert entry["subject"] == "operation:letter"
    without = await http.post(PARCEL, headers={"authorization": headers["authorization"]})
    assert without.json() == {"bytes": 0}


async def test_the_other_route_refuses_a_foreign_page_and_all_but_officers(
    http: httpx.AsyncClient, letterbox: ModuleType, runtime: Runtime
) -> None:
    token = await session_token(runtime, citizen=await make_citizen(runtime))
    cookie = {"cookie": f"__Host-session={token}", "thana-box-key": "a-key"}
    foreign = await http.post(PARCEL, headers={**cookie, "origin": "https://evil.example"})
    citizen = await http.post(PARCEL, headers=cookie)
    unknown = await http.post(PARCEL, headers={"thana-box-key": "k", "authorization": "Bearer x"})
    for answer, status, code in (
        (foreign, 403, "FORBIDDEN"), (citizen, 403, "FORBIDDEN"), (unknown, 401, "UNAUTHENTICATED"),
    ):  # fmt: skip
        assert answer.status_code == status
        assert answer.json()["errors"][0]["extensions"] == {"code": code}


TWO = """
async def end(request):
    raise NotImplementedError
@hookimpl
def register_routes(runtime):
    return [UnnamedRoute("/one", end), UnnamedRoute("/one", end, methods=["POST"])]
"""


def test_two_routes_of_one_path_still_stop_the_start(strangers: Strangers) -> None:
    strangers.install("twice", service("twice", TWO))
    with pytest.raises(StartupError, match="twice and twice both bring the route /one"):
        create_app(strangers.settings())
