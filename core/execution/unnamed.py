"""Documents whose senders stay unnamed: all root fields are of that kind, or none is, and no value
stands in the text, which errors and statistics may quote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from graphql import (
    BREAK,
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    visit,
)

VALUES = (FloatValueNode, IntValueNode, ListValueNode, ObjectValueNode, StringValueNode)


def sides(document: DocumentNode, unnamed: Collection[str]) -> set[bool]:
    """On which sides the root fields stand, True for that of the unnamed: `unnamed` holds those
    fields, as `Mutation.submitTip`. What GraphQL itself brings is on either side.
    """
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    return {
        f"{d.operation.value.capitalize()}.{name}" in unnamed
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
        for name in _names(d.selection_set, fragments)
        if not name.startswith("__")
    }


def _names(
    selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]
) -> Iterator[str]:
    """The fields of a validated selection, through its fragments."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection.name.value
        elif isinstance(selection, InlineFragmentNode):
            yield from _names(selection.selection_set, fragments)
        elif isinstance(selection, FragmentSpreadNode):
            yield from _names(fragments[selection.name.value].selection_set, fragments)


def written_value(document: DocumentNode) -> Node | None:
    """The first value that stands in the document itself; true, false, null and enums are none."""
    found: list[Node] = []

    class Finder(Visitor):
        def enter(self, node: Node, *_: Any) -> Any:
            if isinstance(node, VALUES):
                found.append(node)
                return BREAK
            return None

    visit(document, Finder())
    return found[0] if found else None
