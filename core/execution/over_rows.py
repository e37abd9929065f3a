"""Completes edges over rows: what is selected of a node is read off its row, and the node is made
only where a method wants it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType

from core.execution.generating import completion
from core.execution.paths import LazyPath
from core.execution.sources import Attribute, source_of
from core.execution.targets import Completion, Selected, Target
from core.execution.unmade import NODE, RowInPlace, UnmadeEdges

if TYPE_CHECKING:
    from core.execution.executor import CompiledExecutor

TYPENAME = "__typename"


def completions_over(
    executor: CompiledExecutor, target: Target, edges: UnmadeEdges[Any]
) -> Mapping[type, Completion]:
    """The completion of an edge by the class of its row; none where edges are to be made."""
    if not edges:
        return {}
    known, key = executor.shape.over_rows, (id(target), edges.of, (*edges.rows.reader.conversions,))
    if key not in known:
        selected, names = _node(executor, target)
        if selected is None:
            known[key] = None
        elif complete := _completion(executor, selected, edges):
            known[key] = _edge_of(selected, complete, names)
    found = known.get(key)
    return {type(edges.rows.rows[0]): found} if found else {}


def _completion(
    executor: CompiledExecutor, selected: Selected, edges: UnmadeEdges[Any]
) -> Completion | None:
    """The completion of a node by its row; None while its class is not known."""
    of_node = executor.target(selected, selected.definition.type)
    kind = of_node.kinds.get(edges.of) if of_node else None
    if kind is None:
        return None
    fields = executor.collect_subfields(kind, selected.details).grouped_field_set
    return completion(executor, kind, fields, RowInPlace(edges.of, edges.rows.reader))


def _edge_of(selected: Selected, complete: Completion, names: Mapping[str, str]) -> Completion:
    """The completion of an edge that completes the node; `names` are its fields in their order."""
    name, parent, is_alone = selected.name, selected.parent.name, len(names) == 1

    def edge(ex: CompiledExecutor, row: Any, at: LazyPath) -> Any:
        path = (at, name, parent)
        try:
            node = complete(ex, row, path)
        except Exception as error:
            ex.failed(selected, path, error)
            return {**names, name: None}
        if type(node) is dict:
            return {name: node} if is_alone else {**names, name: node}
        return ex.gathered({**names}, {name: ex.later(selected, path, node)})

    return edge


def _node(executor: CompiledExecutor, target: Target) -> tuple[Selected | None, Mapping[str, str]]:
    """The node that is selected of an edge, where nothing else is but the edge's typename; and the
    names of both with that type.
    """
    kind, details = target.kind, target.selected.details
    if not isinstance(kind, GraphQLObjectType):
        return None, {}
    fields = executor.collect_subfields(kind, details).grouped_field_set
    held = []
    for name, of_field in fields.items():
        definition = executor.schema.get_field(kind, of_field[0].node.name.value)
        if definition is not None and of_field[0].node.name.value != TYPENAME:
            held.append(Selected(name, kind, definition, of_field, [f.node for f in of_field]))
    is_node = len(held) == 1 and source_of(held[0].definition) == Attribute(NODE)
    return held[0] if is_node else None, dict.fromkeys(fields, kind.name)
