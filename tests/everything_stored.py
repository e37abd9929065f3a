"""All that a database holds, as one digest for each table: what a refused call must leave as it
is.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tortoise import Tortoise
from tortoise.connection import get_connection

from core.db import fetch, is_sqlite

COUNTERS = frozenset({"core_rate_limit"})
"""Tries are counted, refused ones among them. Nothing else may change."""

OF_ROWS = (
    "SELECT '{table}' AS name, COUNT(*) || ' ' || SUM(HASHTEXTEXTENDED(t::TEXT, 0)) AS digest"
    ' FROM "{table}" t'
)


async def everything() -> dict[str, object]:
    """A digest of the rows of each table but the counters; digests of one process compare."""
    tables = sorted(
        model._meta.db_table for models in Tortoise.apps.values() for model in models.values()
    )
    kept = [table for table in tables if table not in COUNTERS]
    if is_sqlite():
        with closing(sqlite3.connect(get_connection("default").filename)) as connection:
            return {table: _digest(connection, table) for table in kept}
    union = " UNION ALL ".join(OF_ROWS.format(table=table) for table in kept)
    return {row["name"]: row["digest"] for row in await fetch(union)}


def _digest(connection: sqlite3.Connection, table: str) -> tuple[int, int]:
    hashes = [hash(row) for row in connection.execute(f'SELECT * FROM "{table}"')]
    return len(hashes), sum(hashes)
