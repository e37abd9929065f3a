"""The session cookie: for this host alone, used by our own pages alone; no foreign page gets a
mutation to run.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
from clients import REQUEST_OTP, VERIFY_OTP, GraphQLClient
from contract import VARIABLES, contract_operations
from factories import make_citizen, session_token

from core.db import fetch
from core.runtime import Runtime

COOKIE = "__Host-session"
UNNAMED = {"SubmitTip", "ConfirmReceipt", "AddTipMessage", "EraseTip"}
WHO = {"query": "{ viewer { fullName } }"}


async def test_a_session_cookie_works_from_our_own_pages_alone(
    http: httpx.AsyncClient, runtime: Runtime
) -> None:
    token = await session_token(runtime, citizen=await make_citizen(runtime))
    cookie = ("cookie", f"{COOKIE}={token}")
    for origins in (
        ["https://evil.example"], ["null"], [""], ["http://127.0.0.1:8001"],
        ["http://127.0.0.1:8000.evil.example"], ["http://127.0.0.1:8000", "https://evil.example"],
    ):  # fmt: skip
        headers = [cookie, *(("origin", origin) for origin in origins)]
        answer = await http.post("/graphql", json=WHO, headers=headers)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (403, "FORBIDDEN"), origins
    for own in ([], [("origin", "http://127.0.0.1:8000")]):
        answer = await http.post("/graphql", json=WHO, headers=[cookie, *own])
        assert answer.json() == {"data": {"viewer": {"fullName": "Asha Verma"}}}


async def test_only_the_exact_name_between_plain_separators_is_the_session(
    http: httpx.AsyncClient, runtime: Runtime
) -> None:
    own = await session_token(runtime, citizen=await make_citizen(runtime))
    planted = await session_token(runtime, citizen=await make_citizen(runtime, full_name="Thief"))
    for prefix in (b"\xa0", b"\x85", b"x"):
        cookie = f"{COOKIE}={own}; ".encode() + prefix + f"{COOKIE}={planted}".encode()
        answer = await http.post("/graphql", json=WHO, headers=[(b"cookie", cookie)])
        assert answer.json() == {"data": {"viewer": {"fullName": "Asha Verma"}}}
    twice = [("cookie", f"{COOKIE}={own}"), ("cookie", f"{COOKIE}={planted}")]
    assert (await http.post("/graphql", json=WHO, headers=twice)).status_code == 401


async def _all_rows() -> list[Any]:
    tables = ("core_citizen", "core_session", "core_one_time_code", "core_outbox",
              "lost_property_report", "core_audit_entry", "core_rate_limit")  # fmt: skip
    return [(table, await fetch(f'SELECT * FROM "{table}"')) for table in tables]


async def test_no_mutation_runs_from_a_foreign_page(
    http: httpx.AsyncClient, runtime: Runtime
) -> None:
    token = await session_token(runtime, citizen=await make_citizen(runtime))
    cookie = {"cookie": f"{COOKIE}={token}"}
    mutations = {n: t for n, t in contract_operations().items() if t.startswith("mutation")}
    assert len(mutations) == 44
    before = await _all_rows()
    for name, text in mutations.items():
        body = {"query": text, "variables": VARIABLES[name]}
        written = {"query": text, "variables": json.dumps(VARIABLES[name])}
        parts = {key: (None, value) for key, value in written.items()}
        plain = {"content-type": "text/plain", **cookie}
        tries = [
            await http.get("/graphql", params=written, headers=cookie),
            await http.post("/graphql", params=written, headers=cookie),
            await http.post("/graphql", data=written, headers=cookie),
            await http.post("/graphql", files=parts, headers=cookie),
            await http.post("/graphql", content=json.dumps(body), headers=plain),
            await http.post("/graphql", json=body, headers={**cookie, "origin": "null"}),
            await http.post("/graphql", json=body, headers={**cookie, "origin": "https://e.eg"}),
        ]
        statuses = [answer.status_code for answer in tries]
        # the cookie of a tipster is not looked at, and so it makes no difference either
        from_elsewhere = [200, 200] if name in UNNAMED else [403, 403]
        assert statuses == [405, 415, 415, 415, 415, *from_elsewhere], name
    assert await _all_rows() == before


async def test_the_cookie_is_for_this_host_alone_and_cleared_at_sign_out(
    as_nobody: GraphQLClient,
) -> None:
    address = {"channel": "SMS", "address": "+919812345678"}
    asked = await as_nobody.run(REQUEST_OTP, input=address)
    answer = {
        "challengeId": asked["requestOtp"]["challenge"]["id"],
        "code": await as_nobody.code_for("+919812345678"),
        "deliver": "COOKIE",
    }
    signed_in = await as_nobody.send(VERIFY_OTP, input=answer)
    assert signed_in.json()["data"]["verifyOtp"]["session"]["token"] is None
    pair, *attributes = signed_in.headers["set-cookie"].split("; ")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=strict", "Secure"]
    assert pair.startswith(f"{COOKIE}=")
    left = await as_nobody.http.post(
        "/graphql", json={"query": "mutation { signOut { ok } }"}, headers={"cookie": pair}
    )
    assert left.json() == {"data": {"signOut": {"ok": True}}}
    assert left.headers["set-cookie"].startswith(f'{COOKIE}=""; ')
    assert "Max-Age=0" in left.headers["set-cookie"]
