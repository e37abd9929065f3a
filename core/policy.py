"""Who may read a field or send a mutation. Every field declares it; a field without policy or
description stops the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast, dataclass_transform

import strawberry
from strawberry.types import get_object_definition

from core.inputs import made

if TYPE_CHECKING:
    from core.context import Context
    from core.viewers import Viewer

    Info = strawberry.Info[Context, None]
else:
    Info = strawberry.Info

T = TypeVar("T")
Resolver = TypeVar("Resolver", bound=Callable[..., Any])

POLICY = "policy"
BOUND = "bound"


@dataclass(frozen=True)
class Policy:
    """A rule by name. `allows(viewer, source)` is asked before the resolver; None asks nothing and
    nobody.
    """

    name: str
    allows: Callable[[Viewer, Any], bool] | None = None


PUBLIC = Policy("PUBLIC")
"""Anyone. The viewer is not even looked up."""

UNNAMED = Policy("UNNAMED")
"""Anyone, and nobody is recognised: session, cookie, Authorization and client address are not
read. For root fields of queries and mutations; they make their whole document unnamed.
"""

SCOPED = Policy("SCOPED")
"""Whoever was given the object that holds the field: objects are only ever reached through the
viewer's scope.
"""

SIGNED_IN = Policy("SIGNED_IN", lambda viewer, _: viewer.is_signed_in)
CITIZEN = Policy("CITIZEN", lambda viewer, _: viewer.citizen is not None)
OFFICER = Policy("OFFICER", lambda viewer, _: viewer.officer is not None)
SELF = Policy("SELF", lambda viewer, source: viewer.is_signed_in and viewer.id == source.row.id)
"""The person that the object is, alone."""


def field(
    description: str, *, policy: Policy | None = None, bound: int | None = None, **options: Any
) -> Any:
    """A plain field with its description and policy (the type's where it has none).

    A plain list counts its `bound` in the cost of a document: the most that it can hold.
    """
    return strawberry.field(
        description=description, metadata={POLICY: policy, BOUND: bound}, **options
    )


def resolver(
    description: str, *, policy: Policy | None = None, bound: int | None = None, **options: Any
) -> Callable[[Resolver], Resolver]:
    """A field that a method answers, declared as `field` is."""
    return cast(
        Callable[[Resolver], Resolver], field(description, policy=policy, bound=bound, **options)
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(field, strawberry.field))
def object_type(
    description: str, *, policy: Policy = SCOPED, **options: Any
) -> Callable[[type[T]], type[T]]:
    """A GraphQL object type; its fields have this policy unless they name another."""
    return _declare(strawberry.type, description, policy, options)


@dataclass_transform(kw_only_default=True, field_specifiers=(field, strawberry.field))
def interface_type(
    description: str, *, policy: Policy = SCOPED, **options: Any
) -> Callable[[type[T]], type[T]]:
    """A GraphQL interface; its fields have this policy unless they name another."""
    return _declare(strawberry.interface, description, policy, options)


@dataclass_transform(kw_only_default=True, field_specifiers=(field, strawberry.field))
def input_type(description: str, **options: Any) -> Callable[[type[T]], type[T]]:
    """A GraphQL input type."""

    def decorate(cls: type[T]) -> type[T]:
        declared: type[T] = strawberry.input(cls, description=description, **options)
        get_object_definition(declared, strict=True).from_input = made
        return declared

    return decorate


def _declare(
    make: Any, description: str, policy: Policy, options: dict[str, Any]
) -> Callable[[type[T]], type[T]]:
    def decorate(cls: type[T]) -> type[T]:
        declared: type[T] = make(cls, description=description, **options)
        declared.__policy__ = policy  # type: ignore[attr-defined]
        return declared

    return decorate
