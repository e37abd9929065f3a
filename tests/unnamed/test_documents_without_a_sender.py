"""A document recognises nobody as a whole or not at all, and no value stands in it."""

from __future__ import annotations

from types import ModuleType

import httpx
import pytest
from clients import GraphQLClient
from factories import make_citizen, session_token
from sockets import socket

from core.runtime import Runtime


@pytest.fixture
def as_nobody(http: httpx.AsyncClient) -> GraphQLClient:
    return GraphQLClient(http, language="en")


DROP = "mutation Drop($input: DropInput!) { dropLetter(input: $input) { isDropped } }"


async def test_a_letter_goes_in(as_nobody: GraphQLClient, letterbox: ModuleType) -> None:
    assert await as_nobody.run(DROP, input={"text": "It was the butler."}) == {
        "dropLetter": {"isDropped": True}
    }
    assert await as_nobody.run("{ __typename box { count } }") == {
        "__typename": "Query",
        "box": {"count": 1},
    }
    assert letterbox.letters == ["It was the butler."]


@pytest.mark.parametrize(
    "document",
    [
        "{ box { count } viewer { id } }",
        "{ box { count } boxPlace }",
        "{ ...Box boxPlace } fragment Box on Query { ... { ...Deeper } } "
        "fragment Deeper on Query { box { count } }",
        f"query Who {{ viewer {{ id }} }} {DROP}",
        f"subscription Hear {{ inboxChanged {{ __typename }} }} {DROP}",
    ],
)
async def test_both_sides_in_one_document_are_refused(
    as_nobody: GraphQLClient, letterbox: ModuleType, document: str
) -> None:
    error = await as_nobody.refused(document, input={"text": "x"})
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert error["message"] == (
        "This document mixes fields for which nobody is recognised with others. Send them apart."
    )
    assert letterbox.contexts == letterbox.letters == []


@pytest.mark.parametrize(
    "document",
    [
        'mutation { dropLetter(input: {text: "CANARY"}) { isDropped } }',
        "mutation($text: String!) { dropLetter(input: {text: $text}) { isDropped } }",
        'mutation($input: DropInput! = {text: "CANARY"}) { '
        "dropLetter(input: $input) { isDropped } }",
        "{ box { count(least: 3) } }",
        "{ ... @include(if: true) { ...Box } } fragment Box on Query { box { count(least: 3) } }",
    ],
)
async def test_a_value_in_the_document_is_refused(
    as_nobody: GraphQLClient, letterbox: ModuleType, document: str
) -> None:
    error = await as_nobody.refused(document)
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert error["message"].startswith("No value may stand in this document: send it as a variable")
    assert "CANARY" not in str(error)
    assert letterbox.contexts == letterbox.letters == []


async def test_conditions_and_enums_are_no_values(
    as_nobody: GraphQLClient, letterbox: ModuleType
) -> None:
    asked = "query($n: Int!) { box @include(if: true) { count(least: $n) } }"
    assert await as_nobody.run(asked, n=3) == {"box": {"count": 3}}


async def test_other_documents_hold_values_as_before(
    as_nobody: GraphQLClient, letterbox: ModuleType
) -> None:
    error = await as_nobody.refused('{ node(id: "x") { id } boxPlace }')
    assert error["extensions"] == {"code": "NOT_FOUND"}


async def test_a_socket_takes_no_such_document(
    served: str, letterbox: ModuleType, runtime: Runtime
) -> None:
    token = await session_token(runtime, citizen=await make_citizen(runtime))
    async with socket(served) as line:
        await line.begin(token)
        await line.send(id="1", type="subscribe", payload={"query": "{ box { count } }"})
        refused = await line.receive()
    assert refused["type"] == "error"
    assert refused["payload"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert letterbox.contexts == []
