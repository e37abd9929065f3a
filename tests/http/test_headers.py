"""Headers: whom the platform answers as, whom it believes, and what each answer carries."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock, settings_for
from contract import contract_operations
from factories import make_citizen, session_token

from core.app import create_app
from core.rate_limits import RateLimit
from core.runtime import Runtime

ASK = {"query": "{ __typename }"}
WHO = {"query": "{ viewer { fullName } }"}
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "cache-control": "no-store",
}
JSON = ("content-type", "application/json")
COOKIE = "__Host-session"


async def refused(
    http: httpx.AsyncClient, headers: list[tuple[str, str]], content: Any = ASK
) -> tuple[int, str]:
    """Status and code of an error answer, whose shape and headers are checked."""
    answer = await http.post("/graphql", content=json.dumps(content), headers=headers)
    (error,) = answer.json()["errors"]
    assert list(answer.json()) == ["errors"]
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, error["extensions"]["code"]


async def test_every_answer_carries_the_security_headers(http: httpx.AsyncClient) -> None:
    answers = [
        await http.post("/graphql", json=ASK),
        await http.post("/graphql", json=WHO),
        await http.get("/livez"),
        await http.get("/nowhere"),
        await http.put("/graphql"),
        await http.get("/livez", headers={"host": "evil.example"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 405, 421]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
        assert "server" not in answer.headers


async def test_another_host_or_two_hosts_are_refused(http: httpx.AsyncClient) -> None:
    for hosts in (
        ["evil.example"], ["127.0.0.1", "evil.example"], ["127.0.0.1", "127.0.0.1"], [""],
        ["127.0.0.1.evil.example"], ["evil.example:8000"], ["127.0.0.1@evil.example"],
        ["127.0.0.1:8000:8000"], ["localhost."],
    ):  # fmt: skip
        answer = await refused(http, [JSON, *(("host", host) for host in hosts)])
        assert answer == (421, "BAD_REQUEST"), hosts
    for host in ("127.0.0.1", "LOCALHOST:80", "[::1]:8000"):
        answer = await http.post("/graphql", json=ASK, headers={"host": host})
        assert answer.status_code == 200, host


async def test_only_json_is_taken(http: httpx.AsyncClient) -> None:
    for kind in (
        "text/plain", "application/x-www-form-urlencoded", "application/graphql", "text/json",
        "multipart/form-data; boundary=x", "application/json-patch+json", "", "application/jsonx",
        "text/plain; application/json",
    ):  # fmt: skip
        assert await refused(http, [("content-type", kind)]) == (415, "BAD_REQUEST"), kind
    without = await http.post("/graphql", content=json.dumps(ASK))
    assert without.status_code == 415
    for kind in ("application/json; charset=utf-8", "Application/JSON"):
        answer = await http.post(
            "/graphql", content=json.dumps(ASK), headers={"content-type": kind}
        )
        assert answer.status_code == 200, kind


async def test_headers_too_many_or_too_large_are_431(http: httpx.AsyncClient) -> None:
    assert await refused(http, [JSON, ("cookie", "x" * 65_536)]) == (431, "BAD_REQUEST")
    assert await refused(http, [JSON, *[("x-more", "1")] * 500]) == (431, "BAD_REQUEST")
    assert await refused(http, [JSON, ("x" * 40_000, "1")]) == (431, "BAD_REQUEST")


async def test_methods_that_are_not_served_are_405(http: httpx.AsyncClient) -> None:
    query = {"query": "mutation { signOut { ok } }"}
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        answer = await http.request(method, "/graphql", params=query)
        assert answer.status_code == 405, method
        if method != "HEAD":
            assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


def unsigned_token(subject: str) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, {"sub": subject})
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join(part.rstrip("=") for part in encoded) + "."


async def test_credentials_that_are_not_valid_are_401_in_the_same_bytes(
    http: httpx.AsyncClient, runtime: Runtime, clock: MovableClock
) -> None:
    citizen = await make_citizen(runtime)
    expired, revoked = [await session_token(runtime, citizen=citizen) for _ in range(2)]
    clock.move(hours=runtime.settings.sessions.citizen_hours + 1)
    revoked = await session_token(runtime, citizen=citizen)
    done = await GraphQLClient(http, revoked).run("mutation { signOut { ok } }")
    assert done == {"signOut": {"ok": True}}
    valid = await session_token(runtime, citizen=citizen)
    assert (await GraphQLClient(http, valid).run(WHO["query"]))["viewer"] is not None

    def bearer(token: str) -> list[tuple[str, str]]:
        return [("authorization", f"Bearer {token}")]

    wrong = {
        "expired": bearer(expired),
        "revoked": bearer(revoked),
        "of another key": bearer("A" * 43),
        "alg=none": bearer(unsigned_token(str(citizen.id))),
        "cut": bearer(valid[:-1]),
        "too long": bearer(valid + "A" * 1000),
        "two in one": bearer(f"{valid} {valid}"),
        "empty": bearer(""),
        "another scheme": [("authorization", "Basic " + valid)],
        "no scheme": [("authorization", valid)],
        "twice": bearer(valid) * 2,
        "a second one": bearer(valid) + bearer("x"),
        "a wrong one with a good cookie": [*bearer("x"), ("cookie", f"{COOKIE}={valid}")],
        "a cookie that is expired": [("cookie", f"{COOKIE}={expired}")],
        "a cookie of nobody": [("cookie", f"{COOKIE}=x")],
    }
    answers = set()
    for name, headers in wrong.items():
        answer = await http.post("/graphql", json=WHO, headers=headers)
        assert answer.status_code == 401, name
        answers.add(answer.content)
    assert len(answers) == 1
    assert json.loads(answers.pop())["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_public_field_does_not_even_look_at_credentials(http: httpx.AsyncClient) -> None:
    answer = await http.post("/graphql", json=ASK, headers={"authorization": "Bearer x"})
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(("proxies", "counters"), [((), 1), (("127.0.0.0/8",), 3)])
async def test_forwarded_headers_are_believed_of_named_proxies_alone(
    database_url: str, clock: MovableClock, proxies: tuple[str, ...], counters: int
) -> None:
    app = create_app(settings_for(database_url, trusted_proxies=proxies), clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8000"
        ) as http,
    ):
        for number in range(3):
            forged = {
                "x-forwarded-for": f"203.0.113.9, 198.51.100.{number}",
                "x-forwarded-host": "evil.example",
                "x-forwarded-proto": "gopher",
                "forwarded": "for=203.0.113.9;host=evil.example",
            }
            address = f"+9198123456{number}0"
            sent = {"query": contract_operations()["RequestOtp"],
                    "variables": {"input": {"channel": "SMS", "address": address}}}  # fmt: skip
            answer = await http.post("/graphql", json=sent, headers=forged)
            assert (answer.status_code, "errors" in answer.json()) == (200, False)
        rows = await RateLimit.filter(key__contains="client").values_list("count", flat=True)
    assert sorted(rows) == ([3] if counters == 1 else [1, 1, 1])
