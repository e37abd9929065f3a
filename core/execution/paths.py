"""Paths of the answer as plain tuples, which are made at each object and needed at few."""

from __future__ import annotations

from typing import Any

from graphql.pyutils import Path

LazyPath = tuple[Any, Any, Any]
"""(path before or None, key, name of the type or None); a Path is one."""


def whole(path: LazyPath | None) -> Any:
    """graphql-core's own path; None at the root."""
    if type(path) is Path or path is None:
        return path
    before, key, typename = path
    return Path(whole(before), key, typename)
