"""What makes each start a sixth shorter; `core` imports it before anything else."""

from __future__ import annotations

import gc
import linecache
import sys

from tortoise import Model, models

YOUNG_OBJECTS = 10_000
"""As many more are made than freed before cycles are looked for: a start, or a page of a list,
makes thousands that stay or have none. Python's own figure is 700.
"""

_comments_of_columns = models._get_comments


def _comments(cls: type[Model]) -> dict[str, str]:
    """Tortoise parses a whole module for each model in it, in search of `#:`, which few have."""
    file = getattr(sys.modules[cls.__module__], "__file__", None) or ""
    has_some = any("#:" in line for line in linecache.getlines(file))
    return _comments_of_columns(cls) if has_some else {}


gc.set_threshold(YOUNG_OBJECTS)
models._get_comments = _comments
