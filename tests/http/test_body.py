"""The body of a request: strict JSON of bounded size, refused as soon as that shows."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
from clients import GraphQLClient

QUERY = b'{"query": "{ __typename }"'
MOST = 262_144


async def post(http: httpx.AsyncClient, content: bytes | AsyncIterator[bytes]) -> httpx.Response:
    headers = {"content-type": "application/json", "accept-language": "en"}
    return await http.post("/graphql", content=content, headers=headers)


MALFORMED = {
    "null": b"null",
    "a number": b"1",
    "a string": b'"x"',
    "an array": b"[]",
    "nothing": b"",
    "an object without a document": b"{}",
    "an empty document": b'{"query": ""}',
    "invalid UTF-8": QUERY + b', "x": "\xff\xfe"}',
    "an overlong form": QUERY + b', "x": "\xc0\xaf"}',
    "a lone surrogate": QUERY + b', "x": "\\ud800"}',
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "UTF-32": '{"query": "{ __typename }"}'.encode("utf-32"),
    "a NUL byte": QUERY + b', "x": "\0"}',
    "100000 arrays": QUERY + b', "variables": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
    "33 levels": QUERY + b', "variables": {"x": ' + b"[" * 31 + b"]" * 31 + b"}}",
    "33 levels of objects": QUERY + b', "x": ' + b'{"a":' * 32 + b"1" + b"}" * 32 + b"}",
    "more closed than opened": QUERY + b"}}}}}",
    "5000 digits": QUERY + b', "variables": {"x": ' + b"9" * 5000 + b"}}",
    "21 digits": QUERY + b', "variables": {"x": ' + b"9" * 21 + b"}}",
    "1e400": QUERY + b', "variables": {"x": 1e400}}',
    "-1e400": QUERY + b', "variables": {"x": -1e400}}',
    "NaN": QUERY + b', "variables": {"x": NaN}}',
    "Infinity": QUERY + b', "variables": {"x": -Infinity}}',
    "a key that stands twice": QUERY + b', "query": "{ platform { contractVersion } }"}',
    "a key that stands twice below": QUERY + b', "variables": {"x": 1, "x": 2}}',
    "a key that stands twice, once escaped": QUERY + b', "quer\\u0079": "{ x }"}',
    "variables as a list": QUERY + b', "variables": []}',
    "variables as a text": QUERY + b', "variables": "{}"}',
    "extensions as a number": QUERY + b', "extensions": 5}',
    "operationName as a list": QUERY + b', "operationName": ["A"]}',
    "query as an object": b'{"query": {"a": 1}}',
    "documentId as a number": b'{"documentId": 5}',
    "something after it": QUERY + b"} {}",
    "single quotes": b"{'query': '{ __typename }'}",
    "a comment": QUERY + b"} // ours",
    "an unfinished string of escapes": b'{"query": "' + b'\\"' * 120_000,
}


async def test_a_malformed_body_gets_one_error_and_400(http: httpx.AsyncClient) -> None:
    for name, content in MALFORMED.items():
        answer = await post(http, content)
        body = answer.json()
        assert (answer.status_code, list(body), len(body["errors"])) == (400, ["errors"], 1), name
        assert body["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}, name
        assert len(answer.content) < 300, name


async def test_a_body_at_the_limits_is_read(http: httpx.AsyncClient) -> None:
    most = QUERY + b"}" + b" " * (MOST - len(QUERY) - 1)
    for content in (
        most,
        QUERY + b', "extensions": {"x": ' + b"[" * 30 + b"]" * 30 + b"}}",
        QUERY + b', "extensions": {"x": [' + b"9" * 20 + b', "' + b"[" * 100 + b'", 1e300]}}',
        QUERY + b', "variables": null, "extensions": null, "operationName": null}',
    ):
        answer = await post(http, content)
        assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})


async def test_a_byte_too_many_is_413_with_and_without_content_length(
    http: httpx.AsyncClient,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield QUERY + b"}"
        yield b" " * (MOST - len(QUERY))

    for content in (QUERY + b"}" + b" " * (MOST - len(QUERY)), pieces()):
        answer = await post(http, content)
        assert answer.status_code == 413
        assert answer.json() == {
            "errors": [
                {
                    "message": "The request is larger than 262144 bytes.",
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ]
        }
        assert answer.headers["cache-control"] == "no-store"


async def test_of_a_body_without_length_little_more_is_read_than_the_limit(
    http: httpx.AsyncClient,
) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 65_536
            yield b" " * 65_536

    assert (await post(http, endless())).status_code == 413
    assert taken < MOST + 1_200_000


async def test_a_content_length_that_is_no_number_is_400(http: httpx.AsyncClient) -> None:
    for length in ("-1", "1e3", "٣", "0x10", "1,1", ""):
        headers = [(b"content-type", b"application/json"), (b"content-length", length.encode())]
        answer = await http.post("/graphql", content=QUERY + b"}", headers=headers)
        assert answer.status_code == 400, length


async def test_a_megabyte_of_padding_is_refused_by_its_size(http: httpx.AsyncClient) -> None:
    for padding in ("#\n", ",", " \t", "\ufeff"):
        document = padding * (1_000_000 // len(padding)) + "{ __typename }"
        answer = await post(http, json.dumps({"query": document}).encode())
        assert answer.status_code == 413


VARIABLES = {
    "missing": ({}, "$input"),
    "null for non-null": ({"input": None}, "$input"),
    "of the wrong type": ({"input": "CANARY"}, "$input"),
    "wrong within": ({"input": {"channel": "CANARY", "address": "x"}}, "$input.channel"),
    "missing within": ({"input": {"channel": "SMS"}}, "$input.address"),
    "unknown within": ({"input": {"channel": "SMS", "address": "x", "z": "CANARY"}}, "$input.z"),
    "extra": ({"input": {"channel": "SMS", "address": "x"}, "more": "CANARY"}, "$more"),
    "a number for a text": ({"input": {"channel": "SMS", "address": 919812345678}},
                            "$input.address"),
}  # fmt: skip


async def test_a_variable_that_does_not_fit_is_named_and_its_value_is_not(
    as_nobody: GraphQLClient,
) -> None:
    as_nobody.language = "en"
    document = (
        "mutation($input: RequestOtpInput!) { requestOtp(input: $input) { errors { code } } }"
    )
    for name, (variables, place) in VARIABLES.items():
        answer = await as_nobody.send(document, **variables)
        message = f"The variable {place} is missing, unknown, or not of its type."
        assert answer.status_code == 400, name
        assert answer.json() == {
            "errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]
        }, name
    assert await as_nobody.outbox() == []
