"""The same questions answered by hand: Starlette, asyncpg and orjson, a statement or two each. It
looks the session up as we do, and writes an officer's read into the audit.

    uvicorn raw:app  with THANA_DATABASE_URL
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
from raw_report import submit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SESSION = """
SELECT session.citizen_id, session.officer_id, ARRAY(SELECT unit_id FROM core_posting p WHERE
       p.officer_id = session.officer_id AND starts_at <= now() AND (ends_at IS NULL OR ends_at >
       now())) AS units
FROM core_session session LEFT JOIN core_citizen citizen ON citizen.id = session.citizen_id
LEFT JOIN core_officer officer ON officer.id = session.officer_id
WHERE token_hash = $1 AND expires_at > now() AND citizen.erased_at IS NULL AND officer.is_active IS
      NOT FALSE
"""
STATION = "SELECT code, name, kind, latitude, longitude, phone FROM core_unit"
STATIONS = (
    f"{STATION} WHERE kind = 'STATION' AND is_active AND (source_name, code) > ($1, $2)"
    " ORDER BY source_name, code LIMIT $3"
)
REQUEST = """
SELECT r.id, number, submitted_at, due_at, r.version, status, phase, unit_id, name
FROM core_service_request r JOIN core_unit ON code = unit_id
"""
OWN = f"{REQUEST} WHERE citizen_id = $1 ORDER BY submitted_at DESC, id DESC LIMIT 20"
INBOX = f"""
{REQUEST} WHERE r.id IN (SELECT found.id FROM core_unit_ancestry, LATERAL
  (VALUES ('OPEN'), ('WAITING_ON_CITIZEN'), ('CLOSED')) AS phases (of), LATERAL
  (SELECT id, due_order FROM core_service_request WHERE unit_id = core_unit_ancestry.unit_id AND
   phase = phases.of AND NOT is_hidden ORDER BY due_order, id LIMIT 20) AS found
  WHERE ancestor_id = ANY($1) ORDER BY due_order, found.id LIMIT 20) ORDER BY due_order, r.id
"""  # noqa: S608
EVENTS = """
SELECT request_id, at, action, to_status, actor_kind FROM unnest($1::uuid[]) AS asked (id), LATERAL
  (SELECT * FROM core_request_event WHERE request_id = asked.id ORDER BY version DESC LIMIT 3) AS e
"""
CHAIN = """
INSERT INTO core_audit_chain (name, length, head) VALUES ($1, 1, $2) ON CONFLICT (name)
DO UPDATE SET length = core_audit_chain.length + 1 RETURNING length, head
"""
ENTRY = """
INSERT INTO core_audit_entry (chain, sequence, at, actor, action, subject, details, previous_hash,
hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
HEAD = "UPDATE core_audit_chain SET head = $2 WHERE name = $1"
PAGE = 100


async def station(pool: asyncpg.Pool, _: Any, given: Mapping[str, Any]) -> Any:
    row = await pool.fetchrow(f"{STATION} WHERE code = $1 AND is_active", given["code"])
    return {"station": dict(row)}


async def stations(pool: asyncpg.Pool, _: Any, given: Mapping[str, Any]) -> Any:
    rows = await pool.fetch(STATIONS, given["name"], given["code"], 50)
    return {"stations": [dict(row) for row in rows]}


async def pages(pool: asyncpg.Pool, _: Any, given: Mapping[str, Any]) -> Any:
    rows = await pool.fetch(STATIONS, given["aName"], given["aCode"], 5 * PAGE)
    return {
        name: [dict(row) for row in rows[start * PAGE : (start + 1) * PAGE]]
        for start, name in enumerate("abcde")
    }


async def requests(pool: asyncpg.Pool, who: asyncpg.Record, _: Any) -> Any:
    rows = await pool.fetch(OWN, who["citizen_id"])
    events: dict[Any, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    for event in await pool.fetch(EVENTS, [*events]):
        events[event["request_id"]].append(
            {
                "at": event["at"],
                "action": event["action"],
                "toStatus": event["to_status"],
                "actorKind": event["actor_kind"],
            }
        )
    return {"requests": [{**shown(row), "events": events[row["id"]]} for row in rows]}


async def inbox(pool: asyncpg.Pool, who: asyncpg.Record, _: Any) -> Any:
    rows = await pool.fetch(INBOX, who["units"])
    async with pool.acquire() as connection, connection.transaction():
        read = {"read": sorted(f"request:{row['id']}" for row in rows), "units": who["units"]}
        await audit(connection, who["units"][0], f"officer:{who['officer_id']}", "read", read)
    return {"inbox": [shown(row) for row in rows]}


async def audit(
    connection: asyncpg.Connection, chain: str, actor: str, action: str, details: Any
) -> None:
    head = await connection.fetchrow(CHAIN, chain, "0" * 64)
    content = [
        chain, head["length"], datetime.now(UTC).isoformat(), actor, action, "operation:Inbox",
        json.dumps(details, sort_keys=True),
    ]  # fmt: skip
    link = hashlib.sha256(f"{head['head']}\n{json.dumps(content)}".encode()).hexdigest()
    await connection.execute(ENTRY, *content, head["head"], link)
    await connection.execute(HEAD, chain, link)


def shown(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "number": row["number"],
        "submittedAt": row["submitted_at"],
        "dueAt": row["due_at"],
        "version": row["version"],
        "status": row["status"],
        "phase": row["phase"],
        "station": {"code": row["unit_id"], "name": row["name"]},
    }


ANSWERS = {
    "Station": station,
    "Stations": stations,
    "Pages": pages,
    "Requests": requests,
    "Inbox": inbox,
    "Submit": submit,
}


async def answer(request: Request) -> Response:
    pool = request.app.state.pool
    asked = orjson.loads(await request.body())
    token = request.headers["authorization"].removeprefix("Bearer ")
    who = await pool.fetchrow(SESSION, hashlib.sha256(token.encode()).hexdigest())
    if who is None:
        return Response(status_code=401)
    data = await ANSWERS[asked["query"]](pool, who, asked["variables"])
    return Response(orjson.dumps({"data": data}), media_type="application/json")


@asynccontextmanager
async def connected(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        os.environ["THANA_DATABASE_URL"], min_size=10, max_size=10
    ) as app.state.pool:
        yield


app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=connected)
