"""Documents parsed, validated and limited once, and kept; then run with the request's variables."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    execute,
    parse,
    print_ast,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values
from graphql.type import GraphQLInputType, is_input_type
from graphql.utilities import type_from_ast
from graphql.utilities.validate_input_value import validate_input_value

from core.execution.cost import BoundOf, CostOf
from core.execution.limits import DocumentLimits, asks_for_the_schema, excess, operations

Reason = Literal["SYNTAX", "INVALID", "TOO_COMPLEX", "INTROSPECTION", "OPERATION", "VARIABLE"]


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
    """A document that may be run."""

    document: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    is_introspection: bool


class Documents:
    """The documents of one schema, prepared once and kept, least recently used out first."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: DocumentLimits,
        *,
        bound_of: BoundOf,
        kept: int,
        is_schema_public: bool,
    ) -> None:
        self.schema = schema
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
        prepared = self._prepare(text)
        self._prepared[key] = prepared
        while len(self._prepared) > self._kept:
            self._prepared.popitem(last=False)
        return prepared

    def _prepare(self, text: str) -> Prepared:
        try:
            document = parse(text, max_tokens=self._limits.tokens)
        except GraphQLError as error:
            if "Token limit" in error.message or "tokens" in error.message:
                raise Refused("TOO_COMPLEX", "tokens", self._limits.tokens) from None
            raise Refused("SYNTAX", _place(error)) from None
        except RecursionError:
            raise Refused("TOO_COMPLEX", "levels", self._limits.depth) from None
        is_introspection = asks_for_the_schema(document)
        if is_introspection and not self._is_schema_public:
            raise Refused("INTROSPECTION")
        self._validate(document)
        if passed := excess(document, self._limits):
            raise Refused("TOO_COMPLEX", passed.what, passed.most)
        named = {o.name.value if o.name else "": o for o in operations(document)}
        return Prepared(document, named, is_introspection)

    def _validate(self, document: DocumentNode) -> None:
        errors = validate(self.schema, document, max_errors=1, hide_suggestions=True)
        if errors:
            shown = errors[0].message if self._is_schema_public else ""
            raise Refused("INVALID", f"{shown} {_place(errors[0])}".strip())

    def operation(self, prepared: Prepared, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises Refused for an unknown name, and for none among several."""
        found = (
            prepared.operations.get(name or "") if name or len(prepared.operations) != 1 else None
        )
        operation = found or (next(iter(prepared.operations.values()), None) if not name else None)
        if operation is None or (not name and len(prepared.operations) != 1):
            raise Refused("OPERATION")
        if operation.operation is OperationType.SUBSCRIPTION:
            raise Refused("OPERATION")
        return operation

    async def run(
        self,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Any,
    ) -> ExecutionResult:
        """Run an operation. Raises Refused for variables that do not fit, and for a cost beyond the
        limit.
        """
        coerced = self._coerced(operation, variables)
        if (
            not prepared.is_introspection
            and self._cost_of(prepared.document, operation, coerced) > self._limits.cost
        ):
            raise Refused("TOO_COMPLEX", "objects", self._limits.cost)
        name = operation.name.value if operation.name else None
        answer = execute(
            self.schema,
            prepared.document,
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
            if is_input_type(input_type) and (place := _misfit(name, input_type, variables)):
                raise Refused("VARIABLE", place)
        raise Refused("VARIABLE", ", ".join(f"${name}" for name in definitions))


def _misfit(name: str, input_type: GraphQLInputType, variables: Mapping[str, Any]) -> str | None:
    """Where the value of a variable does not fit its type: `$input.items.0.mobile.imei1`."""
    places: list[str] = []
    if name in variables or str(input_type).endswith("!"):
        value = variables.get(name)
        validate_input_value(
            value,
            input_type,
            lambda _, path: places.append(".".join([f"${name}", *map(str, path)])[:200]),
            True,
        )
    return places[0] if places else None


def _place(error: GraphQLError) -> str:
    location = error.locations[0] if error.locations else None
    return f"({location.line}:{location.column})" if location else ""


def document_id(text: str) -> str:
    """`sha256:` and the hex of the canonical text of a one-operation document: the operation, then
    its fragments by name.
    """
    canonical = canonical_text(parse(text))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def canonical_text(document: DocumentNode, operation: OperationDefinitionNode | None = None) -> str:
    """print_ast() of an operation followed by the fragments that it reaches, by name."""
    chosen = operation or operations(document)[0]
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    reached: set[str] = set()
    _reach(chosen, fragments, reached)
    return print_ast(
        DocumentNode(definitions=(chosen, *(fragments[name] for name in sorted(reached))))
    )


def _reach(node: Any, fragments: Mapping[str, FragmentDefinitionNode], reached: set[str]) -> None:
    class Spreads(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_: Any) -> None:
            name = spread.name.value
            if name in fragments and name not in reached:
                reached.add(name)
                _reach(fragments[name], fragments, reached)

    visit(node, Spreads())
