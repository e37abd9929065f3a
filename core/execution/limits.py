"""Limits on documents, each judged before anything runs: depth, aliases, directives, root fields,
introspection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Lexer,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Source,
    TokenKind,
    Visitor,
    visit,
)

INTROSPECTION = ("__schema", "__type")
NESTING = 32
"""How deep brackets of all kinds may stand in one another: the parser is never led deeper."""

_OPENING = (TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L)
_CLOSING = (TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R)


@dataclass(frozen=True)
class DocumentLimits:
    """How large a document may be."""

    tokens: int
    depth: int
    aliases: int
    root_fields: int
    directives: int
    cost: int


@dataclass(frozen=True)
class Excess:
    """A limit that a document passes."""

    what: str
    most: int


def oversize(text: str, limits: DocumentLimits) -> Excess | None:
    """The limit that a text passes before it is even parsed. Comments count as tokens. Raises
    GraphQLSyntaxError.
    """
    lexer = Lexer(Source(text))
    token, tokens, nesting = lexer.token, 0, 0
    while (token := lexer.read_next_token(token.end)).kind is not TokenKind.EOF:
        tokens += 1
        nesting += (token.kind in _OPENING) - (token.kind in _CLOSING)
        if tokens > limits.tokens:
            return Excess("tokens", limits.tokens)
        if nesting > NESTING:
            return Excess("levels", limits.depth)
    return None


def excess(document: DocumentNode, limits: DocumentLimits) -> Excess | None:
    """The first limit that the document passes; None when it keeps to all. Fragments count wherever
    they are spread; cycles and unknown names are left to validation.
    """
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    for operation in operations(document):
        is_mutation = operation.operation is OperationType.MUTATION
        roots = 1 if is_mutation else limits.root_fields
        counted = (
            Excess("mutation fields" if is_mutation else "root fields", roots),
            Excess("levels", limits.depth),
            Excess("aliases", limits.aliases),
            Excess("directives", limits.directives),
        )
        counter = _Counter(fragments, limits)
        counter.walk(operation.selection_set, 1)
        counter.directives += len(operation.directives or ())
        if counter.is_exhausted:
            return Excess("tokens", limits.tokens)
        found = (counter.roots, counter.depth, counter.aliases, counter.directives)
        for limit, number in zip(counted, found, strict=True):
            if number > limit.most:
                return limit
    return None


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]


class _Counter:
    """Counts what an operation holds, fragments included; goes no deeper than the limit, and stops
    when fragments of fragments swell it beyond what any document could say itself.
    """

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], limits: DocumentLimits
    ) -> None:
        self._fragments = fragments
        self._limits = limits
        self._open: set[str] = set()
        self._visited = self.roots = self.depth = self.aliases = self.directives = 0

    @property
    def is_exhausted(self) -> bool:
        return self._visited > self._limits.tokens

    def walk(self, selections: SelectionSetNode, level: int) -> None:
        for selection in selections.selections:
            self._visited += 1
            if self.is_exhausted:
                return
            self.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                self._field(selection, level)
            elif isinstance(selection, InlineFragmentNode):
                self.walk(selection.selection_set, level)
            elif isinstance(selection, FragmentSpreadNode):
                self._spread(selection.name.value, level)

    def _spread(self, name: str, level: int) -> None:
        if name in self._fragments and name not in self._open:
            self._open.add(name)
            self.walk(self._fragments[name].selection_set, level)
            self._open.remove(name)

    def _field(self, field: FieldNode, level: int) -> None:
        if field.name.value in INTROSPECTION:
            self.roots += level == 1
            return
        self.depth = max(self.depth, level)
        self.roots += level == 1
        self.aliases += field.alias is not None
        if field.selection_set and level <= self._limits.depth:
            self.walk(field.selection_set, level + 1)


def asks_for_the_schema(document: DocumentNode) -> bool:
    """Whether a document asks for __schema or __type anywhere."""
    found: list[str] = []

    class Finder(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if node.name.value in INTROSPECTION:
                found.append(node.name.value)

    visit(document, Finder())
    return bool(found)
