"""Whoever asks is looked up once a request, in one statement, however many fields want to know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from clients import GraphQLClient
from factories import BHOPAL, SAGAR, make_citizen, make_officer, session_token
from own_statements import own_statements

from core.identity import officers
from core.identity.models import OfficerRole
from core.runtime import Runtime
from core.units.models import Unit

NAMES = "{ stations(first: 100) { edges { node { name } } } }"
POSTINGS = "{ viewer { fullName ... on Officer { postings { role unit { code } } } } }"

Clients = Callable[..., Awaitable[GraphQLClient]]


def looks(statements: list[str]) -> list[str]:
    return [each for each in statements if "core_session" in each or "core_posting" in each]


async def test_hundred_names_look_the_citizen_up_once_whenever_they_are_asked_for(
    as_citizen: Clients,
) -> None:
    client = await as_citizen()
    for _ in range(3):
        with own_statements() as statements:
            assert len((await client.run(NAMES))["stations"]["edges"]) == 100
        assert len(looks(statements)) == 1


async def test_token_that_is_worth_nothing_is_looked_up_once(as_nobody: GraphQLClient) -> None:
    as_nobody.token = "nobody's"
    with own_statements() as statements:
        answer = await as_nobody.send(NAMES)
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert len(looks(statements)) == 1


async def test_officer_of_two_postings_is_found_with_both_in_one_statement(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    account = await make_officer(runtime, SAGAR, OfficerRole.DISTRICT_HEAD)
    await officers.post(runtime, account.row, OfficerRole.BEAT_OFFICER, await Unit.get(code=BHOPAL))
    as_nobody.token = await session_token(runtime, officer=account.row)
    with own_statements() as statements:
        viewer = (await as_nobody.run("{ viewer { fullName } }"))["viewer"]
    assert viewer == {"fullName": "Inspector Rao"}
    assert len(looks(statements)) == 1
    held = (await as_nobody.run(POSTINGS))["viewer"]["postings"]
    assert {(each["role"], each["unit"]["code"]) for each in held} == {
        ("DISTRICT_HEAD", SAGAR),
        ("BEAT_OFFICER", BHOPAL),
    }


async def test_citizen_whose_statement_finds_no_officer_is_no_officer(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    citizen = await make_citizen(runtime)
    as_nobody.token = await session_token(runtime, citizen=citizen)
    assert (await as_nobody.run("{ viewer { __typename } }"))["viewer"] == {"__typename": "Citizen"}


async def test_whoever_asks_at_the_same_moment_is_told_apart_from_the_others(
    as_nobody: GraphQLClient, as_citizen: Clients, runtime: Runtime
) -> None:
    clients = [await as_citizen(full_name=f"Asha {n}") for n in range(5)]
    account = await make_officer(runtime, SAGAR, OfficerRole.DISTRICT_HEAD)
    await officers.post(runtime, account.row, OfficerRole.BEAT_OFFICER, await Unit.get(code=BHOPAL))
    officer = await session_token(runtime, officer=account.row)
    clients += [GraphQLClient(as_nobody.http, token) for token in (officer, "nobody's")]
    await clients[1].run("mutation { signOut { __typename } }")

    with own_statements() as statements:
        answers = await asyncio.gather(*(each.send("{ viewer { fullName } }") for each in clients))

    assert 1 <= len(looks(statements)) < len(clients)
    ended = {"errors": "UNAUTHENTICATED"}
    assert [shown(answer.json()) for answer in answers] == [
        *("Asha 0", ended, "Asha 2", "Asha 3", "Asha 4", "Inspector Rao", ended)
    ]


def shown(answer: dict[str, Any]) -> Any:
    if "errors" in answer:
        return {"errors": answer["errors"][0]["extensions"]["code"]}
    return answer["data"]["viewer"]["fullName"]
