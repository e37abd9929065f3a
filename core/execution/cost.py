"""The cost of an operation: one for each object that its answer may hold, with the real `first` of
every page. Counted once as far as the document tells; the pages of variables at each run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

from graphql import (
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
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)

PAGE_ARGUMENT = "first"
PAGE_FIELD = "edges"

BoundOf = Callable[[GraphQLField], int | None]
Owner = GraphQLNamedType | None


class _Asked(NamedTuple):
    """The size of a page that a variable says."""

    variable: str
    default: int

    def size(self, variables: Mapping[str, Any]) -> int:
        found = variables.get(self.variable)
        return max(1, found if isinstance(found, int) else self.default)


@dataclass(frozen=True)
class Cost:
    """What a selection costs: `fixed`, and `per_item` for each item of the page around it."""

    fixed: int = 0
    per_item: int = 0
    varying: tuple[_Varying, ...] = ()

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.fixed + other.fixed, self.per_item + other.per_item, self.varying + other.varying
        )

    def total(self, variables: Mapping[str, Any], page: int = 1) -> int:
        """The cost with these variables, in a page of this size."""
        total = self.fixed + self.per_item * page
        for times, asked, inner in self.varying:
            size = asked.size(variables) if isinstance(asked, _Asked) else asked
            each = 1 + inner.total(variables, size)
            total += each * (page if times is None else times)
        return total


class _Varying(NamedTuple):
    """A field whose cost depends on variables: how many objects (None: as many as the page around
    it has), the page within it, and what each object holds.
    """

    times: int | None
    page: _Asked | int
    inner: Cost


@dataclass(frozen=True)
class CostOf:
    """Counts operations of one schema. `bound_of` says how many a plain list can hold."""

    schema: GraphQLSchema
    bound_of: BoundOf

    def __call__(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> Cost:
        root = self.schema.get_root_type(operation.operation)
        return self._selections(operation.selection_set, root, fragments)

    def _selections(
        self,
        selections: SelectionSetNode,
        owner: Owner,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> Cost:
        costs = (self._selection(each, owner, fragments) for each in selections.selections)
        return reduce(Cost.__add__, costs, Cost())

    def _selection(
        self, node: SelectionNode, owner: Owner, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> Cost:
        if isinstance(node, FieldNode):
            return self._field(node, owner, fragments)
        if isinstance(node, FragmentSpreadNode):
            spread = fragments[node.name.value]
            inner = self.schema.get_type(spread.type_condition.name.value)
            return self._selections(spread.selection_set, inner, fragments)
        assert isinstance(node, InlineFragmentNode)  # noqa: S101
        if node.type_condition:
            owner = self.schema.get_type(node.type_condition.name.value)
        return self._selections(node.selection_set, owner, fragments)

    def _field(
        self, node: FieldNode, owner: Owner, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> Cost:
        if (
            not isinstance(owner, GraphQLObjectType | GraphQLInterfaceType)
            or node.selection_set is None
        ):
            return Cost()
        field = owner.fields.get(node.name.value)
        if field is None or not is_composite_type(get_named_type(field.type)):
            return Cost()
        inner = self._selections(node.selection_set, get_named_type(field.type), fragments)
        times, page = self._times(node, field), _page(node, field)
        if inner.varying or (inner.per_item and isinstance(page, _Asked)):
            return Cost(varying=(_Varying(times, page, inner),))
        each = 1 + inner.total({}, page if isinstance(page, int) else 1)
        return Cost(per_item=each) if times is None else Cost(fixed=each * times)

    def _times(self, node: FieldNode, field: GraphQLField) -> int | None:
        if not isinstance(get_nullable_type(field.type), GraphQLList):
            return 1
        return None if node.name.value == PAGE_FIELD else self.bound_of(field) or 1


def _page(node: FieldNode, field: GraphQLField) -> _Asked | int:
    """How many a connection is asked for; 1 where nothing is paged."""
    if PAGE_ARGUMENT not in field.args:
        return 1
    default = field.args[PAGE_ARGUMENT].default_value
    asked = default if isinstance(default, int) else 1
    for argument in node.arguments or ():
        if argument.name.value == PAGE_ARGUMENT and isinstance(argument.value, VariableNode):
            return _Asked(argument.value.name.value, asked)
        if argument.name.value == PAGE_ARGUMENT and isinstance(argument.value, IntValueNode):
            return max(1, int(argument.value.value))
    return max(1, asked)
