"""Every field of every object type, asked by every viewer of the object that is the owner's or lies
at the owner's station; and that each has its cells, beside fields of the same policy.
"""

from __future__ import annotations

import pytest
from authorisation_asking import marks
from authorisation_records import make_records
from authorisation_scene import Scene
from authorisation_table import differing, rows
from authorisation_types import answer_types, asked_types, selection
from graphql import GraphQLSchema

from core.schema import policy_of


@pytest.fixture
def kind() -> str:
    """Scope is one query, which the root fields try on both databases."""
    return "sqlite"


async def test_each_field_answers_each_viewer_as_declared(
    scene: Scene, schema: GraphQLSchema
) -> None:
    records, types = await make_records(scene), asked_types(schema)
    asked = {
        f"{owner.name}.{name}": selection(owner, name, records)
        for owner in types.values()
        for name in owner.fields
    }
    found = {who: await marks(client, asked, records) for who, client in scene.viewers.items()}
    cells = {name: {who: found[who][name] for who in found} for name in asked}
    assert differing("fields", cells) == []


def test_each_field_stands_in_the_matrix_once_and_under_its_policy(schema: GraphQLSchema) -> None:
    actual = [
        (f"{owner.name} {policy.name}", name)
        for owner in asked_types(schema).values()
        for name, field in owner.fields.items()
        if (policy := policy_of(owner, field)) is not None
    ]
    declared = [(row.name, field) for row in rows("fields") for field in row.fields]
    assert sorted(set(actual) - set(declared)) == []  # not declared
    assert sorted(set(declared) - set(actual)) == []  # not there
    assert len(declared) == len(set(declared))


def test_what_no_query_leads_to_asks_nobody_further(schema: GraphQLSchema) -> None:
    """The row of the mutation or subscription says who gets it, with all of its fields."""
    policies = {
        f"{owner.name}.{name}": policy_of(owner, field)
        for owner in answer_types(schema).values()
        for name, field in owner.fields.items()
    }
    assert [name for name, each in policies.items() if each is None or each.allows] == []
