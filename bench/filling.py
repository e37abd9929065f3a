"""The data that all servers of `compare.py` and `growth.py` answer from: 25,000 stations, and so
many requests with three events each. The rows are made by PostgreSQL itself.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from own_postgres import URL, new_database

from core import db, migration
from core.app import create_platform
from core.demo.stations import write_units
from core.settings import Settings
from core.units.importer import import_units

SECRET_KEY = hashlib.sha256(b"bench").hexdigest()
POLICED = 100
"""Stations that have requests, each with an officer."""
CITIZENS = 400
"""Those of the citizens who are signed in; the second half of them makes new requests."""
CITIZEN_TOKEN, OFFICER_TOKEN = "bench-citizen-{}", "bench-officer-{}"

STATEMENTS = Path(__file__).with_suffix(".sql")
SIGN_IN = """
INSERT INTO core_session (id, token_hash, citizen_id, officer_id, created_at, last_seen_at,
                          expires_at)
VALUES (gen_random_uuid(), $1, CASE $2::text WHEN 'citizen' THEN md5('citizen' || $3::int)::uuid
        END, CASE $2 WHEN 'officer' THEN md5('officer' || $3)::uuid END, now(), now(), now()
        + interval '10 years')
"""
STAY_SIGNED_IN = "UPDATE core_session SET last_seen_at = now() + interval '1 hour'"


def settings_of(name: str) -> Settings:
    """Of the commands that prepare a database, which send nothing and serve nobody."""
    return Settings(mode="demo", database_url=f"{URL}/{name}", secret_keys=(SECRET_KEY,))


async def filled(requests: int) -> str:
    """The name of a database with so many requests, filled once and left for the next run."""
    name = f"thana_bench_{requests}"
    async with new_database(name) as new:
        if new:
            await _import_units(new)
            await _fill(new, requests)
    connection = await asyncpg.connect(f"{URL}/{name}")
    await connection.execute(STAY_SIGNED_IN)
    await connection.close()
    return name


async def _import_units(name: str) -> None:
    platform = create_platform(settings_of(name))
    context = await db.connect(platform.database)
    try:
        await migration.migrate(platform.database)
        table = Path("var/bench/units.csv")
        write_units(table)
        await import_units(table, now=datetime.now(UTC))
    finally:
        await context.close_connections()


async def _fill(name: str, requests: int) -> None:
    connection = await asyncpg.connect(f"{URL}/{name}", command_timeout=7200)
    try:
        await connection.execute("SET session_replication_role = replica")  # no foreign keys
        for statement in filter(str.strip, STATEMENTS.read_text("utf-8").split(";\n")):
            await connection.execute(statement, *[requests] * ("$1" in statement))
        for kind, count, token in (
            ("citizen", CITIZENS, CITIZEN_TOKEN),
            ("officer", POLICED, OFFICER_TOKEN),
        ):
            rows = [(_hash(token.format(n)), kind, n) for n in range(count)]
            await connection.executemany(SIGN_IN, rows)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
