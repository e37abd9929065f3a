"""The id of a document: the hash of its canonical text, as the frontend contract writes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    Visitor,
    print_ast,
    visit,
)

from core.execution.limits import operations


def document_id(canonical: str) -> str:
    """`sha256:` and the hex of a canonical text."""
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
