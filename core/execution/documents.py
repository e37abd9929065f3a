"""Documents parsed, validated and limited once, and kept; then run with the request's variables."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    VariableNode,
    execute,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values
from graphql.type import is_input_type
from graphql.utilities import type_from_ast

from core.execution.cost import BoundOf, CostOf
from core.execution.document_ids import canonical_text, document_id
from core.execution.limits import (
    DocumentLimits,
    Excess,
    asks_for_the_schema,
    excess,
    operations,
    oversize,
)
from core.execution.misfits import misfit
from core.execution.unnamed import sides, written_value

LONGEST_TEXT = 20_000
"""Characters of the longest text whose document is kept, so that padding cannot fill the memory."""

Reason = Literal[
    "SYNTAX",
    "INVALID",
    "TOO_COMPLEX",
    "INTROSPECTION",
    "OPERATION",
    "SUBSCRIPTION",
    "VARIABLE",
    "MIXED",
    "WRITTEN_VALUE",
]


class Refused(Exception):
    """A document that is not run: why, and in a few words where. Never holds a value that the
    client sent.
    """

    def __init__(self, reason: Reason, detail: str = "", most: int = 0) -> None:
        self.reason = reason
        self.detail = detail
        self.most = most
        super().__init__(reason)


@dataclass(frozen=True)
class Prepared:
    """A document that may be run; whether for somebody who is not recognised."""

    document: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    is_unnamed: bool = False


class Documents:
    """The documents of one schema, prepared once and kept, least recently used out first.
    `unnamed` are the root fields for which nobody is recognised, as `Mutation.submitTip`.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: DocumentLimits,
        *,
        bound_of: BoundOf,
        kept: int,
        is_schema_public: bool,
        unnamed: Collection[str] = (),
    ) -> None:
        self.schema = schema
        self.unnamed = unnamed
        self._limits = limits
        self._kept = kept
        self._is_schema_public = is_schema_public
        self._cost_of = CostOf(schema, bound_of)
        self._prepared: OrderedDict[bytes, Prepared] = OrderedDict()

    def prepare(self, text: str) -> Prepared:
        """The prepared document of a text. Raises Refused."""
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if key in self._prepared:
            self._prepared.move_to_end(key)
            return self._prepared[key]
        self._prepared[key] = prepared = self._prepare(text)
        while len(self._prepared) > self._kept:
            self._prepared.popitem(last=False)
        return prepared

    def _prepare(self, text: str) -> Prepared:
        document = self._parse(text)
        if not self._is_schema_public and asks_for_the_schema(document):
            raise Refused("INTROSPECTION")
        _refuse(excess(document, self._limits))  # before validation, which costs far more
        self._validate(document)
        named = {o.name.value if o.name else "": o for o in operations(document)}
        return Prepared(document, named, self._is_unnamed(document))

    def _is_unnamed(self, document: DocumentNode) -> bool:
        found = sides(document, self.unnamed)
        if len(found) > 1:
            raise Refused("MIXED")
        if True not in found:
            return False
        if value := written_value(document):
            raise Refused("WRITTEN_VALUE", _place(GraphQLError("", value)))
        return True

    def _parse(self, text: str) -> DocumentNode:
        if len(text) > LONGEST_TEXT:  # graphql-core counts the lines of the text for each error
            raise Refused("TOO_COMPLEX", "characters", LONGEST_TEXT)
        try:
            _refuse(oversize(text, self._limits))
            return parse(text)
        except GraphQLSyntaxError as error:
            raise Refused("SYNTAX", _place(error)) from None

    def _validate(self, document: DocumentNode) -> None:
        errors = validate(self.schema, document, max_errors=1, hide_suggestions=True)
        if errors:
            is_shown = self._is_schema_public and not _quotes_a_value(errors[0])
            shown = errors[0].message if is_shown else ""
            raise Refused("INVALID", f"{shown} {_place(errors[0])}".strip())

    def id_of(self, text: str) -> str | None:
        """The id that a text of exactly one operation has as a trusted document; None for others.
        Raises Refused.
        """
        document = self._parse(text)
        return document_id(canonical_text(document)) if len(operations(document)) == 1 else None

    def operation(
        self, prepared: Prepared, name: str | None, *, subscribes: bool = False
    ) -> OperationDefinitionNode:
        """The operation to run: a subscription, or anything else. Raises Refused for an unknown
        name, for none among several, and for the other kind.
        """
        chosen = prepared.operations.get(name) if name else None
        if not name and len(prepared.operations) == 1:
            chosen = next(iter(prepared.operations.values()))
        is_one = chosen is not None and chosen.operation is OperationType.SUBSCRIPTION
        if chosen is None or is_one != subscribes:
            raise Refused("SUBSCRIPTION" if subscribes else "OPERATION")
        return chosen

    async def run(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Any,
        root: Any = None,
    ) -> ExecutionResult:
        """Run an operation; `root` is the source of its root fields. Raises Refused for variables
        that do not fit, and for a cost beyond the limit.
        """
        coerced = self._coerced(operation, variables)
        if self._cost_of(prepared.document, operation, coerced) > self._limits.cost:
            raise Refused("TOO_COMPLEX", "objects", self._limits.cost)
        name = operation.name.value if operation.name else None
        answer = execute(
            self.schema,
            prepared.document,
            root_value=root,
            context_value=context,
            variable_values=dict(variables),
            operation_name=name,
            hide_suggestions=True,
        )
        return answer if isinstance(answer, ExecutionResult) else await answer

    def _coerced(
        self, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        definitions = {d.variable.name.value: d for d in operation.variable_definitions or ()}
        if unknown := sorted(set(variables) - set(definitions)):
            raise Refused("VARIABLE", f"${unknown[0][:60]}")
        values = get_variable_values(
            self.schema, tuple(definitions.values()), dict(variables), max_errors=1
        )
        if not isinstance(values, list):
            return values.coerced
        for name, definition in definitions.items():
            input_type = type_from_ast(self.schema, definition.type)
            if is_input_type(input_type) and (place := misfit(name, input_type, variables)):
                raise Refused("VARIABLE", place)
        raise Refused("VARIABLE", ", ".join(f"${name}" for name in definitions))


def _place(error: GraphQLError) -> str:
    location = error.locations[0] if error.locations else None
    return f"({location.line}:{location.column})" if location else ""


def _refuse(passed: Excess | None) -> None:
    if passed:
        raise Refused("TOO_COMPLEX", passed.what, passed.most)


def _quotes_a_value(error: GraphQLError) -> bool:
    """Whether graphql-core's message may repeat what the client wrote as a value."""
    at = error.nodes[0] if error.nodes else None
    return isinstance(at, ValueNode | ObjectFieldNode) and not isinstance(at, VariableNode)
