"""graphql-core's executor beside ours: what each answers, as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
    parse,
)
from graphql.pyutils import is_awaitable

from core.execution.cost import CostOf
from core.execution.ready import ReadyOperation
from core.execution.shapes import Shapes


@dataclass(frozen=True)
class Executors:
    """One document of one operation, ready for both."""

    schema: GraphQLSchema
    document: DocumentNode
    ready: ReadyOperation

    async def ours(self, variables: dict[str, Any], context: Any, root: Any = None) -> bytes:
        coerced = self.ready.variables.coerced(variables)
        return told(await self.ready.run(self.schema, coerced, context, root))

    async def theirs(self, variables: dict[str, Any], context: Any, root: Any = None) -> bytes:
        answer = execute(
            self.schema,
            self.document,
            root_value=root,
            context_value=context,
            variable_values=variables,
            hide_suggestions=True,
        )
        result = await answer if is_awaitable(answer) else answer
        assert isinstance(result, ExecutionResult)
        return told(result)


def executors_of(schema: GraphQLSchema, text: str) -> Executors:
    document = parse(text)
    (operation,) = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    cost_of = CostOf(schema, lambda _: None)
    return Executors(
        schema, document, ReadyOperation(schema, document, operation, cost_of, Shapes(8))
    )


def told(result: ExecutionResult) -> bytes:
    """Data and errors in their order, with all that is told of an error."""
    errors = [
        [
            error.message,
            error.path,
            [list(place) for place in error.locations or ()],
            type(error.original_error).__name__,
            str(error.original_error),
        ]
        for error in result.errors or ()
    ]
    return orjson.dumps([result.data, errors])
