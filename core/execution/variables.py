"""The variables of an operation, coerced at each run; what does not fit is told by its place and
never by its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
)
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_variable_values,
    input_is_nested_too_deeply,
)
from graphql.type import GraphQLInputType
from graphql.utilities import coerce_input_value

from core.execution.misfits import misfit
from core.execution.refused import Refused


class Variables:
    """The variables that one operation declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._declared: dict[str, tuple[VariableDefinitionNode, GraphQLVariableSignature]] = {}
        for definition in operation.variable_definitions or ():
            signature = get_variable_signature(schema, definition)
            assert isinstance(signature, GraphQLVariableSignature)  # noqa: S101 - is validated
            self._declared[signature.name] = (definition, signature)

    def coerced(self, values: Mapping[str, Any]) -> VariableValues:
        """The values as resolvers get them. Raises Refused for those that do not fit."""
        if unknown := sorted(set(values) - set(self._declared)):
            raise Refused("VARIABLE", f"${unknown[0][:60]}")
        found = VariableValues({}, {})
        for name, (definition, signature) in self._declared.items():
            if name in values:
                value = _coerced(values[name], signature.type)
                if value is Undefined:
                    raise Refused("VARIABLE", self._misfits(values))
                found.sources[name] = VariableValueSource(signature, values[name])
                found.coerced[name] = value
            elif definition.default_value or isinstance(signature.type, GraphQLNonNull):
                own = get_variable_values(self._schema, (definition,), {}, max_errors=1)
                if isinstance(own, list):
                    raise Refused("VARIABLE", self._misfits(values))
                found.sources.update(own.sources)  # a default of its own at each run
                found.coerced.update(own.coerced)
            else:
                found.sources[name] = VariableValueSource(signature)
        return found

    def _misfits(self, values: Mapping[str, Any]) -> str:
        for name, (_, signature) in self._declared.items():
            if place := misfit(name, signature.type, values):
                return place
        return ", ".join(f"${name}" for name in self._declared)


def _coerced(value: Any, input_type: GraphQLInputType) -> Any:
    """The value, or Undefined for one that does not fit."""
    try:
        if input_is_nested_too_deeply(value, input_type):
            return Undefined
        return coerce_input_value(value, input_type)
    except RecursionError:
        return Undefined
