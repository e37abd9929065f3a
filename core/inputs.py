"""Makes input objects of what was sent, as Strawberry does, but looks at their types once: it reads
names and annotations of all fields again for each value, a tenth of what a report cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from typing import Any

from strawberry.relay import GlobalID
from strawberry.scalars import is_scalar
from strawberry.types.arguments import InputContext
from strawberry.types.base import StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition

Field = tuple[str, str, Any]
"""The name in GraphQL and in Python, and the type; None where the value is taken as it is."""

_known: dict[tuple[type, object], tuple[Sequence[str], Sequence[Field]]] = {}


def made(of: type, value: Mapping[str, Any], context: InputContext) -> Any:
    """An input object of its fields by their names in GraphQL; Strawberry's hook `from_input`."""
    key = (of, context.config.name_converter)
    if key not in _known:
        _known[key] = _looked_up(of, context)
    nulls, fields = _known[key]
    given: dict[str, Any] = dict.fromkeys(nulls)
    for name, attribute, kind in fields:
        if name in value:
            sent = value[name]
            given[attribute] = sent if kind is None else context.convert(sent, kind, name)
    return of(**given)


def _looked_up(of: Any, context: InputContext) -> tuple[Sequence[str], Sequence[Field]]:
    """The fields that are null unless they are sent, and all fields."""
    definition = of.__strawberry_definition__
    nulls, fields = [], []
    for field in definition.fields:
        if field.default_value is MISSING and field.default_factory is MISSING:
            nulls.append(field.python_name)
        kind = field.resolve_type(type_definition=definition)
        name = context.config.name_converter.from_field(field)
        fields.append((name, field.python_name, None if _is_plain(kind, context) else kind))
    return nulls, fields


def _is_plain(kind: Any, context: InputContext) -> bool:
    """Whether values of a type are what graphql-core has made of them."""
    while type(kind) is StrawberryOptional:  # its subclass for what may be left out wraps values
        kind = kind.of_type
    if isinstance(kind, StrawberryEnumDefinition):
        return True
    return kind is not GlobalID and is_scalar(kind, context.scalar_registry)
