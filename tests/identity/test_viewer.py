"""viewer: who is asking, in their own language, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from conftest import MovableClock
from factories import SAGAR, make_citizen, make_officer, session_token

from core.identity.models import OfficerRole, Session
from core.relay import encode_id
from core.runtime import Runtime
from core.texts import Language

VIEWER = """{ viewer { __typename id fullName
  ... on Citizen { mobile email language isProfileComplete sessions { id createdAt lastSeenAt
  isCurrent } } ... on Officer { postings { role unit { code name kind } } } } }"""
UPDATE = """mutation UpdateProfile($input: UpdateProfileInput!) { updateProfile(input: $input) {
  citizen { id } errors { path code message } } }"""
NODE = "query Node($id: ID!) { node(id: $id) { id __typename } }"

Clients = Callable[..., Awaitable[GraphQLClient]]


async def test_nobody_is_null(as_nobody: GraphQLClient) -> None:
    assert await as_nobody.run(VIEWER) == {"viewer": None}


async def test_citizen_sees_the_own_person_and_sessions(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    citizen = await make_citizen(runtime, mobile="+919812345678")
    as_nobody.token = await session_token(runtime, citizen=citizen)
    session = await Session.get()
    assert (await as_nobody.run(VIEWER))["viewer"] == {
        "__typename": "Citizen",
        "id": encode_id("Citizen", citizen.id),
        "fullName": "Asha Verma",
        "mobile": "+919812345678",
        "email": None,
        "language": "EN",
        "isProfileComplete": True,
        "sessions": [
            {
                "id": str(session.id),
                "createdAt": "2026-11-23T12:00:00+05:30",
                "lastSeenAt": "2026-11-23T12:00:00+05:30",
                "isCurrent": True,
            }
        ],
    }


async def test_last_use_of_a_session_is_kept_to_the_minute(
    as_citizen: Clients, clock: MovableClock
) -> None:
    citizen = await as_citizen()
    seen = []
    for seconds in (60, 1, 30):
        clock.move(seconds=seconds)
        (session,) = (await citizen.run(VIEWER))["viewer"]["sessions"]
        seen.append(session["lastSeenAt"])
    moved = "2026-11-23T12:01:01+05:30"
    assert seen[0] == "2026-11-23T12:00:00+05:30"
    assert (await Session.get()).last_seen_at.isoformat() == "2026-11-23T06:31:01+00:00"
    assert seen[2] == moved


async def test_errors_and_names_come_in_the_viewers_own_language(
    as_citizen: Clients, as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    hindi = await as_citizen(language=Language.HI)
    english = await as_citizen(language=Language.EN)
    hindi.language, english.language = "en", "hi"
    messages = []
    for client in (hindi, english):
        done = await client.run(UPDATE, input={"fullName": ""})
        messages.append(done["updateProfile"]["errors"][0]["message"])
    assert messages[1] == "This must not be empty."
    assert any("\u0900" <= character <= "\u097f" for character in messages[0])
    officer = (await make_officer(runtime, SAGAR, OfficerRole.DISTRICT_HEAD)).row
    officer.language = Language.HI
    await officer.save()
    as_nobody.token = await session_token(runtime, officer=officer)
    unit = (await as_nobody.run(VIEWER))["viewer"]["postings"][0]["unit"]
    assert any("\u0900" <= character <= "\u097f" for character in unit["name"])


async def test_nobody_is_answered_in_the_language_that_the_client_accepts(
    as_nobody: GraphQLClient,
) -> None:
    messages = {}
    for language in ("en-IN", "hi", None):
        as_nobody.language = language
        refused = await as_nobody.refused(UPDATE, input={"fullName": "x"})
        messages[language] = refused["message"]
    assert messages["en-IN"] == "Sign in first."
    assert messages["hi"] == messages[None] != messages["en-IN"]


async def test_own_person_is_a_node_and_nobody_elses_is_there(
    as_nobody: GraphQLClient, as_officer: Clients, runtime: Runtime
) -> None:
    mine, theirs = await make_citizen(runtime), await make_citizen(runtime)
    citizen = GraphQLClient(as_nobody.http, await session_token(runtime, citizen=mine))
    own = encode_id("Citizen", mine.id)
    assert (await citizen.run(NODE, id=own))["node"] == {"id": own, "__typename": "Citizen"}
    foreign = encode_id("Citizen", theirs.id)
    unknown = encode_id("Citizen", "5f0c2f9e-6a1c-4d59-9f0e-5d7a1f1f6a10")
    strange = ["", "1", "-1", "%", "Citizen:1", own.lower(), f" {own}"]
    strange += [encode_id("Officer", mine.id), encode_id("Session", mine.id)]
    strange += [encode_id("Citizen", str(mine.id).upper())]
    for client in (citizen, as_nobody, await as_officer()):
        answers = [await client.send(NODE, id=wrong) for wrong in [foreign, unknown, *strange]]
        assert {answer.content for answer in answers} == {answers[0].content}
        assert answers[0].json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


async def test_account_that_is_gone_signs_nobody_in(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    citizen = await make_citizen(runtime)
    as_nobody.token = await session_token(runtime, citizen=citizen)
    await citizen.delete()
    assert (await as_nobody.send(VIEWER)).status_code == 401
