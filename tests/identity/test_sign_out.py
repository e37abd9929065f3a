"""signOut: the session that the request came with is worth nothing at the very next request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import SEEDED, make_citizen, session_token

from core.audit.models import AuditEntry
from core.identity.models import Session
from core.runtime import Runtime

SIGN_OUT = "mutation SignOut { signOut { ok } }"
VIEWER = "{ viewer { __typename } }"

Clients = Callable[..., Awaitable[GraphQLClient]]


async def test_session_is_refused_at_the_next_request(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    assert await citizen.run(SIGN_OUT) == {"signOut": {"ok": True}}
    answer = await citizen.send(VIEWER)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (
        401,
        {"code": "UNAUTHENTICATED"},
    )
    of_people = AuditEntry.exclude(action__in=SEEDED).order_by("sequence")
    actions = await of_people.values_list("action", flat=True)
    assert actions == ["session.start", "session.end"]


async def test_other_sessions_of_the_same_person_go_on(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    citizen = await make_citizen(runtime)
    first, second = [await session_token(runtime, citizen=citizen) for _ in range(2)]
    as_nobody.token = first
    await as_nobody.run(SIGN_OUT)
    as_nobody.token = second
    assert (await as_nobody.run(VIEWER))["viewer"] == {"__typename": "Citizen"}


async def test_signing_out_clears_the_cookie(as_nobody: GraphQLClient, runtime: Runtime) -> None:
    token = await session_token(runtime, citizen=await make_citizen(runtime))
    as_nobody.http.headers["cookie"] = f"__Host-session={token}"
    answer = await as_nobody.send(SIGN_OUT)
    assert answer.json() == {"data": {"signOut": {"ok": True}}}
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith('__Host-session=""; ')
    assert {"Max-Age=0", "Path=/", "Secure", "HttpOnly"} <= set(cookie.split("; "))
    assert (await as_nobody.send(VIEWER)).status_code == 401


async def test_nobody_cannot_sign_out(as_nobody: GraphQLClient) -> None:
    assert (await as_nobody.refused(SIGN_OUT))["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_signing_out_twice_at_once_ends_the_session_once(as_officer: Clients) -> None:
    officer = await as_officer()
    await asyncio.gather(officer.send(SIGN_OUT), officer.send(SIGN_OUT))
    assert await Session.all().count() == 0
    assert await AuditEntry.filter(action="session.end").count() == 1


async def test_whatever_is_no_session_of_ours_is_refused_alike(
    as_citizen: Clients, as_nobody: GraphQLClient
) -> None:
    citizen = await as_citizen()
    ended = citizen.token
    await citizen.run(SIGN_OUT)
    tokens = [ended, "x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "0" * 43, "%27OR1=1", "a" * 5000]
    answers = []
    for as_nobody.token in tokens:
        answers.append(await as_nobody.send(VIEWER))
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (401, answers[0].content)
    }
