"""What a resolver reads of its object and of its info, told from its bytecode. What is not settled
by that may be anything.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from types import CodeType, FunctionType
from typing import Any

from tortoise.models import Model

ROW = "row"
"""By this name a type holds the record that it shows."""

CONTEXT = "context"
ATTRIBUTES = ("LOAD_ATTR", "LOAD_METHOD")
SILENT = ("RESUME", "EXTENDED_ARG")


@lru_cache(maxsize=4096)
def plain_read(function: Callable[..., Any]) -> str | None:
    """`row.code` of a method that does nothing but `return self.row.code`."""
    if not isinstance(function, FunctionType):
        return None
    steps = [each for each in dis.get_instructions(function) if each.opname not in SILENT]
    names = [str(each.argval) for each in steps[1:-1]]
    is_plain = (
        len(steps) > 2
        and steps[0].opname == "LOAD_FAST"
        and steps[0].argval == _first(function.__code__)
        and all(each.opname == "LOAD_ATTR" for each in steps[1:-1])
        and steps[-1].opname == "RETURN_VALUE"
    )
    return ".".join(names) if is_plain else None


@lru_cache(maxsize=4096)
def asks_for_context_alone(function: Callable[..., Any], info: str) -> bool:
    """Whether a resolver reads nothing of its info but the context, the same for all objects."""
    if not isinstance(function, FunctionType):
        return False
    return all(way[:1] == [CONTEXT] for way in _ways(function.__code__, info))


@lru_cache(maxsize=4096)
def columns_read(
    function: Callable[..., Any], of: type, model: type[Model]
) -> frozenset[str] | None:
    """The columns of its record that a method of a type reads; None where that is not settled."""
    found: set[str] = set()
    for way in _ways_of_self(function):
        if way[:1] == [ROW]:
            columns = _columns_behind(way[1], model) if len(way) > 1 else None
        else:
            columns = frozenset() if way and _is_kept(way[0], of) else None
        if columns is None:
            return None
        found |= columns
    return frozenset(found)


def _columns_behind(
    name: str, model: type[Model], callers: frozenset[str] = frozenset()
) -> frozenset[str] | None:
    """The columns behind an attribute of a record: its own, or those that a method of it reads.
    `callers` are the methods by which it was come to.
    """
    column = model._meta.fields_db_projection.get(name)
    if column is not None:
        return frozenset({column})
    member = inspect.getattr_static(model, name, None)
    known, found = callers | {name}, set[str]()
    for way in _ways_of_self(member.fget if isinstance(member, property) else member):
        if not way:
            return None
        if way[0] in known:  # what that reads is counted where it was come to
            continue
        columns = _columns_behind(way[0], model, known)
        if columns is None:
            return None
        found |= columns
    return frozenset(found)


def _is_kept(name: str, of: type) -> bool:
    """Whether a name is that of something an object holds, and not of what could read the rest."""
    is_held = name in getattr(of, "__dataclass_fields__", {}) and not hasattr(of, name)
    return is_held or name == "__class__"


def _ways_of_self(function: Any) -> Iterator[Sequence[str]]:
    if isinstance(function, FunctionType) and (this := _first(function.__code__)):
        yield from _ways(function.__code__, this)
    else:
        yield []


def _ways(code: CodeType, name: str) -> Iterator[Sequence[str]]:
    """For each use of a name the attributes that are read of it, one behind another."""
    if name in code.co_cellvars or "super" in code.co_names:  # others read it as well
        yield []
    steps = [each for each in dis.get_instructions(code) if each.opname not in SILENT]
    for place, step in enumerate(steps):
        if step.argval == name and step.opname.endswith("_FAST"):
            behind = steps[place + 1 :] if step.opname == "LOAD_FAST" else []
            read = takewhile(lambda each: each.opname in ATTRIBUTES, behind)
            yield [str(each.argval) for each in read]


def _first(code: CodeType) -> str | None:
    return code.co_varnames[0] if code.co_argcount else None
