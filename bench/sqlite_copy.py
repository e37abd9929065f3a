"""The same rows in SQLite: a database of ours, migrated, into which PostgreSQL's are copied."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from filling import settings_of
from own_postgres import URL

from core import db, migration
from core.app import create_platform

FOLDER = Path("var/bench").absolute()
TABLES = """
SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT IN ('sqlite_sequence', 'tortoise_migrations')
"""
STAY_SIGNED_IN = "UPDATE core_session SET last_seen_at = ?"


async def copied(database: str) -> str:
    """The address of a copy, made once and left for the next run."""
    file = FOLDER / f"{database}.sqlite3"
    if not file.exists():
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        await _migrate(database, f"sqlite://{new}")
        await _copy(database, new)
        new.rename(file)
    with closing(sqlite3.connect(file)) as copy, copy:
        copy.execute(STAY_SIGNED_IN, [_value(datetime.now(UTC) + timedelta(hours=1))])
    return f"sqlite://{file}"


async def _migrate(database: str, address: str) -> None:
    settings = settings_of(database).model_copy(update={"database_url": address})
    platform = create_platform(settings)
    context = await db.connect(platform.database)
    try:
        await migration.migrate(platform.database)
    finally:
        await context.close_connections()


async def _copy(database: str, file: Path) -> None:
    source = await asyncpg.connect(f"{URL}/{database}")
    try:
        with closing(sqlite3.connect(file)) as copy, copy:
            for (table,) in copy.execute(TABLES).fetchall():
                columns = [row[1] for row in copy.execute(f"PRAGMA table_info({table})")]
                names = ", ".join(f'"{name}"' for name in columns)
                rows = await source.fetch(f"SELECT {names} FROM {table}")  # noqa: S608
                places = ", ".join("?" * len(columns))
                copy.executemany(
                    f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})",  # noqa: S608
                    [[*map(_value, row)] for row in rows],
                )
    finally:
        await source.close()


def _value(value: Any) -> Any:
    """A value as Tortoise writes it into SQLite."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
