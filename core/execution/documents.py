"""Documents parsed, validated and limited once, and kept; then run with the request's variables."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

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
    parse,
    validate,
)

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
from core.execution.ready import ReadyOperation
from core.execution.refused import Refused
from core.execution.shapes import Shapes
from core.execution.unnamed import sides, written_value

LONGEST_TEXT = 20_000
"""Characters of the longest text whose document is kept, so that padding cannot fill the memory."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A document that may be run; whether for somebody who is not recognised."""

    document: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    ready: Mapping[str, ReadyOperation]
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
        self._shapes = Shapes(kept)
        self._prepared: OrderedDict[bytes, Prepared] = OrderedDict()
        self._trusted: dict[str, str] = {}

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

    def prepare_trusted(self, texts: Mapping[str, str]) -> None:
        """Prepare trusted documents by id, as many as are kept; what does not fit this schema is
        refused when it is asked for.
        """
        for name, text in list(texts.items())[: self._kept]:
            self._trusted[name] = text
            with suppress(Refused):
                self.prepare(text)

    def trusted(self, document_id: str) -> str | None:
        """The text of a trusted document that was prepared at the start."""
        return self._trusted.get(document_id)

    def _prepare(self, text: str) -> Prepared:
        document = self._parse(text)
        if not self._is_schema_public and asks_for_the_schema(document):
            raise Refused("INTROSPECTION")
        _refuse(excess(document, self._limits))  # before validation, which costs far more
        self._validate(document)
        named = {_name(operation): operation for operation in operations(document)}
        ready = {
            name: ReadyOperation(self.schema, document, operation, self._cost_of, self._shapes)
            for name, operation in named.items()
        }
        return Prepared(document, named, ready, self._is_unnamed(document))

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
        try:
            ready = prepared.ready[_name(operation)]
            coerced = ready.variables.coerced(variables)
            if ready.cost.total(coerced.coerced) > self._limits.cost:
                raise Refused("TOO_COMPLEX", "objects", self._limits.cost)
            return await ready.run(self.schema, coerced, context, root)
        finally:
            context.close()


def _name(operation: OperationDefinitionNode) -> str:
    return operation.name.value if operation.name else ""


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
