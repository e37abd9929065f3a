"""Whatever anybody can ask for has its row in the matrix, and every row is tried. What is missing
is named: to add a root field, a type or a route is to say who gets it.
"""

from __future__ import annotations

import pytest
from authorisation_calls import MUTATIONS, QUERIES, SUBSCRIPTIONS
from authorisation_table import MARKS, VIEWERS, rows
from authorisation_types import PLACES, asked_types
from authorisation_urls import calls, names
from graphql import GraphQLObjectType, GraphQLSchema
from starlette.applications import Starlette

TRIED = {"queries": QUERIES, "mutations": MUTATIONS, "subscriptions": SUBSCRIPTIONS}
NOTHING = {"yes", "null", "none", "0"}


@pytest.fixture
def kind() -> str:
    return "sqlite"


def roots(schema: GraphQLSchema) -> dict[str, GraphQLObjectType | None]:
    return {
        "queries": schema.query_type,
        "mutations": schema.mutation_type,
        "subscriptions": schema.subscription_type,
    }


def test_each_root_field_has_a_row_and_a_call(schema: GraphQLSchema) -> None:
    for section, root in roots(schema).items():
        fields = set(root.fields) if root else set()
        declared = {row.name for row in rows(section)}
        assert sorted(fields - {name.partition(":")[0] for name in declared}) == [], section
        assert sorted({name.partition(":")[0] for name in declared} - fields) == [], section
        assert declared == set(TRIED[section])


def test_each_type_that_node_can_answer_has_a_row(schema: GraphQLSchema) -> None:
    node = schema.type_map["Node"]
    types = {f"node:{each.name}" for each in schema.get_possible_types(node)}  # type: ignore[arg-type]
    assert sorted(types - {row.name for row in rows("queries")}) == []


def test_each_type_has_a_place_where_it_is_reached(schema: GraphQLSchema) -> None:
    assert sorted(set(asked_types(schema)) - set(PLACES)) == []
    assert sorted(set(PLACES) - set(asked_types(schema))) == []


def test_each_route_has_a_row_and_a_call(app: Starlette) -> None:
    declared = {row.name for row in rows("urls")}
    known = {" ".join(name.split()[:2]) for name in declared}
    assert sorted(set(names(app.routes)) - known) == []
    assert sorted(known - set(names(app.routes))) == []
    assert declared == set(calls(app.routes))


def test_each_cell_is_a_word_that_the_matrix_explains() -> None:
    plain = NOTHING | set(MARKS.values())
    for section in (*TRIED, "fields", "urls"):
        for row in rows(section):
            assert list(row.cells) == list(VIEWERS)
            strange = {cell for cell in row.cells.values() if cell not in plain}
            assert all(cell.isupper() and not cell.isdigit() for cell in strange), row
