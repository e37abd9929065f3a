"""What is wrong with a setting, in a line that names the key and the one that was perhaps meant."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import BaseModel, ValidationError


def faults_of(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[str]:
    """A line for each fault: the key, what is wrong with it, and the key that was perhaps meant."""
    return [
        _fault(entry, model, prefix)
        for entry in error.errors(include_input=False, include_url=False)
    ]


def _fault(entry: Any, model: type[BaseModel], prefix: str) -> str:
    place = ".".join([prefix, *map(str, entry["loc"])]).strip(".")
    if entry["type"] != "extra_forbidden":
        return f"setting {place}: {entry['msg']}"
    known = _keys(model, entry["loc"][:-1])
    close = difflib.get_close_matches(str(entry["loc"][-1]), known, 1)
    return f"setting {place}: no such key" + (
        f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(known)}"
    )


def _keys(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    for step in path:
        inner = model.model_fields.get(str(step))
        if (
            inner is None
            or not isinstance(inner.annotation, type)
            or not issubclass(inner.annotation, BaseModel)
        ):
            return []
        model = inner.annotation
    return sorted(model.model_fields)
