"""How generated code completes scalars, enums and lists of them: the usual values in line, anything
else is left to graphql-core.
"""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
)
from strawberry.schema.schema_converter import CustomGraphQLEnumType

Leaf = GraphQLScalarType | GraphQLEnumType
Bind = Callable[[object], str]
"""Gives a value a name in the generated code."""

LARGEST = 2**31 - 1

_UNUSUAL = {
    GraphQLString: "type(v) is not str",
    GraphQLID: "type(v) is not str",
    GraphQLBoolean: "type(v) is not bool",
    GraphQLInt: f"type(v) is not int or not {-LARGEST - 1} <= v <= {LARGEST}",
    GraphQLFloat: "type(v) is not float or v - v != 0",  # neither infinite nor no number
}
_SAME = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}


def leaf_lines(leaf: Leaf, bind: Bind, *, is_nullable: bool) -> list[str]:
    """Lines that complete `v`, and end in an `if` or `elif` of the case that is unusual."""
    null = "v is not None and " if is_nullable else ""
    if leaf in _UNUSUAL:
        return [f"if {null}({_UNUSUAL[leaf]}):"]
    names = _names(leaf)
    if names is not None:
        enum, found = bind(names[0]), bind(names[1].get)
        complete = [f"w = {found}(v) if type(v) is {enum} else None"]
    else:
        complete = [
            "try:",
            f"    w = {bind(leaf.coerce_output_value)}(v) if type(v) in known else None",
            "except Exception as e:",
            "    v, w = e, None",
        ]
    return [*complete, "if type(w) in known:", "    v = w", f"elif {null}True:"]


def listed_lines(leaf: Leaf, item: Any, bind: Bind) -> list[str]:
    """As `leaf_lines`, of a list; the value is a list for sure."""
    if leaf in _SAME:
        nothing = set() if isinstance(item, GraphQLNonNull) else {NoneType}
        usual = bind(frozenset({_SAME[leaf], *nothing}).issuperset)
        return [f"if {usual}(map(type, v)):", "    v = v[:]", "else:"]
    coerce = bind(leaf.coerce_output_value)
    return [
        "try:",
        f"    w = [{coerce}(x) for x in v] if known.issuperset(map(type, v)) else [None]",
        "except Exception:",
        "    w = [None]",
        "if known.issuperset(map(type, w)):",
        "    v = w",
        "else:",
    ]


def _names(leaf: Leaf) -> tuple[type, dict[Any, str]] | None:
    """The class and the names of an enum of Strawberry's."""
    if not isinstance(leaf, CustomGraphQLEnumType):
        return None
    names = {}
    members: list[Any] = list(leaf.wrapped_cls)
    for member in members:
        try:
            names[member] = leaf.coerce_output_value(member)
        except ValueError:  # a member that the schema does not offer
            continue
    return leaf.wrapped_cls, names
