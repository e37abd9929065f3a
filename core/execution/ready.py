"""One operation with all that depends on its document alone: cost, variables, fragments, and the
shapes in which it has run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution import default_field_resolver, default_type_resolver
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues
from graphql.pyutils import is_awaitable

from core.execution.cost import CostOf
from core.execution.executor import CompiledExecutor
from core.execution.shapes import Shapes
from core.execution.variables import Variables

CONDITIONS = ("skip", "include")


class ReadyOperation:
    """A validated operation, ready to run."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        cost_of: CostOf,
        shapes: Shapes,
    ) -> None:
        self._operation = operation
        self._fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._details = {name: FragmentDetails(node) for name, node in self._fragments.items()}
        self._conditions = sorted(set(_conditions(document)))
        self._shapes = shapes
        self._asked: dict[object, Any] = {}
        self.variables = Variables(schema, operation)
        self.cost = cost_of(operation, self._fragments)

    async def run(
        self, schema: GraphQLSchema, variables: VariableValues, context: Any, root: Any
    ) -> ExecutionResult:
        """What comes of the operation with coerced variables."""
        context.asked = self._asked
        executor = CompiledExecutor(
            schema,
            self._fragments,
            self._details,
            root,
            context,
            self._operation,
            variables,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            hide_suggestions=True,
            shape=self._shapes.of(self, tuple(map(variables.coerced.get, self._conditions))),
        )
        answer = executor.execute_operation()
        try:
            result = await answer if is_awaitable(answer) else answer
        finally:
            executor.close()
        assert isinstance(result, ExecutionResult)  # noqa: S101 - nothing is incremental
        return result


def _conditions(document: DocumentNode) -> Iterator[str]:
    """The variables that decide what is skipped."""
    found: list[str] = []

    class Finder(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            if node.name.value in CONDITIONS:
                values = (argument.value for argument in node.arguments or ())
                found.extend(v.name.value for v in values if isinstance(v, VariableNode))

    visit(document, Finder())
    return iter(found)
