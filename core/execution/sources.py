"""Where a field's value comes from: an attribute, a method that takes nothing but the request, or
what graphql-core alone may call. Strawberry's own resolvers are recognised, anything else is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from keyword import iskeyword
from typing import Any

from graphql import GraphQLField, get_nullable_type, is_leaf_type
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from core.execution.reading import asks_for_context_alone, plain_read

DEFINITION = "strawberry-definition"
Convert = Callable[[dict[str, Any]], dict[str, Any]]

_MADE_BY = "GraphQLCoreConverter.from_resolver.<locals>."
_BASIC = f"{_MADE_BY}_get_basic_result"
_METHODS = (f"{_MADE_BY}_resolver", f"{_MADE_BY}_async_resolver")


@dataclass(frozen=True)
class Attribute:
    """An attribute of the object, or of what it holds: `row.code`."""

    name: str


@dataclass(frozen=True)
class Ahead:
    """What a resolver awaits: the value of a loader for a key, which is made of its object, its
    arguments and, where it takes that, its info.
    """

    loader: str
    key: Callable[..., Any]
    takes_info: bool


@dataclass(frozen=True)
class Method:
    """A function of the object and, where `info_name` says so, of Strawberry's info, which may be
    shared by all objects. `convert` makes its arguments of GraphQL's, where it takes any.
    """

    function: Callable[..., Any]
    has_self: bool
    source_names: tuple[str, ...]
    info_name: str | None
    shares_info: bool
    make_info: Callable[[Any], Any]
    convert: Convert | None
    ahead: Ahead | None


@dataclass(frozen=True)
class Default:
    """graphql-core's own default: a key of a mapping, else an attribute; called if callable."""


Source = Attribute | Method | Default


def source_of(field: GraphQLField) -> Source | None:
    """Where a field's value comes from; None where only graphql-core's own way is right."""
    if field.resolve is None:
        return None if field.args else Default()
    definition = field.extensions.get(DEFINITION)
    if (
        not isinstance(definition, StrawberryField)
        or type(definition).get_result is not StrawberryField.get_result
    ):
        return None
    made = getattr(field.resolve, "__qualname__", "")
    if made == _BASIC:
        return _attribute(definition)
    is_method = made in _METHODS and _are_values(field)
    return _method(field.resolve, definition) if is_method else None


def resolver_of(field: GraphQLField) -> StrawberryField | None:
    """The definition of a field that Strawberry alone resolves; None where anything may be asked
    before.
    """
    definition, made = field.extensions.get(DEFINITION), getattr(field.resolve, "__qualname__", "")
    is_own = isinstance(definition, StrawberryField) and made in (_BASIC, *_METHODS)
    return definition if is_own else None


def _attribute(definition: StrawberryField) -> Attribute | None:
    name = definition.python_name
    is_plain = definition.default_resolver is getattr and name.isidentifier()
    return Attribute(name) if is_plain and not iskeyword(name) else None


def _method(resolve: Any, definition: StrawberryField) -> Attribute | Method | None:
    made, resolver = _cells(resolve), None if definition.extensions else definition.base_resolver
    if resolver is None or not callable(resolver.wrapped_func) or made["field_exception_handlers"]:
        return None
    name = plain_read(resolver.wrapped_func)
    if name is not None and resolver.self_parameter is not None:
        return Attribute(name)
    info = resolver.info_parameter
    passed = (resolver.parent_parameter, resolver.root_parameter)
    return Method(
        resolver.wrapped_func,
        resolver.self_parameter is not None,
        tuple(dict.fromkeys(parameter.name for parameter in passed if parameter)),
        info.name if info else None,
        info is not None and asks_for_context_alone(resolver.wrapped_func, info.name),
        made["_strawberry_info_from_graphql"],
        _convert(definition, made) if definition.arguments else None,
        getattr(resolver.wrapped_func, "__ahead__", None),
    )


def _convert(definition: StrawberryField, made: dict[str, Any]) -> Convert:
    converter = _cells(made["_get_result_with_extensions"])["self"]
    return partial(
        convert_arguments,
        arguments=definition.arguments,
        scalar_registry=converter.scalar_registry,
        config=converter.config,
    )


def _cells(function: Any) -> dict[str, Any]:
    """What a function holds of those around it, by name."""
    names, cells = function.__code__.co_freevars, function.__closure__ or ()
    return {name: cell.cell_contents for name, cell in zip(names, cells, strict=True)}


def _are_values(field: GraphQLField) -> bool:
    """Whether the arguments are scalars and enums: the same ones serve each item of a list, since
    nobody can change them.
    """
    return all(is_leaf_type(get_nullable_type(each.type)) for each in field.args.values())
