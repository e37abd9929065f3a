"""Loads ahead what the fields of many objects will ask their loaders for: one statement for a
level, before its objects are completed, so that none of them waits.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type, is_abstract_type
from graphql.execution.collect_fields import FieldDetailsList

from core.execution.sources import Ahead, Attribute, Method, source_of
from core.execution.targets import Composite, Selected
from core.execution.unmade import UnmadeEdges

if TYPE_CHECKING:
    from core.execution.executor import CompiledExecutor

Resolver = TypeVar("Resolver", bound=Callable[..., Any])
Keys = dict[str, dict[Any, None]]
"""What is to be loaded, by loader."""


def ahead(loader: str, key: Callable[..., Any]) -> Callable[[Resolver], Resolver]:
    """Say of an `async` resolver what it awaits: the value of a loader for the key that comes of
    its object, its arguments and its `info`, if the key takes one; nothing where that is None. It
    is then loaded for all objects of a page at once, and none of them becomes a task. The resolver
    stays as it is; what else it awaits it waits for as ever.
    """
    takes_info = "info" in inspect.signature(key).parameters

    def mark(function: Resolver) -> Resolver:
        function.__ahead__ = Ahead(loader, key, takes_info)  # type: ignore[attr-defined]
        return function

    return mark


@dataclass(frozen=True)
class Plan:
    """What the fields selected of one type load, and where the objects below it are."""

    loads: Sequence[tuple[Selected, Method, Ahead]]
    below: Sequence[tuple[str, Selected]]


async def load_ahead(
    executor: CompiledExecutor, of_type: GraphQLOutputType, details: FieldDetailsList, value: Any
) -> None:
    """Load what the fields below a value will ask for. What fails is left to them."""
    keys: Keys = {}
    _collect(executor, of_type, details, [value], keys)
    for loader, wanted in keys.items():
        known = [key for key in wanted if key is not None]
        await executor.context_value.load_ahead(loader, known)


def loads_ahead(
    executor: CompiledExecutor, of_type: GraphQLOutputType, details: FieldDetailsList
) -> bool:
    """Whether any field below, as far as nothing is awaited on the way, has something to load."""
    return any(
        plan.loads or any(loads_ahead(executor, *_held(below)) for _, below in plan.below)
        for kind in _possible(executor, of_type)
        for plan in [_plan(executor, kind, details)]
    )


def _collect(
    executor: CompiledExecutor,
    of_type: GraphQLOutputType,
    details: FieldDetailsList,
    values: Sequence[Any],
    keys: Keys,
) -> None:
    for kind, objects in _by_type(executor, of_type, values):
        plan = _plan(executor, kind, details)
        for selected, method, load in plan.loads:
            with suppress(Exception):
                given = _given(executor, selected, method, load)
                wanted = {load.key(each, **given): None for each in objects}
                keys.setdefault(load.loader, {}).update(wanted)
        for name, below in plan.below:
            with suppress(Exception):
                held = list(map(attrgetter(name), objects))
                _collect(executor, *_held(below), held, keys)


def _given(
    executor: CompiledExecutor, selected: Selected, method: Method, load: Ahead
) -> dict[str, Any]:
    """What the key is made of beside the object."""
    given = executor.arguments(selected, method.convert) if method.convert else {}
    if not load.takes_info:
        return given
    return {**given, "info": method.make_info(executor.info(selected, None))}


def _by_type(
    executor: CompiledExecutor, of_type: GraphQLOutputType, values: Sequence[Any]
) -> Iterator[tuple[GraphQLObjectType, Sequence[Any]]]:
    """The objects among values and in their lists, by type."""
    found: dict[type, list[Any]] = {}
    for value in values:
        for each in value if isinstance(value, list | UnmadeEdges) else [value]:
            found.setdefault(type(each), []).append(each)
    kind = get_named_type(of_type)
    for of, objects in found.items():
        definition = getattr(of, "__strawberry_definition__", None)
        if definition is None:
            continue
        own = kind
        if not isinstance(kind, GraphQLObjectType):
            own = executor.schema.type_map.get(definition.name, kind)
        if isinstance(own, GraphQLObjectType):
            yield own, objects


def _plan(executor: CompiledExecutor, kind: GraphQLObjectType, details: FieldDetailsList) -> Plan:
    key = (kind, id(details))
    if key not in executor.shape.plans:
        executor.shape.plans[key] = _made(executor, kind, details)
    return executor.shape.plans[key]


def _made(executor: CompiledExecutor, kind: GraphQLObjectType, details: FieldDetailsList) -> Plan:
    loads, below = [], []
    fields = executor.collect_subfields(kind, details).grouped_field_set
    for name, of_field in fields.items():
        definition = kind.fields.get(of_field[0].node.name.value)
        source = source_of(definition) if definition is not None else None
        if definition is None or source is None:
            continue
        selected = Selected(name, kind, definition, of_field, [each.node for each in of_field])
        if isinstance(source, Method) and source.ahead:
            loads.append((selected, source, source.ahead))
        elif isinstance(source, Attribute) and isinstance(
            get_named_type(definition.type), Composite
        ):
            below.append((source.name, selected))
    return Plan(loads, below)


def _held(selected: Selected) -> tuple[GraphQLOutputType, FieldDetailsList]:
    return selected.definition.type, selected.details


def _possible(
    executor: CompiledExecutor, of_type: GraphQLOutputType
) -> Sequence[GraphQLObjectType]:
    kind = get_named_type(of_type)
    if is_abstract_type(kind):
        return executor.schema.get_possible_types(kind)
    return [kind] if isinstance(kind, GraphQLObjectType) else []


def begun(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a resolver returns whose value was loaded ahead; else something to be awaited that goes
    on with it, or raises what it has raised.
    """
    try:
        awaited = coroutine.send(None)
    except StopIteration as ended:
        return ended.value
    except BaseException as error:
        return _raising(error)
    _mark(awaited, is_waited_for=False)
    return _resumed(coroutine, awaited)


def _mark(awaited: Any, *, is_waited_for: bool) -> None:
    """Tell asyncio's future that a task is about to wait for it: it takes one at a time."""
    if awaited is not None:
        awaited._asyncio_future_blocking = is_waited_for


async def _raising(error: BaseException) -> Any:
    raise error


@types.coroutine
def _resumed(coroutine: Coroutine[Any, Any, Any], awaited: Any) -> Generator[Any, Any, Any]:
    while True:
        _mark(awaited, is_waited_for=True)
        try:
            step = partial(coroutine.send, (yield awaited))
        except BaseException as error:
            step = partial(coroutine.throw, error)
        try:
            awaited = step()
        except StopIteration as ended:
            return ended.value
