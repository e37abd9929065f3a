"""The transaction of a lost report by hand: the rows that `submitLostReport` writes, without asking
whether anything is right. What we seal or hash is here a constant of the same length.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import asyncpg

COUNT = """
INSERT INTO core_rate_limit ("key", "window", "count") VALUES ($1, date_trunc('hour', now()), 1)
ON CONFLICT ("key", "window") DO UPDATE SET "count" = core_rate_limit."count" + 1
"""
NUMBER = """
INSERT INTO core_number_series (name, value) VALUES ($1, 1) ON CONFLICT (name)
DO UPDATE SET value = core_number_series.value + 1 RETURNING value
"""
KEY = """
INSERT INTO core_idempotency_record (actor, operation, key, input_hash, answer, created_at)
VALUES ($1, 'submitLostReport', $2, $3, '{"id": "0"}', $4)
"""
REQUEST = """
INSERT INTO core_service_request (id, number, service, status, phase, citizen_id, unit_id, version,
       language, submitted_at, updated_at, due_order, is_hidden)
VALUES ($1, $2, 'lost_property', 'ACKNOWLEDGED', 'OPEN', $3, $4, 1, 'en', $5, $5,
        '9999-12-31T00:00:00Z', false)
"""
WORDS = """
INSERT INTO core_request_word (request_id, unit_id, word, due_order, submitted_at)
SELECT $1, $2, word, '9999-12-31T00:00:00Z', $3 FROM unnest($4::text[]) AS words (word)
"""
EVENT = """
INSERT INTO core_request_event (request_id, version, at, action, to_status, actor_kind, actor_id)
VALUES ($1, 1, $2, 'SUBMIT', 'ACKNOWLEDGED', 'CITIZEN', $3)
"""
CHAIN = """
INSERT INTO core_audit_chain (name, length, head) VALUES ($1, 1, $2) ON CONFLICT (name)
DO UPDATE SET length = core_audit_chain.length + 1, head = $2 RETURNING length
"""
ENTRY = """
INSERT INTO core_audit_entry (chain, sequence, at, actor, action, subject, details, previous_hash,
hash) VALUES ($1, $2, $3, $4, 'lost_property.submit', $5, $6, $7, $7)
"""
DOCUMENT = """
INSERT INTO core_document (id, code, kind, holder, issued_at, copies_due, checks, request_id)
VALUES ($1, $2, 'ACKNOWLEDGEMENT', 'Asha Verma', $3, 1, 0, $4)
"""
OUTBOX = """
INSERT INTO core_outbox (id, topic, payload, created_at, available_at, attempts)
SELECT gen_random_uuid(), topic, repeat('x', size), $1, $1, 0 FROM (VALUES ('request_moved', 380),
       ('document', 184), ('notice', 800), ('lost_property.match', 270)) AS due (topic, size)
"""
REPORT = """
INSERT INTO lost_property_report (id, request_id, reporter, place_text, district_code)
VALUES ($1, $2, '{"name": "Asha Verma", "address": "4, Gopalganj, Sagar"}', $3, $4)
"""
ITEM = """
INSERT INTO lost_property_item (id, report_id, position, kind, details, is_found)
VALUES ($1, $2, 0, 'MOBILE', '{"brand": "Lava", "imei1": "490154203237518"}', false)
"""
MARK = """
INSERT INTO lost_property_mark (kind, key_id, hash, lost_item_id)
VALUES ('IMEI', '00000000', $1, $2)
"""
TOLD = "SELECT pg_notify('thana', $1)"
HASH = "0" * 64


async def submit(
    pool: asyncpg.Pool, who: asyncpg.Record, variables: Mapping[str, Any]
) -> dict[str, Any]:
    async with pool.acquire() as connection, connection.transaction():
        number = await _stored(connection, who["citizen_id"], variables["input"])
    station = {"code": variables["input"]["stationCode"]}
    report = {"number": number, "version": 1, "station": station}
    return {"submitLostReport": {"lostReport": report, "errors": []}}


async def _stored(
    connection: asyncpg.Connection, citizen: uuid.UUID, given: Mapping[str, Any]
) -> str:
    run, fetch, now = connection.execute, connection.fetchval, datetime.now(UTC)
    unit, actor = given["stationCode"], f"citizen:{citizen}"
    request, report, item = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    await run(KEY, actor, given["idempotencyKey"], HASH, now)
    await run(COUNT, f"lost-reports:{citizen}")
    await run(COUNT, f"lost-reports:{citizen}:numbers")
    number = f"MP-{unit}-RAW-2026-{await fetch(NUMBER, f'{unit}-RAW-2026'):06d}-0"
    await run(REQUEST, request, number, citizen, unit, now)
    words = [number, "1", "7000000001", "asa", "verma", "asa verma"]
    await run(WORDS, request, unit, now, words)
    await run(EVENT, request, now, citizen)
    sequence = await fetch(CHAIN, f"raw:{unit}", HASH)
    subject, details = f"request:{request}", f'{{"number": "{number}", "version": 1}}'
    await run(ENTRY, f"raw:{unit}", sequence, now.isoformat(), actor, subject, details, HASH)
    await run(DOCUMENT, uuid.uuid4(), request.hex[:20].upper(), now, request)
    await run(OUTBOX, now)
    place = given["place"]
    await run(REPORT, report, request, place["text"], place["districtCode"])
    await run(ITEM, item, report)
    await run(MARK, HASH, item)
    await run(TOLD, f'{{"topics":["unit:{unit}"],"ids":{{"request":"{request}"}}}}')
    return number
