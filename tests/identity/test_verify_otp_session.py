"""The session that verifyOtp begins: handed over by token or cookie, and always a new one."""

from __future__ import annotations

from clients import REQUEST_OTP, VERIFY_OTP, GraphQLClient
from conftest import MovableClock
from factories import make_citizen, session_token

from core.audit.models import AuditEntry
from core.identity.models import Citizen, Session
from core.runtime import Runtime

MOBILE = "+919812345678"
VIEWER = "{ viewer { id __typename } }"
OWN_SESSIONS = """mutation VerifyOtp($input: VerifyOtpInput!) { verifyOtp(input: $input) {
  session { token } viewer { ... on Citizen { sessions { id isCurrent } } } } }"""


async def challenge(client: GraphQLClient) -> str:
    asked = await client.run(REQUEST_OTP, input={"channel": "SMS", "address": MOBILE})
    return str(asked["requestOtp"]["challenge"]["id"])


async def test_cookie_hands_the_session_over_and_signs_in(as_nobody: GraphQLClient) -> None:
    asked = await challenge(as_nobody)
    answer = {"challengeId": asked, "code": await as_nobody.code_for(MOBILE), "deliver": "COOKIE"}
    response = await as_nobody.send(VERIFY_OTP, input=answer)
    assert response.json()["data"]["verifyOtp"]["session"]["token"] is None
    cookie, *attributes = response.headers["set-cookie"].split("; ")
    name, token = cookie.split("=", 1)
    assert name == "__Host-session"
    assert len(token) == 43
    assert sorted(attribute.lower() for attribute in attributes) == [
        "httponly",
        "path=/",
        "samesite=strict",
        "secure",
    ]
    as_nobody.http.headers["cookie"] = cookie
    assert (await as_nobody.run(VIEWER))["viewer"]["__typename"] == "Citizen"


async def test_token_that_came_along_is_refused_after_signing_in_anew(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    await as_nobody.sign_in(MOBILE)
    first = as_nobody.token
    clock.move(minutes=1)
    await as_nobody.sign_in(MOBILE)
    assert as_nobody.token != first
    assert (await as_nobody.run(VIEWER))["viewer"]["__typename"] == "Citizen"
    as_nobody.token = first
    assert (await as_nobody.send(VIEWER)).status_code == 401


async def test_answer_belongs_to_the_new_session_whatever_token_came_along(
    as_nobody: GraphQLClient,
) -> None:
    as_nobody.token = "not-a-session-of-ours"
    asked = await challenge(as_nobody)
    answer = {"challengeId": asked, "code": await as_nobody.code_for(MOBILE)}
    done = (await as_nobody.run(OWN_SESSIONS, input=answer))["verifyOtp"]
    assert [session["isCurrent"] for session in done["viewer"]["sessions"]] == [True]


async def test_twenty_first_session_ends_the_one_longest_unused(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    citizen = await make_citizen(runtime, mobile=MOBILE)
    tokens = []
    for _ in range(20):
        tokens.append(await session_token(runtime, citizen=citizen))
        clock.move(minutes=2)
    await as_nobody.sign_in(MOBILE)
    assert await Session.filter(citizen_id=citizen.id).count() == 20
    statuses = []
    for as_nobody.token in tokens[:2]:
        statuses.append((await as_nobody.send(VIEWER)).status_code)
    assert statuses == [401, 200]


async def test_signing_in_is_in_the_audit_without_anything_personal(
    as_nobody: GraphQLClient,
) -> None:
    await as_nobody.sign_in(MOBILE)
    (entry,) = await AuditEntry.filter(action="session.start")
    citizen, session = await Citizen.get(mobile=MOBILE), await Session.get()
    assert (entry.actor, entry.subject) == (f"citizen:{citizen.id}", f"session:{session.id}")
    assert entry.details == "{}"
