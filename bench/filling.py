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
STATIONS = 25_000
POLICED = 100
"""Stations that have requests, each with an officer."""
EACH = 20
"""Requests of each citizen."""
CITIZENS = 400
"""Those of the citizens who are signed in; the second half of them makes new requests."""
AS_ID = "md5('{kind}' || {number})::uuid"
CITIZEN_TOKEN, OFFICER_TOKEN = "bench-citizen-{}", "bench-officer-{}"

STATEMENTS = f"""
INSERT INTO core_unit (code, kind, parent_id, names, source_name, search_key, latitude, longitude,
                       flag, phone, source, is_active, version, updated_on)
SELECT '9' || lpad(n::text, 7, '0'), 'STATION', d.code, jsonb_build_object('en', 'Station ' || n,
       'hi', 'थाना ' || n), 'STATION ' || lpad(n::text, 6, '0'), 'station ' || n, 21.0 + (n % 500)
       / 100.0, 74.0 + (n % 800) / 100.0, '', '+9175820' || lpad(n::text, 5, '0'), 'bench', true,
       1, '2026-11-01'
FROM generate_series(1, {STATIONS} - (SELECT count(*) FROM core_unit WHERE kind = 'STATION')) AS n
JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS of
      FROM core_unit WHERE kind = 'DISTRICT') AS d ON d.place = n % d.of;
INSERT INTO core_unit_ancestry (unit_id, ancestor_id, depth)
SELECT code, above.id, above.depth FROM core_unit, LATERAL (VALUES (code, 0), (parent_id, 1),
       ('MP', 2)) AS above (id, depth) WHERE source = 'bench';
ALTER TABLE core_unit ADD COLUMN name text GENERATED ALWAYS AS (names ->> 'en') STORED;
CREATE TABLE bench_station AS SELECT row_number() OVER (ORDER BY code) - 1 AS place, code FROM
       core_unit WHERE source = 'bench' ORDER BY code LIMIT {POLICED};
INSERT INTO core_citizen (id, mobile, full_name, language, created_at, present_address, relation,
                          relative_name)
SELECT {AS_ID.format(kind="citizen", number="n")}, '+917' || lpad(n::text, 9, '0'), 'Asha Verma',
       'en', now(), '{{"text": "4, Gopalganj, Sagar"}}', 'FATHER', 'Mohan Verma'
FROM generate_series(0, $1::int / {EACH} - 1) AS n;
INSERT INTO core_officer (id, username, full_name, password_hash, totp_secret, totp_last_step,
                          language, is_active, created_at)
SELECT {AS_ID.format(kind="officer", number="place")}, 'officer' || place, 'Inspector Rao', '-',
       '-', 0, 'en', true, now() FROM bench_station;
INSERT INTO core_posting (id, officer_id, unit_id, role, starts_at)
SELECT gen_random_uuid(), {AS_ID.format(kind="officer", number="place")}, code, 'STATION_HEAD',
       now() - interval '1 day' FROM bench_station;
INSERT INTO core_service_request (id, number, service, status, phase, citizen_id, unit_id, version,
       language, submitted_at, updated_at, due_at, due_order, is_hidden)
SELECT {AS_ID.format(kind="request", number="n")}, 'MP-' || code || '-LP-2025-' ||
       lpad((n / {POLICED})::text, 6, '0') || '-0', 'lost_property', state.status,
       state.phase, {AS_ID.format(kind="citizen", number=f"n / {EACH}")}, code, 3, 'en', at,
       at + interval '2 days', due, coalesce(due, '9999-12-31T00:00:00Z'), false
FROM generate_series(0, $1::int - 1) AS n JOIN bench_station ON place = n % {POLICED},
     LATERAL (SELECT '2026-11-01T06:00:00Z'::timestamptz - n * interval '1 minute' AS at) AS times,
     LATERAL (SELECT * FROM (VALUES ('ACKNOWLEDGED', 'OPEN'), ('FOUND', 'CLOSED')) AS of (status,
     phase) OFFSET (n / {POLICED} % 10 > 0)::int LIMIT 1) AS state,
     LATERAL (SELECT CASE WHEN state.phase = 'OPEN' THEN at + interval '30 days' END AS due) AS d;
INSERT INTO core_request_event (request_id, version, at, action, from_status, to_status, actor_kind)
SELECT id, step.version, submitted_at + step.version * interval '1 day', step.action, step.source,
       step.target, step.actor FROM core_service_request,
       (VALUES (1, 'SUBMIT', NULL, 'SUBMITTED', 'CITIZEN'), (2, 'ACKNOWLEDGE', 'SUBMITTED',
       'ACKNOWLEDGED', 'OFFICER'), (3, 'MARK_FOUND', 'ACKNOWLEDGED', 'FOUND', 'CITIZEN'))
       AS step (version, action, source, target, actor);
INSERT INTO core_request_word (request_id, unit_id, word, due_order, submitted_at)
SELECT id, unit_id, word, due_order, submitted_at FROM core_service_request,
       LATERAL (VALUES (number), (split_part(number, '-', 5)), ('asa'), ('verma'),
       ('asa verma')) AS words (word);
"""
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
    async with new_database(name) as is_new:
        if is_new:
            await _import_units(name)
            await _fill(name, requests)
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
        for statement in filter(str.strip, STATEMENTS.split(";\n")):
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
