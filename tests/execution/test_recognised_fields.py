"""Which fields of the platform's schema are completed without Strawberry's wrapper: those that need
nothing but their object, and none that has a policy to ask.
"""

from __future__ import annotations

import pytest
from graphql import GraphQLObjectType
from starlette.applications import Starlette

from core import app as composition
from core.execution.sources import Attribute, Method, source_of
from core.schema import policy_of


@pytest.fixture
def kind() -> str:
    """One kind of database: the schema is the same on each."""
    return "sqlite"


async def test_plain_fields_and_methods_are_recognised_and_guarded_ones_are_not(
    app: Starlette,
) -> None:
    platform = app.state.platform
    schema = composition.compose(platform.registry, platform.runtime.settings)
    found: dict[type, int] = {}
    for owner in schema.type_map.values():
        if not isinstance(owner, GraphQLObjectType) or owner.name.startswith("__"):
            continue
        for name, field in owner.fields.items():
            source, policy = source_of(field), policy_of(owner, field)
            found[type(source)] = found.get(type(source), 0) + 1
            asks = policy is not None and policy.allows is not None
            if asks:
                assert source is None, f"{owner.name}.{name}"
            elif not field.args and owner is not schema.subscription_type:
                assert isinstance(source, Attribute | Method), f"{owner.name}.{name}"
    assert min(found[Attribute], found[Method]) > 200


def test_what_strawberry_itself_may_change_is_left_to_it() -> None:
    import strawberry
    from strawberry.extensions import FieldExtension

    class Loud(FieldExtension):
        def resolve(self, next_, source, info, **arguments):  # type: ignore[no-untyped-def]
            return f"{next_(source, info, **arguments)}!"

    @strawberry.type
    class Query:
        attribute: str = strawberry.field(default="a", extensions=[Loud()])

        @strawberry.field(extensions=[Loud()])
        def method(self) -> str:
            return "b"

    fields = strawberry.Schema(query=Query)._schema.query_type.fields  # type: ignore[union-attr]
    assert [source_of(field) for field in fields.values()] == [None, None]
