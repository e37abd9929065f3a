"""The thirteen checks of graphql-cop, and a generated crowd of hostile documents, against a
production platform that its operator has opened to documents of any text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from conftest import settings_for
from graphql import get_introspection_query
from starlette.applications import Starlette

from core.schema import compose
from core.settings import Settings

CIRCULAR = (
    "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name"
    " } } } } } } } } } } }"
)


@pytest.fixture
def settings(database_url: str) -> Settings:
    production = {"mode": "production", "public_url": "https://seva.example.in"}
    opened = production | {"trusted_documents_only": False}
    return settings_for(database_url).model_copy(update=opened)


async def refused(http: httpx.AsyncClient, query: str, **others: Any) -> str:
    """The text of an answer with one error, no data and nothing else."""
    answer = await http.post("/graphql", json={"query": query, **others})
    body = answer.json()
    assert (answer.status_code, list(body), len(body["errors"])) == (400, ["errors"], 1), query[:80]
    assert sorted(body["errors"][0]) == ["extensions", "message"]
    assert list(body["errors"][0]["extensions"]) == ["code"]
    return answer.text


async def test_what_overloads_is_refused(http: httpx.AsyncClient) -> None:
    overloads = {
        "alias overloading": "{" + " ".join(f"a{n}: __typename" for n in range(101)) + "}",
        "directive overloading": "query cop { __typename " + "@aa" * 10 + " }",
        "field duplication": "{" + "__typename " * 500 + "}",
        "circular introspection": CIRCULAR,
    }
    for name, query in overloads.items():
        assert len(await refused(http, query)) < 1000, name
    batch = await http.post("/graphql", json=[{"query": "query cop { __typename }"}] * 10)
    assert (batch.status_code, len(batch.json()["errors"])) == (400, 1)


async def test_nothing_tells_what_the_schema_holds(
    app: Starlette, http: httpx.AsyncClient, settings: Settings
) -> None:
    schema = compose(app.state.platform.registry, settings)
    assert len(schema.type_map) > 25
    hidden = {name.lower() for name in schema.query_type.fields if len(name) > 6}  # type: ignore[union-attr]
    asking = [
        get_introspection_query(),
        CIRCULAR,
        "query cop { __schema { directive } }",
        '{ __type(name: "Citizen") { fields { name } } }',
        "{ ...F } fragment F on Query { __schema { queryType { name } } }",
        '{ ... on Query { a: __type(name: "Citizen") { name } } }',
        "query cop { __schema { directive } }",
        "{ platfor { x } }", "{ viewe }", "{ platform { stat } }", "{ serviceReques(x: 1) }",
        "{ platform { state { name(languag: EN) } } }", "{ qwerty cop { abc } }",
        "{ platform { state { name(language: E) } } }", "{ ...F } fragment F on Citize { id }",
    ]  # fmt: skip
    said = [await refused(http, query) for query in asking]
    assert [word for word in hidden if any(word in text.lower() for text in said)] == []
    assert not any("Citizen" in text or "mean" in text for text in said)


async def test_no_editor_no_get_no_form_and_no_trace(http: httpx.AsyncClient) -> None:
    for path in ("/", "/graphql", "/graphiql", "/playground", "/console", "/graphql/console"):
        page = await http.get(path, headers={"accept": "text/html"})
        assert page.status_code in (404, 405), path
        assert "graphiql" not in page.text.lower(), path
    for query in ("query cop { __typename }", "mutation cop { __typename }"):
        assert (await http.get("/graphql", params={"query": query})).status_code == 405
        assert (await http.post("/graphql", data={"query": query})).status_code == 415
        assert (await http.post("/graphql", params={"query": query})).status_code == 415
    traced = {"X-Apollo-Tracing": "1", "apollo-federation-include-trace": "ftv1"}
    answer = await http.post("/graphql", json={"query": "{ __typename }"}, headers=traced)
    assert answer.json() == {"data": {"__typename": "Query"}}


WORDS = (
    '{ } ( ) [ ] : ! $ @ ... " """ # , a __typename __schema __type viewer platform state name'
    " services code node id requests first edges Query Mutation Citizen on fragment query mutation"
    " subscription true null 1 -1 1e9 $x EN @include(if:true) @skip(if:$x) requestOtp \\u0000 ಠ"
).split()


def spreading(depth: int) -> str:
    """Fragments of which each spreads the next one up to three times."""
    chain = (f"fragment F{n} on Query {{ {f'...F{n + 1} ' * (1 + n % 3)} }}" for n in range(depth))
    return f"{{ ...F0 }} {' '.join(chain)} fragment F{depth} on Query {{ __typename }}"


def hostile(count: int) -> Iterator[str]:
    """Documents that nobody would write, the same at each run."""
    chance = random.Random(20261123)
    for number in range(count):
        size = chance.choice((1, 5, 30, 200, 990))
        words = chance.choices(WORDS, k=size)
        names = " ".join(f"{word}: __typename" for word in words if word.isidentifier())
        opened, closed = "[" * size, "]" * (size - number % 2)
        yield (
            " ".join(words),
            "{ platform { " + "state { code } " * (size % 200) + "} }",
            spreading(min(size, 120)),
            "{ platform { " + " ".join(f"...{{ {word} }}" for word in words) + " } }",
            f'{{ node(id: {opened} "x" {closed}) {{ id }} }}',
            f"query($x: {opened} Int {closed}) {{ {names} }}",
        )[number % 6]


async def test_no_hostile_document_is_our_fault(http: httpx.AsyncClient) -> None:
    for query in hostile(500):
        answer = await http.post("/graphql", json={"query": query})
        assert answer.status_code in (200, 400), query[:200]
        codes = {error["extensions"]["code"] for error in answer.json().get("errors", [])}
        assert codes <= {"BAD_REQUEST", "TOO_COMPLEX", "NOT_FOUND"}, query[:200]
