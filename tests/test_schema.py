"""The schema: the committed one is the code's, every part of it is described and has a policy, and
two plugins that claim the same thing stop the start.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from commands import thana
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    parse,
    print_schema,
    validate,
    validate_schema,
)
from strangers import GUESTBOOK, KEY, Strangers

import core
from core.plugins import installed, load
from core.schema import compose, policy_of
from core.settings import Settings
from core.texts import Language

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(Path(__file__).with_name("documents").glob("*.graphql"))
ALL = tuple(sorted(installed()))
ROOTS = ("Query", "Mutation", "Subscription")


def settings_of(*plugins: str, **changes: object) -> Settings:
    return Settings(secret_keys=(KEY,), plugins=plugins, **changes)  # type: ignore[arg-type]


def schema_of(settings: Settings) -> GraphQLSchema:
    return compose(load(settings), settings)


WHOLE = schema_of(settings_of(*ALL))


def test_committed_schema_is_the_schema_of_the_code() -> None:
    committed = (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert committed == print_schema(WHOLE) + "\n"


async def test_schema_command_agrees_and_says_when_it_does_not(tmp_path: Path) -> None:
    same = await thana(tmp_path, "schema", "--check", ROOT / "schema.graphql")
    assert (same.code, same.out, same.err) == (0, "", "")
    other = tmp_path / "other.graphql"
    other.write_text("type Query { nothing: Int }\n", encoding="utf-8")
    differs = await thana(tmp_path, "schema", "--check", other)
    assert differs.code == 1
    assert differs.faults == [f"{other} is not the schema of the code: run `make schema`"]


@pytest.mark.parametrize("plugins", [(), *((code,) for code in ALL), ALL], ids=str)
def test_any_choice_of_plugins_composes(plugins: tuple[str, ...]) -> None:
    schema = schema_of(settings_of(*plugins))
    assert validate_schema(schema) == []
    own = [name for name in schema.type_map if name.startswith("Lost")]
    assert bool(own) == ("lost_property" in plugins)


def test_stranger_beside_ours_adds_its_fields_in_the_order_of_codes(strangers: Strangers) -> None:
    strangers.install("guestbook", GUESTBOOK)
    for order in (("lost_property", "guestbook"), ("guestbook", "lost_property")):
        schema = schema_of(strangers.settings(*order))
        assert schema.mutation_type is not None
        names = [*schema.mutation_type.fields]
        assert names[names.index("signBook") :] == [
            "signBook",
            "submitLostReport",
            "markItemFound",
            "registerFoundItem",
            "closeFoundItem",
            "dismissMatch",
        ]


def test_schema_offers_the_languages_of_the_settings_alone() -> None:
    assert "EN\n  HI" in print_schema(WHOLE)
    hindi = schema_of(settings_of(languages=(Language.HI,)))
    assert [*hindi.type_map["Language"].values] == ["HI"]  # type: ignore[attr-defined]


def test_every_type_field_argument_and_input_is_described() -> None:
    bare = []
    for name, graphql_type in WHOLE.type_map.items():
        if name.startswith("__"):
            continue
        if not graphql_type.description and name not in ROOTS:
            bare.append(name)
        for field_name, field in getattr(graphql_type, "fields", {}).items():
            if not field.description:
                bare.append(f"{name}.{field_name}")
            bare += [
                f"{name}.{field_name}({argument})"
                for argument, definition in getattr(field, "args", {}).items()
                if not definition.description and (name, argument) != ("Mutation", "input")
            ]
    assert bare == []


ARGUMENTS = {
    "exportMyData": [],
    "signOut": [],
    "confirmTipReceipt": ["receipt"],
    "eraseTip": ["receipt"],
}
"""As the contract has them, where not one input."""


def test_every_field_has_a_policy_and_every_mutation_one_input() -> None:
    for graphql_type in WHOLE.type_map.values():
        if isinstance(graphql_type, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in graphql_type.fields.items():
                if not graphql_type.name.startswith("__"):
                    assert policy_of(graphql_type, field) is not None, (graphql_type.name, name)
    assert WHOLE.mutation_type is not None
    for name, field in WHOLE.mutation_type.fields.items():
        assert [*field.args] == ARGUMENTS.get(name, ["input"]), name


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_operations_of_the_frontend_contract_fit(file: Path) -> None:
    errors = validate(WHOLE, parse(file.read_text(encoding="utf-8")))
    assert [error.message for error in errors] == []


def test_input_of_one_of_several_kinds_says_so() -> None:
    one_of = [
        graphql_type.name
        for graphql_type in WHOLE.type_map.values()
        if isinstance(graphql_type, GraphQLInputObjectType) and graphql_type.is_one_of
    ]
    assert one_of == ["LostItemInput"]


def test_public_surface_holds_what_it_lists() -> None:
    assert len(set(core.__all__)) == len(core.__all__)
    assert [name for name in core.__all__ if not hasattr(core, name)] == []
    public = {
        name
        for name, value in vars(core).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public == set(core.__all__)
