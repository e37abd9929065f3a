"""What generated code calls to resolve a field; a path is that of the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum
from types import NoneType
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLResolveInfo,
    ListValueNode,
    ObjectValueNode,
    VariableNode,
    get_named_type,
    is_specified_scalar_type,
)
from graphql.execution import Executor
from graphql.execution.values import get_argument_values
from graphql.type.definition import GraphQLResolveInfoHelpers

from core.execution.paths import LazyPath, whole
from core.execution.sources import Convert
from core.execution.targets import Selected

FIXED = (bool, float, int, NoneType, str)
"""Classes of arguments that nobody can change."""

OPEN = (ListValueNode, ObjectValueNode, VariableNode)
"""What is written in a document, and may be another value at each run."""


class Resolving(Executor[None]):
    """graphql-core's executor with the infos and arguments that the objects of a request share."""

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self._arguments: dict[int, dict[str, Any]] = {}
        self.infos: dict[int, Any] = {}

    @property
    def async_helpers(self) -> GraphQLResolveInfoHelpers:
        """Made when they are asked for: kept, they would hold the executor, and it them, and with
        both all that the request has read, until cycles are looked for.
        """
        return GraphQLResolveInfoHelpers(self.gather_async_work, self.track_async_work)

    @async_helpers.setter
    def async_helpers(self, _: GraphQLResolveInfoHelpers) -> None:
        """graphql-core sets them for each operation."""

    def close(self) -> None:
        """Let go of the infos, which hold the executor."""
        self.infos.clear()

    def info(self, selected: Selected, path: LazyPath | None) -> GraphQLResolveInfo[Any]:
        return self.build_resolve_info(
            selected.definition, selected.nodes, selected.parent, whole(path)
        )

    def shared(
        self, key: int, make: Callable[[Any], Any], selected: Selected, path: LazyPath
    ) -> Any:
        """Strawberry's info for all objects of a field that asks it for the context alone."""
        self.infos[key] = made = make(self.info(selected, path))
        return made

    def arguments(self, selected: Selected, convert: Convert) -> dict[str, Any]:
        """What a method is given besides its object: the same for each object of the request."""
        key = id(selected)
        if key not in self._arguments:
            node, _, of_fragment = selected.details[0]
            values = get_argument_values(
                selected.definition, node, self.variable_values, of_fragment, self.hide_suggestions
            )
            self._arguments[key] = convert(values)
        return self._arguments[key]

    def fixed_arguments(self, selected: Selected, convert: Convert) -> dict[str, Any] | None:
        """The arguments of a field that are the same at each run: written in the document, and of
        GraphQL's own scalars or of enums. Else None.
        """
        written = (each.value for each in selected.nodes[0].arguments or ())
        kinds = (get_named_type(each.type) for each in selected.definition.args.values())
        if any(isinstance(each, OPEN) for each in written) or not all(map(_is_own, kinds)):
            return None
        with suppress(GraphQLError):
            found = self.arguments(selected, convert)
            is_fixed = all(type(each) in FIXED or isinstance(each, Enum) for each in found.values())
            return found if is_fixed else None
        return None

    def resolve(self, selected: Selected, path: LazyPath, source: Any) -> Any:
        """A field that only graphql-core may resolve."""
        return self.execute_field(selected.parent, source, selected.details, whole(path), None)

    def default(self, selected: Selected, path: LazyPath, source: Any) -> Any:
        """What graphql-core reads where a field has no resolver."""
        name = selected.nodes[0].name.value
        is_mapping = isinstance(source, Mapping)
        value = source.get(name) if is_mapping else getattr(source, name, None)
        return value(self.info(selected, path)) if callable(value) else value


def _is_own(kind: Any) -> bool:
    """Whether a literal always means the same: a scalar of a service may know `today`."""
    return is_specified_scalar_type(kind) or isinstance(kind, GraphQLEnumType)
