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
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Visitor,
    visit,
)

INTROSPECTION = ("__schema", "__type")


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


def excess(document: DocumentNode, limits: DocumentLimits) -> Excess | None:
    """The first limit that the document passes; None when it keeps to all. Fragments count wherever
    they are spread.
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
        found = (counter.roots, counter.depth, counter.aliases, counter.directives)
        for limit, number in zip(counted, found, strict=True):
            if number > limit.most:
                return limit
    return None


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]


class _Counter:
    """Counts what an operation holds, fragments included; stops as soon as any count is beyond all
    limits.
    """

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], limits: DocumentLimits
    ) -> None:
        self._fragments = fragments
        self._most = limits.tokens * 4
        self.visited = self.roots = self.depth = self.aliases = self.directives = 0

    def walk(self, selections: SelectionSetNode, level: int) -> None:
        for selection in selections.selections:
            self.visited += 1
            if self.visited > self._most:
                self.aliases = self._most
                return
            self.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                self._field(selection, level)
            elif isinstance(selection, InlineFragmentNode):
                self.walk(selection.selection_set, level)
            elif isinstance(selection, FragmentSpreadNode):
                self.walk(self._fragments[selection.name.value].selection_set, level)

    def _field(self, field: FieldNode, level: int) -> None:
        if field.name.value in INTROSPECTION:
            self.roots += level == 1
            return
        self.depth = max(self.depth, level)
        self.roots += level == 1
        self.aliases += field.alias is not None
        if field.selection_set:
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
