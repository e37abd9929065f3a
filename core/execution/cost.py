"""The cost of an operation: one for each object that its answer may hold, with the real `first` of
every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)

PAGE_ARGUMENT = "first"
PAGE_FIELD = "edges"

BoundOf = Callable[[GraphQLField], int | None]


class CostOf:
    """Counts operations of one schema. `bound_of` says how many a plain list can hold."""

    def __init__(self, schema: GraphQLSchema, bound_of: BoundOf) -> None:
        self._schema = schema
        self._bound_of = bound_of

    def __call__(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> int:
        fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        root = self._schema.get_root_type(operation.operation)
        return self._selections(operation.selection_set, root, _Request(fragments, variables), 1)

    def _selections(
        self,
        selections: SelectionSetNode,
        owner: GraphQLNamedType | None,
        request: _Request,
        page: int,
    ) -> int:
        total = 0
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                total += self._field(selection, owner, request, page)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                inner = self._schema.get_type(condition.name.value) if condition else owner
                total += self._selections(selection.selection_set, inner, request, page)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = request.fragments[selection.name.value]
                inner = self._schema.get_type(fragment.type_condition.name.value)
                total += self._selections(fragment.selection_set, inner, request, page)
        return total

    def _field(
        self, node: FieldNode, owner: GraphQLNamedType | None, request: _Request, page: int
    ) -> int:
        if (
            not isinstance(owner, GraphQLObjectType | GraphQLInterfaceType)
            or node.selection_set is None
        ):
            return 0
        field = owner.fields.get(node.name.value)
        if field is None or not is_composite_type(get_named_type(field.type)):
            return 0
        inner_page = request.page(node, field)
        each = 1 + self._selections(
            node.selection_set, get_named_type(field.type), request, inner_page
        )
        return each * self._times(node, field, page)

    def _times(self, node: FieldNode, field: GraphQLField, page: int) -> int:
        if not isinstance(get_nullable_type(field.type), GraphQLList):
            return 1
        return page if node.name.value == PAGE_FIELD else self._bound_of(field) or 1


class _Request:
    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.fragments = fragments
        self._variables = variables

    def page(self, node: FieldNode, field: GraphQLField) -> int:
        """How many a connection is asked for; 1 where nothing is paged."""
        if PAGE_ARGUMENT not in field.args:
            return 1
        default = field.args[PAGE_ARGUMENT].default_value
        asked: Any = default if isinstance(default, int) else 1
        for argument in node.arguments or ():
            if argument.name.value == PAGE_ARGUMENT:
                asked = self._value(argument.value, asked)
        return max(1, int(asked))

    def _value(self, value: Any, default: int) -> int:
        if isinstance(value, IntValueNode):
            return int(value.value)
        found = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return found if isinstance(found, int) else default
