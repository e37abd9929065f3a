"""signInOfficer: password and second factor, each step once; one answer for everything wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from clients import SIGN_IN_OFFICER, GraphQLClient
from conftest import MovableClock
from factories import MAKRONIYA, PASSWORD, OfficerAccount, make_officer, session_token
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.identity import officers, passwords
from core.identity.models import Session
from core.runtime import Runtime

VIEWER = "{ viewer { __typename } }"
OWN_SESSIONS = """mutation SignInOfficer($input: SignInOfficerInput!) { signInOfficer(input: $input)
  { session { token } officer { sessions { isCurrent } } } }"""


def credentials(account: OfficerAccount, clock: MovableClock, **changes: Any) -> dict[str, Any]:
    right = {
        "username": account.row.username,
        "password": account.password,
        "totp": account.totp.at(clock.moment),
    }
    return right | changes


async def sign_in(client: GraphQLClient, answer: dict[str, Any]) -> Any:
    return (await client.run(SIGN_IN_OFFICER, input=answer))["signInOfficer"]


def has_failed(payload: Any) -> bool:
    codes = [(error["path"], error["code"]) for error in payload["errors"]]
    failed = (None, None, [([], "SIGN_IN_FAILED")])
    return (payload["session"], payload["officer"], codes) == failed


async def test_officer_signs_in_and_sees_the_postings(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    done = await sign_in(as_nobody, credentials(account, clock))
    assert done["errors"] == []
    assert done["session"]["expiresAt"] == "2026-11-24T00:00:00+05:30"
    (posting,) = done["officer"]["postings"]
    assert (posting["role"], posting["unit"]["code"]) == ("STATION_HEAD", MAKRONIYA)
    as_nobody.token = done["session"]["token"]
    assert await as_nobody.run(VIEWER) == {"viewer": {"__typename": "Officer"}}


async def test_name_in_capitals_and_code_in_devanagari_digits_are_the_same(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    code = account.totp.at(clock.moment).translate({48 + n: 0x966 + n for n in range(10)})
    name = f" {account.row.username.upper()} "
    done = await sign_in(as_nobody, credentials(account, clock, username=name, totp=code))
    assert done["errors"] == []


async def test_whatever_is_wrong_is_one_and_the_same_answer(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account, inactive = await make_officer(runtime), await make_officer(runtime)
    await officers.deactivate(runtime, inactive.row)
    wrong = [
        credentials(account, clock, username="nobody.known"),
        credentials(account, clock, password="wrong horse battery"),
        credentials(account, clock, totp=f"{(int(account.totp.at(clock.moment)) + 1) % 10**6:06}"),
        credentials(inactive, clock),
        credentials(account, clock, username="", password="", totp=""),
        credentials(account, clock, username="' OR 1=1 --", password="x" * 10_000, totp="\x00"),
    ]
    answers = [await as_nobody.send(SIGN_IN_OFFICER, input=answer) for answer in wrong]
    assert has_failed(answers[0].json()["data"]["signInOfficer"])
    assert {answer.content for answer in answers} == {answers[0].content}
    assert {answer.status_code for answer in answers} == {200}
    assert await Session.all().count() == 0
    assert not await AuditEntry.filter(action="session.start").exists()


async def test_a_step_of_the_second_factor_is_good_once(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    first = credentials(account, clock)
    assert (await sign_in(as_nobody, first))["errors"] == []
    assert has_failed(await sign_in(as_nobody, first))
    clock.move(seconds=30)
    assert has_failed(await sign_in(as_nobody, first))
    assert (await sign_in(as_nobody, credentials(account, clock)))["errors"] == []


async def test_one_code_from_five_callers_at_once_signs_in_one(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    answer = credentials(account, clock)
    done = await asyncio.gather(*(sign_in(as_nobody, answer) for _ in range(5)))
    assert sum(payload["errors"] == [] for payload in done) == 1
    assert await Session.all().count() == 1


async def test_clock_of_the_phone_may_be_half_a_minute_off_and_no_more(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)

    def at(step: int) -> dict[str, Any]:
        moment = clock.moment + timedelta(seconds=30 * step)
        return credentials(account, clock, totp=account.totp.at(moment))

    assert has_failed(await sign_in(as_nobody, at(-2)))
    assert has_failed(await sign_in(as_nobody, at(2)))
    assert (await sign_in(as_nobody, at(-1)))["errors"] == []
    assert (await sign_in(as_nobody, at(1)))["errors"] == []
    assert has_failed(await sign_in(as_nobody, at(0)))  # older than one that was used


async def test_five_failures_close_a_name_for_an_hour_and_no_other_name(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account, colleague = await make_officer(runtime), await make_officer(runtime)
    wrong = credentials(account, clock, password="wrong horse battery")
    clock.move(minutes=25)  # five minutes before the full hour
    guesses = [as_nobody.send(SIGN_IN_OFFICER, input=wrong) for _ in range(8)]
    answers = await asyncio.gather(*guesses)
    assert sum("errors" not in answer.json() for answer in answers) == 5
    clock.move(minutes=30)
    right = credentials(account, clock, username=account.row.username.upper())
    error = await as_nobody.refused(SIGN_IN_OFFICER, input=right)
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert (await sign_in(as_nobody, credentials(colleague, clock)))["errors"] == []
    clock.move(seconds=error["extensions"]["retryAfter"])
    assert (await sign_in(as_nobody, credentials(account, clock)))["errors"] == []


async def test_five_failures_from_a_stranger_leave_the_officers_own_client_in(
    app: Starlette, as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    transport = httpx.ASGITransport(app=app, client=("203.0.113.9", 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as other:
        stranger = GraphQLClient(other)
        for _ in range(5):
            assert has_failed(await sign_in(stranger, credentials(account, clock, password="no")))
        locked = await stranger.refused(SIGN_IN_OFFICER, input=credentials(account, clock))
    assert locked["extensions"]["code"] == "RATE_LIMITED"
    assert (await sign_in(as_nobody, credentials(account, clock)))["errors"] == []


async def test_unknown_name_is_closed_just_as_a_known_one(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    bodies = []
    for name in (account.row.username, "nobody.known"):
        wrong = credentials(account, clock, username=name, password="wrong horse battery")
        answers = [await as_nobody.send(SIGN_IN_OFFICER, input=wrong) for _ in range(6)]
        bodies.append([answer.content for answer in answers])
    assert bodies[0] == bodies[1]
    assert b"RATE_LIMITED" in bodies[0][-1]


@pytest.mark.parametrize(
    "settings",
    [
        {
            "officer_sign_in": {"failures_per_client_an_hour": 3},
            "trusted_proxies": ("127.0.0.1/32",),
        }
    ],
    indirect=True,
)
async def test_one_client_that_guesses_at_many_names_keeps_nobody_else_out(
    as_nobody: GraphQLClient, http: httpx.AsyncClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    http.headers["x-forwarded-for"] = "203.0.113.9"
    for name in ("one", "two", "three"):
        assert has_failed(await sign_in(as_nobody, credentials(account, clock, username=name)))
    error = await as_nobody.refused(SIGN_IN_OFFICER, input=credentials(account, clock))
    assert error["extensions"]["code"] == "RATE_LIMITED"
    http.headers["x-forwarded-for"] = "203.0.113.10"
    assert (await sign_in(as_nobody, credentials(account, clock)))["errors"] == []


@pytest.mark.parametrize("settings", [{"officer_sign_in": {"failures_an_hour": 3}}], indirect=True)
async def test_parallel_guesses_do_not_outrun_the_states_limit(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    for _ in range(4):  # whoever gets it right is no failure
        assert (await sign_in(as_nobody, credentials(account, clock)))["errors"] == []
        clock.move(seconds=30)
    guesses = [credentials(account, clock, username=f"guess{n}") for n in range(9)]
    answers = await asyncio.gather(*(as_nobody.send(SIGN_IN_OFFICER, input=g) for g in guesses))
    assert sum("errors" not in answer.json() for answer in answers) == 3


async def test_hashing_lets_the_event_loop_go_on(runtime: Runtime) -> None:
    account = await make_officer(runtime)
    hashing = asyncio.create_task(passwords.verify_password(account.row.password_hash, PASSWORD))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert await hashing is True
    assert turns > 20


async def test_cookie_hands_the_session_over(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    answer = credentials(account, clock, deliver="COOKIE")
    response = await as_nobody.send(SIGN_IN_OFFICER, input=answer)
    assert response.json()["data"]["signInOfficer"]["session"]["token"] is None
    as_nobody.http.headers["cookie"] = response.headers["set-cookie"].split(";")[0]
    assert (await as_nobody.run(VIEWER))["viewer"] == {"__typename": "Officer"}


async def test_token_that_came_along_is_refused_afterwards(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    as_nobody.token = old = await session_token(runtime, officer=account.row)
    done = (await as_nobody.run(OWN_SESSIONS, input=credentials(account, clock)))["signInOfficer"]
    assert done["officer"]["sessions"] == [{"isCurrent": True}]
    assert done["session"]["token"] != old
    assert (await as_nobody.send(VIEWER)).status_code == 401


async def test_signing_in_is_in_the_audit_without_name_or_password(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    await sign_in(as_nobody, credentials(account, clock))
    (entry,) = await AuditEntry.filter(action="session.start")
    assert entry.actor == f"officer:{account.row.id}"
    kept = " ".join(str(row) for row in await AuditEntry.all().values())
    assert account.row.username not in kept
    assert PASSWORD not in kept
