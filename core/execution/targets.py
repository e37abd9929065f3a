"""Which objects a selected field may hold, and the completion of each by its class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import GeneratorType, NoneType
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLUnionType,
    Undefined,
)
from graphql.execution.collect_fields import FieldDetailsList
from strawberry.types.base import StrawberryObjectDefinition

from core.execution.sources import DEFINITION

if TYPE_CHECKING:
    from core.execution.executor import CompiledExecutor

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
Completion = Callable[["CompiledExecutor", Any, Any], Any]
"""(executor, object, path) to the dict of its fields, or to a coroutine of it."""


@dataclass(frozen=True, slots=True)
class Selected:
    """One field as an operation selects it from one type, by its name in the answer."""

    name: str
    parent: GraphQLObjectType
    definition: GraphQLField
    details: FieldDetailsList
    nodes: list[FieldNode]


@dataclass(frozen=True, slots=True)
class Target:
    """What a selected field, or each item of its list, holds: `kind` behind `type_`.

    `completions` fills with the classes that were met, where the class alone decides; `kinds` says
    which type each is.
    """

    selected: Selected
    type_: GraphQLOutputType
    kind: Composite
    completions: dict[type, Completion] = field(default_factory=dict)
    kinds: dict[type, GraphQLObjectType] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether Strawberry asks the object for its type: `strawberry.cast` then decides."""
        return not isinstance(self.kind, GraphQLObjectType) or self.kind.is_type_of is not None

    def learn(self, executor: CompiledExecutor, value: Any, info: GraphQLResolveInfo[Any]) -> None:
        """Remember the completion of the value's class, once graphql-core has completed one."""
        found = self._type_of(value, info) if is_ordinary(type(value)) else None
        if found is not None:
            key = (found, id(self.selected.details))
            if completion := executor.shape.completions.get(key):
                self.completions[type(value)], self.kinds[type(value)] = completion, found

    def _type_of(self, value: Any, info: GraphQLResolveInfo[Any]) -> GraphQLObjectType | None:
        """The object type of every value of this class; None where a class does not settle it."""
        kind = self.kind
        if not self.is_asked:
            return kind if isinstance(kind, GraphQLObjectType) else None
        own = getattr(type(value), "__strawberry_definition__", None)
        if not isinstance(own, StrawberryObjectDefinition) or not _is_settled(own):
            return None
        if not isinstance(kind, GraphQLObjectType):
            name = kind.resolve_type(value, info, kind) if _is_own(kind) else None  # type: ignore[misc]
            found = info.schema.get_type(name) if isinstance(name, str) else None
            if not isinstance(found, GraphQLObjectType):
                return None
            kind = found
        definition = kind.extensions.get(DEFINITION)
        return kind if definition is own else None


def _is_own(kind: GraphQLInterfaceType | GraphQLUnionType) -> bool:
    """Whether Strawberry itself tells the types behind an interface or union apart."""
    definition = kind.extensions.get(DEFINITION)
    return definition is not None and getattr(definition, "resolve_type", None) is None


def _is_settled(own: StrawberryObjectDefinition) -> bool:
    return own.is_type_of is None and not own.is_graphql_generic and own.concrete_of is None


def is_ordinary(kind: type) -> bool:
    """Whether values of a class are neither null nor awaited."""
    return kind not in (NoneType, type(Undefined), GeneratorType) and not hasattr(kind, "__await__")
