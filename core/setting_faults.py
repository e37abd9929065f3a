"""What is wrong with a setting, in a line that names the key and the one that was perhaps meant."""

from __future__ import annotations

import difflib
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError


def faults_of(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[str]:
    """A line for each fault: the key, what is wrong with it, and the key that was perhaps meant."""
    return [
        _fault(entry, model, prefix)
        for entry in error.errors(include_input=False, include_url=False)
    ]


def _fault(entry: Any, model: type[BaseModel], prefix: str) -> str:
    steps = [str(step) for step in entry["loc"] if step != "[key]"]  # pydantic's word for a name
    place = ".".join([prefix, *steps]).strip(".")
    if entry["type"] != "extra_forbidden":
        message = entry["msg"].removeprefix("Value error, ")  # pydantic's word for one of ours
        return f"setting {place}: {message}"
    known = _keys(model, entry["loc"][:-1])
    close = difflib.get_close_matches(str(entry["loc"][-1]), known, 1)
    return f"setting {place}: no such key" + (
        f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(known)}"
    )


def _keys(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    inside: Any = model
    for step in path:
        if get_origin(inside) is dict:  # a table whose keys are names: any step leads into a value
            inside = get_args(inside)[1]
        elif _is_model(inside) and str(step) in inside.model_fields:
            inside = inside.model_fields[str(step)].annotation
        else:
            return []
    return sorted(inside.model_fields) if _is_model(inside) else []


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
