"""revokeSession: one's own sessions, on whatever device, and nobody else's."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from clients import GraphQLClient
from conftest import MovableClock
from factories import make_citizen, make_officer, session_token

from core.audit.models import AuditEntry
from core.identity.models import Session
from core.runtime import Runtime

REVOKE = """mutation RevokeSession($input: RevokeSessionInput!) {
  revokeSession(input: $input) { ok errors { path code message } } }"""
SESSIONS = """{ viewer { ... on Citizen { sessions { id isCurrent createdAt lastSeenAt } }
  ... on Officer { sessions { id isCurrent createdAt lastSeenAt } } } }"""
VIEWER = "{ viewer { __typename } }"

Clients = Callable[..., Awaitable[GraphQLClient]]


async def revoke(client: GraphQLClient, session_id: str) -> Any:
    return (await client.run(REVOKE, input={"sessionId": session_id}))["revokeSession"]


async def two_devices(
    http_client: GraphQLClient, runtime: Runtime, person: dict[str, Any]
) -> tuple[GraphQLClient, GraphQLClient]:
    first, second = [
        GraphQLClient(http_client.http, await session_token(runtime, **person)) for _ in range(2)
    ]
    return first, second


def is_unknown(payload: Any) -> bool:
    codes = [(error["path"], error["code"]) for error in payload["errors"]]
    return (payload["ok"], codes) == (False, [(["sessionId"], "SESSION_UNKNOWN")])


async def test_revoked_device_is_refused_at_its_next_request(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    for person in (
        {"citizen": await make_citizen(runtime)},
        {"officer": (await make_officer(runtime)).row},
    ):
        first, second = await two_devices(as_nobody, runtime, person)
        listed = (await first.run(SESSIONS))["viewer"]["sessions"]
        (other,) = [session["id"] for session in listed if not session["isCurrent"]]
        assert await revoke(first, other) == {"ok": True, "errors": []}
        assert (await second.send(VIEWER)).status_code == 401
        assert (await first.send(VIEWER)).status_code == 200
        assert is_unknown(await revoke(first, other))
    assert await AuditEntry.filter(action="session.end").count() == 2


async def test_session_of_somebody_else_is_unknown_and_goes_on(
    as_citizen: Clients, as_officer: Clients
) -> None:
    mine, theirs, officer = await as_citizen(), await as_citizen(), await as_officer()
    for client in (theirs, officer):
        (listed,) = (await client.run(SESSIONS))["viewer"]["sessions"]
        assert is_unknown(await revoke(mine, listed["id"]))
        assert (await client.send(VIEWER)).status_code == 200
    assert not await AuditEntry.filter(action="session.end").exists()


async def test_strange_ids_are_unknown_and_end_nothing(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    (own,) = await Session.all()
    strange = ["", "0", "1", "-1", str(2**63), str(2**64), "1 OR 1=1", '{"$ne":1}', "%", "_"]
    strange += ["*", str(own.id)[:-1], f"{own.id}0", str(uuid.UUID(int=0)), "\x00"]
    for session_id in strange:
        assert is_unknown(await revoke(citizen, session_id)), session_id
    assert await Session.all().count() == 1


async def test_every_spelling_of_an_id_is_the_one_session(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    first, second = await two_devices(as_nobody, runtime, {"citizen": await make_citizen(runtime)})
    listed = (await first.run(SESSIONS))["viewer"]["sessions"]
    (other,) = [session["id"] for session in listed if not session["isCurrent"]]
    assert (await revoke(first, f"{{{other.upper()}}}"))["ok"] is True
    assert (await second.send(VIEWER)).status_code == 401
    assert (await first.send(VIEWER)).status_code == 200


async def test_nobody_revokes_nothing(as_nobody: GraphQLClient, as_citizen: Clients) -> None:
    await as_citizen()
    (session,) = await Session.all()
    error = await as_nobody.refused(REVOKE, input={"sessionId": str(session.id)})
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert await Session.all().count() == 1


async def test_citizens_session_ends_after_a_week_unused_and_after_thirty_days(
    as_citizen: Clients, clock: MovableClock
) -> None:
    idle, busy = await as_citizen(), await as_citizen()
    for _ in range(4):
        clock.move(days=6, hours=23)
        assert (await busy.send(VIEWER)).status_code == 200
    assert (await idle.send(VIEWER)).status_code == 401
    clock.move(days=2, hours=3)
    assert (await busy.send(VIEWER)).status_code == 200
    clock.move(hours=1)
    assert (await busy.send(VIEWER)).status_code == 401


async def test_officers_session_ends_after_an_hour_unused_and_after_twelve(
    as_officer: Clients, clock: MovableClock
) -> None:
    idle, busy = await as_officer(), await as_officer()
    for _ in range(12):
        clock.move(minutes=59)
        assert (await busy.send(VIEWER)).status_code == 200
    assert (await idle.send(VIEWER)).status_code == 401
    clock.move(minutes=13)
    assert (await busy.send(VIEWER)).status_code == 401


async def test_sessions_that_ended_by_themselves_are_not_listed(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    officer = (await make_officer(runtime)).row
    await session_token(runtime, officer=officer)
    clock.move(hours=1)
    as_nobody.token = await session_token(runtime, officer=officer)
    listed = (await as_nobody.run(SESSIONS))["viewer"]["sessions"]
    assert [session["isCurrent"] for session in listed] == [True]
