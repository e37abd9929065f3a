"""A list whose objects are made only where they are needed answers the same, whatever is selected
of it and however often it has run.
"""

from __future__ import annotations

from typing import Any

import pytest
from clients import GraphQLClient

from core import Unit, UnitType

TIMES = 4
"""At first all is left to graphql-core, then classes are met, then rows are read in place."""
NODES = "code kind latitude"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Unit]:
    """The records of which a type was made."""
    found: list[Unit] = []
    init = UnitType.__init__

    def counted(self: UnitType, row: Unit) -> None:
        found.append(row)
        init(self, row=row)

    monkeypatch.setattr(UnitType, "__init__", counted)
    return found


async def edges_of(client: GraphQLClient, selected: str) -> list[Any]:
    """What each of several runs answers, which is the same."""
    query = f"{{ stations(first: 3) {{ edges {{ {selected} }} }} }}"
    first, *others = [(await client.run(query))["stations"]["edges"] for _ in range(TIMES)]
    assert all(each == first for each in others)
    return list(first)


async def test_columns_are_read_off_rows(as_nobody: GraphQLClient, made: list[Unit]) -> None:
    edges = await edges_of(as_nobody, f"node {{ {NODES} }}")
    assert [sorted(edge["node"]) for edge in edges] == [["code", "kind", "latitude"]] * 3
    made.clear()
    await edges_of(as_nobody, f"node {{ {NODES} }}")
    assert not made


async def test_a_method_has_its_object(as_nobody: GraphQLClient, made: list[Unit]) -> None:
    plain = await edges_of(as_nobody, "node { code }")
    named = await edges_of(as_nobody, "node { code name(language: EN) id }")
    assert [each["node"]["code"] for each in named] == [each["node"]["code"] for each in plain]
    assert all(each["node"]["name"] and each["node"]["id"] for each in named)
    assert set(made[-1].__dict__) >= {"code", "names"}
    assert "phone" not in made[-1].__dict__


async def test_other_fields_of_an_edge(as_nobody: GraphQLClient) -> None:
    plain = await edges_of(as_nobody, f"node {{ {NODES} }}")
    for selected in (
        f"cursor node {{ {NODES} }}",
        f"node {{ {NODES} }} cursor",
        f"one: node {{ {NODES} }} node {{ code }}",
        f"node {{ {NODES} }} __typename",
        f"__typename node {{ __typename {NODES} parent {{ code }} }}",
        f"a: node {{ ... on Node {{ ... on Unit {{ {NODES} }} }} }}",
    ):
        edges = await edges_of(as_nobody, selected)
        nodes = [edge.get("one") or edge.get("a") or edge["node"] for edge in edges]
        assert [{name: node[name] for name in NODES.split()} for node in nodes] == [
            edge["node"] for edge in plain
        ], selected
        if "__typename" in selected:
            assert {edge["__typename"] for edge in edges} == {"UnitEdge"}
        if "cursor" in selected:
            assert len({edge["cursor"] for edge in edges}) == 3


async def test_the_order_of_what_was_asked(as_nobody: GraphQLClient) -> None:
    for selected in ("__typename node { kind code }", "node { code kind } __typename"):
        (edge, *_) = await edges_of(as_nobody, selected)
        assert list(edge) == [name for name in selected.split() if name in edge]
        assert list(edge["node"]) == [name for name in selected.split() if name in edge["node"]]


async def test_pages_one_after_another(as_nobody: GraphQLClient) -> None:
    query = """query Page($first: Int!, $after: String) { stations(first: $first, after: $after) {
      edges { node { code } } pageInfo { hasNextPage endCursor } totalCount } }"""
    whole = (await as_nobody.run(query, first=9))["stations"]
    codes: list[str] = []
    after = None
    for _ in range(3):
        page = (await as_nobody.run(query, first=3, after=after))["stations"]
        codes += [edge["node"]["code"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == whole["totalCount"]
    assert codes == [edge["node"]["code"] for edge in whole["edges"]]
    assert after == whole["pageInfo"]["endCursor"]
