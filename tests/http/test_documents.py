"""Limits on documents: what asks too much, or is no GraphQL of ours, gets one coded error, and
nothing of it runs.
"""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest
from clients import REQUEST_OTP, VERIFY_OTP, GraphQLClient
from graphql import build_schema

from core.execution.documents import Documents
from core.execution.limits import DocumentLimits
from core.execution.refused import Refused
from core.identity.models import OneTimeCode

OTP = 'requestOtp(input: {channel: SMS, address: "+919812345678"}) { challenge { id } }'
TIMELINES = "query($first: Int!) { viewer { ... on Citizen { requests(first: $first) {\
 edges { node { id timeline(first: 50) { edges { node { at } } } } } } } } }"


def nested(levels: int) -> str:
    return "{viewer" * levels + "}" * levels


def fragments(count: int, spreads: int) -> str:
    chain = (f"fragment F{n} on Query {{ {f'...F{n + 1} ' * spreads}}}" for n in range(count))
    return f"{{ ...F0 }} {' '.join(chain)} fragment F{count} on Query {{ __typename }}"


TOO_COMPLEX = {
    "400 levels": nested(400),
    "3000 levels": nested(3000),
    "9 levels": "{ viewer { ... on Citizen { requests { edges { node { station { parent { parent {"
    " parent { code } } } } } } } } } }",
    "a deep list in a value": f"{{ platform(a: {'[' * 400}{']' * 400}) {{ contractVersion }} }}",
    "101 aliases": "{" + " ".join(f"a{n}: __typename" for n in range(101)) + "}",
    "16 aliases": "{ platform {" + " ".join(f"a{n}: contractVersion" for n in range(16)) + "} }",
    "500 duplicate fields": "{" + "__typename " * 500 + "}",
    "6 root fields": "{" + "platform { contractVersion } " * 6 + "}",
    "11 directives": "{ __typename " + "@aa" * 11 + "}",
    "20000 directives": "{ __typename " + "@aa" * 20_000 + "}",
    "11 directives on the operation": "query " + "@aa" * 11 + "{ __typename }",
    "500 overlapping inline fragments": "{" + "... { __typename } " * 500 + "}",
    "160 overlapping inline fragments": "{" + "... { __typename } " * 160 + "}",
    "fragments of fragments": fragments(20, spreads=5),
    "60 overlapping fragments": "{" + " ".join(f"...F{n}" for n in range(60)) + "}"
    + " ".join(f"fragment F{n} on Query {{ platform {{ state {{ code }} }} }}" for n in range(60)),
    "50000 comments": "#\n" * 50_000 + "{ __typename }",
    "two mutation fields": f"mutation {{ a: {OTP} b: {OTP} }}",
    "16 mutation fields": "mutation {" + " ".join(f"a{n}: {OTP}" for n in range(16)) + "}",
    "two mutation fields in a fragment": f"mutation {{ ...F }} fragment F on Mutation "
    f"{{ a: {OTP} b: {OTP} }}",
}  # fmt: skip

NOT_OURS = {
    "10 unknown directives": "{ __typename " + "@aa" * 10 + "}",
    "a cycle of fragments": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "a fragment within itself": "{ ...A } fragment A on Query { __typename ...A }",
    "an unknown fragment": "{ ...Nowhere }",
    "unused fragments": fragments(40, spreads=2).replace("...F0", "__typename"),
    "a misspelt field": "{ platfrom { contractVersion } }",
    "a misspelt argument": '{ platform { state { name(langage: EN) } } }',
    "a misspelt enum value": "{ platform { state { name(language: ENG) } } }",
    "a subscription": "subscription { platform { contractVersion } }",
    "an unfinished document": "{ platform { ",
    "no document": "schema { query: Query }",
    "an empty text with a comment": "# nothing",
    "a NUL": "{ __typename \0 }",
    "no unicode": '{ node(id: "\\u{110000}") { id } }',
    "fragments alone": "fragment A on Query { __typename }",
    "a huge integer": "{ viewer { ... on Citizen { requests(first: " + "9" * 5000 + ") {"
    " totalCount } } } }",
    "800 equal fields": "{ platform {" + "contractVersion " * 800 + "} }",
}  # fmt: skip


@pytest.mark.parametrize(
    ("documents", "code"), [(TOO_COMPLEX, "TOO_COMPLEX"), (NOT_OURS, "BAD_REQUEST")]
)
async def test_a_document_beyond_the_limits_gets_one_short_error(
    as_nobody: GraphQLClient, documents: dict[str, str], code: str
) -> None:
    for name, document in documents.items():
        answer = await as_nobody.send(document)
        body = answer.json()
        assert (answer.status_code, list(body), len(body["errors"])) == (400, ["errors"], 1), name
        assert body["errors"][0]["extensions"] == {"code": code}, name
        assert len(answer.content) < 1000, name
        assert b"Did you mean" not in answer.content, name
    assert await as_nobody.outbox() == []
    assert await OneTimeCode.all().count() == 0


