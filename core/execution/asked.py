"""Which columns an operation shows of the records behind a field, so that no others are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_named_type,
    is_abstract_type,
)
from tortoise.models import Model

from core.execution.reading import ROW, columns_read
from core.execution.sources import resolver_of

OF_PAGES = ("edges", "node")
"""The way from a connection to what it lists."""


def asked_columns(info: Any, way: tuple[str, ...], model: type[Model]) -> frozenset[str]:
    """The columns that are read of records which the field that is being resolved shows, or the
    field that lies `way` below it: all of them where one of their resolvers may read anything.
    Worked out once for an operation. What a list itself reads (key, order, cursor) is to be added:
    there may be none. `info` is Strawberry's.
    """
    of: GraphQLResolveInfo[Any] = info._raw_info
    known, key = info.context.asked, (tuple(map(id, of.field_nodes)), way, model)
    if key not in known:
        known[key] = _columns(of, model, way)
    found: frozenset[str] = known[key]
    return found


def _columns(of: GraphQLResolveInfo[Any], model: type[Model], way: Sequence[str]) -> frozenset[str]:
    nodes, kind = list(_below(of.field_nodes, of)), get_named_type(of.return_type)
    for name in way:
        assert isinstance(kind, GraphQLObjectType)  # noqa: S101
        kind = get_named_type(kind.fields[name].type)
        nodes = list(_below([node for node in nodes if node.name.value == name], of))
    found: set[str] = set()
    for name in {node.name.value for node in nodes}:
        for each in _possible(of, kind):
            if name not in each.fields:  # __typename, or a field of another type
                continue
            if (columns := columns_of_field(each.fields[name], model)) is None:
                return frozenset(model._meta.fields_db_projection.values())
            found |= columns
    return frozenset(found)


def _possible(of: GraphQLResolveInfo[Any], kind: GraphQLNamedType) -> Sequence[GraphQLObjectType]:
    if is_abstract_type(kind):
        return of.schema.get_possible_types(kind)
    return [kind] if isinstance(kind, GraphQLObjectType) else []


def columns_of_field(field: GraphQLField, model: type[Model]) -> frozenset[str] | None:
    """The columns that a field of a type reads; None where that is not settled."""
    definition = resolver_of(field)
    if definition is None or ROW not in getattr(definition.origin, "__dataclass_fields__", ()):
        return None
    if definition.base_resolver is None:
        return frozenset()  # what the object holds
    if definition.base_resolver.self_parameter is None or definition.extensions:
        return None
    return columns_read(definition.base_resolver.wrapped_func, definition.origin, model)


def _below(nodes: Sequence[Any], of: GraphQLResolveInfo[Any]) -> Iterator[FieldNode]:
    """The fields selected below these, through fragments. What may be skipped is among them."""
    for node in nodes:
        for each in node.selection_set.selections if node.selection_set else ():
            if isinstance(each, FieldNode):
                yield each
            elif isinstance(each, FragmentSpreadNode):
                yield from _below([of.fragments[each.name.value]], of)
            else:
                yield from _below([each], of)