async def test_the_message_names_the_limit_that_was_passed(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "en"
    said = [
        (await as_nobody.refused(TOO_COMPLEX[name]))["message"]
        for name in ("400 levels", "101 aliases", "20000 directives", "two mutation fields")
    ]
    assert said == [
        "The document is too deep: at most 8 levels.",
        "The document has too many root fields: at most 5.",
        "The document is too long: at most 20000 characters.",
        "Send one mutation field at a time.",
    ]


async def test_two_tries_of_a_code_in_one_document_count_as_none(as_nobody: GraphQLClient) -> None:
    asked = await as_nobody.run(REQUEST_OTP, input={"channel": "SMS", "address": "+919812345678"})
    challenge = asked["requestOtp"]["challenge"]["id"]
    tries = " ".join(
        f'a{n}: verifyOtp(input: {{challengeId: "{challenge}", code: "00000{n}"}}) {{ errors {{'
        " code } }"
        for n in range(2)
    )
    refused = await as_nobody.refused(f"mutation {{ {tries} }}")
    assert refused["extensions"] == {"code": "TOO_COMPLEX"}
    assert (await OneTimeCode.get(id=challenge)).tries == 0
    code = await as_nobody.code_for("+919812345678")
    done = await as_nobody.run(VERIFY_OTP, input={"challengeId": challenge, "code": code})
    assert done["verifyOtp"]["errors"] == []


async def test_of_several_operations_the_named_one_runs(http: httpx.AsyncClient) -> None:
    two = "query A { __typename } query B { platform { state { code } } }"

    async def send(**body: Any) -> httpx.Response:
        return await http.post("/graphql", json={"query": two, **body})

    named = (await send(operationName="B")).json()
    assert named == {"data": {"platform": {"state": {"code": "MP"}}}}
    for wrong in ({}, {"operationName": "C"}, {"operationName": None}, {"operationName": ""}):
        answer = await send(**wrong)
        assert answer.status_code == 400, wrong
        assert [e["extensions"] for e in answer.json()["errors"]] == [{"code": "BAD_REQUEST"}]
    assert (await send(operationName=1)).status_code == 400
    alone = {"query": "query A { __typename }", "operationName": "B"}
    assert (await http.post("/graphql", json=alone)).status_code == 400


async def test_a_byte_order_mark_before_document_or_body_is_no_fault(
    http: httpx.AsyncClient,
) -> None:
    marked = await http.post("/graphql", json={"query": "\ufeff{ __typename }"})
    assert marked.json() == {"data": {"__typename": "Query"}}
    body = b'\xef\xbb\xbf{"query": "{ __typename }"}'
    headers = {"content-type": "application/json"}
    marked = await http.post("/graphql", content=body, headers=headers)
    assert marked.json() == {"data": {"__typename": "Query"}}


async def test_a_page_too_many_is_refused_for_these_variables_alone(
    as_nobody: GraphQLClient,
) -> None:
    assert await as_nobody.run(TIMELINES, first=15) == {"viewer": None}
    refused = await as_nobody.send(TIMELINES, first=100)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]) == (
        400,
        {"code": "TOO_COMPLEX"},
    )
    assert await as_nobody.run(TIMELINES, first=15) == {"viewer": None}


async def test_asking_for_the_schema_as_well_makes_no_page_cheaper(
    as_nobody: GraphQLClient,
) -> None:
    both = TIMELINES.replace("{ viewer", "{ __schema { queryType { name } } viewer", 1)
    refused = await as_nobody.refused(both, first=100)
    assert refused["extensions"] == {"code": "TOO_COMPLEX"}


async def test_an_array_of_requests_is_refused(http: httpx.AsyncClient) -> None:
    for batch in ([{"query": "{ __typename }"}] * 10, [{"query": "{ __typename }"}], []):
        answer = await http.post("/graphql", json=batch)
        assert answer.status_code == 400
        assert [e["extensions"] for e in answer.json()["errors"]] == [{"code": "BAD_REQUEST"}]


async def test_an_edited_cursor_is_refused_however_deep(as_nobody: GraphQLClient) -> None:
    await as_nobody.sign_in("+919812345678")
    for content in (b"[" * 100_000, b"[]", b"{}", b'["x"]', b"1", b"\xff"):
        cursor = base64.urlsafe_b64encode(content).decode().rstrip("=")
        document = (
            "query($after: String) { viewer { ... on Citizen { requests(after: $after) {"
            " totalCount edges { cursor } } } } }"
        )
        refused = await as_nobody.refused(document, after=cursor)
        assert refused["extensions"] == {"code": "BAD_REQUEST"}, content[:10]


def test_the_documents_used_last_are_kept_and_no_more() -> None:
    limits = DocumentLimits(tokens=100, depth=8, aliases=1, root_fields=1, directives=1, cost=1)
    schema = build_schema("type Query { a: Int }")
    documents = Documents(schema, limits, bound_of=lambda _: None, kept=2, is_schema_public=False)
    first = documents.prepare("{ a }")
    with pytest.raises(Refused):
        documents.prepare("{ a }" + " " * 100_000)
    assert documents.prepare("{ a }") is first
    documents.prepare("query A { a }")
    assert documents.prepare("{ a }") is first
    documents.prepare("query B { a }")
    documents.prepare("query C { a }")
    assert documents.prepare("{ a }") is not first
