"""What the servers are asked, in the words of each, and their answers in one form."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from filling import CITIZEN_TOKEN, CITIZENS, OFFICER_TOKEN, POLICED
from own_postgres import URL

from core import UnitKind
from core.relay import encode_cursor
from plugins.directory.stations import LISTED, Wanted

QUESTIONS = {
    "Station": "a station by its code",
    "Stations": "50 stations",
    "Requests": "20 of my requests, with station, status and three events each",
    "Pages": "500 stations in five pages",
    "Inbox": "the officer's inbox",
    "Submit": "submitLostReport",
}
VARIANTS = 100
PAGES = "abcde"
FRESH_KEY = "00000000-0000-4000-8000-000000000000"
"""Stands for an idempotency key of its own in each request."""

STATION = "{ code name kind latitude longitude phone }"
REQUEST = "number submittedAt dueAt version status phase"
PLAIN = {
    "Station": f"query Station($code: String!) {{ station(code: $code) {STATION} }}",
    "Stations": "query Stations($name: String!, $code: String!) {"
    f" stations(first: 50, name: $name, code: $code) {STATION} }}",
    "Pages": "query Pages("
    + ", ".join(f"${page}Name: String!, ${page}Code: String!" for page in PAGES)
    + ") { "
    + " ".join(
        f"{page}: stations(first: 100, name: ${page}Name, code: ${page}Code) {STATION}"
        for page in PAGES
    )
    + " }",
    "Requests": f"query Requests {{ requests(first: 20) {{ {REQUEST} station {{ code name }}"
    " events(first: 3) { at action toStatus actorKind } } }",
    "Inbox": f"query Inbox {{ inbox(first: 20) {{ {REQUEST} station {{ code name }} }} }}",
}
ALL = 'condition: { kind: "STATION", isActive: true }, orderBy: [SOURCE_NAME_ASC, CODE_ASC]'
POSTGRAPHILE = {
    "Station": "query Station($code: String!) {"
    f" station: coreUnitByCode(code: $code) {STATION} }}",
    "Stations": "query Stations($after: Cursor) {"
    f" stations: allCoreUnits({ALL}, first: 50, after: $after) {{ nodes {STATION} }} }}",
    "Pages": "query Pages("
    + ", ".join(f"${page}: Cursor" for page in PAGES)
    + ") { "
    + " ".join(
        f"{page}: allCoreUnits({ALL}, first: 100, after: ${page}) {{ nodes {STATION} }}"
        for page in PAGES
    )
    + " }",
    "Requests": "query Requests($citizen: UUID!) { requests: allCoreServiceRequests(condition:"
    " { citizenId: $citizen }, orderBy: [SUBMITTED_AT_DESC, ROW_ID_DESC], first: 20) { nodes {"
    f" {REQUEST} station: coreUnitByUnitId {{ code name }} events: coreRequestEventsByRequestId("
    "first: 3, orderBy: VERSION_DESC) { nodes { at action toStatus actorKind } } } } }",
    "Inbox": "query Inbox($unit: String!) { inbox: allCoreServiceRequests(condition: { unitId:"
    " $unit, isHidden: false }, orderBy: [DUE_ORDER_ASC, ROW_ID_ASC], first: 20) { nodes {"
    f" {REQUEST} station: coreUnitByUnitId {{ code name }} }} }} }}",
}

Place = tuple[str, str]
"""Source name and code of the station after which a page begins."""


@dataclass(frozen=True)
class Facts:
    """Of the database: all stations in order, the stations that have requests, the citizens."""

    places: Sequence[Place]
    policed: Sequence[str]
    citizens: Sequence[str]

    def start(self, variant: int, page: int = 0) -> Place:
        return self.places[variant * 200 + page * 100]


async def read_facts(database: str) -> Facts:
    connection = await asyncpg.connect(f"{URL}/{database}")
    try:
        places = await connection.fetch(
            "SELECT source_name, code FROM core_unit WHERE kind = 'STATION' AND is_active"
            " ORDER BY source_name, code"
        )
        policed = await connection.fetch(
            "SELECT code FROM core_unit WHERE source = 'bench' ORDER BY code LIMIT $1", 2 * POLICED
        )
        citizens = await connection.fetch(
            "SELECT md5('citizen' || n)::uuid::text FROM generate_series(0, $1 - 1) AS n", CITIZENS
        )
        return Facts(
            [(row["source_name"], row["code"]) for row in places],
            [row["code"] for row in policed],
            [row[0] for row in citizens],
        )
    finally:
        await connection.close()


def token(question: str, variant: int) -> str:
    if question == "Inbox":
        return OFFICER_TOKEN.format(variant)
    return CITIZEN_TOKEN.format(variant + (CITIZENS // 2 if question == "Submit" else 0))


Variables = Callable[[str, Facts, int], Mapping[str, Any]]


def plain_variables(question: str, facts: Facts, variant: int) -> Mapping[str, Any]:
    name, code = facts.start(variant)
    if question == "Stations":
        return {"name": name, "code": code}
    if question == "Pages":
        starts = {page: facts.start(variant, n) for n, page in enumerate(PAGES)}
        return {
            f"{page}{part}": value
            for page, start in starts.items()
            for part, value in zip(("Name", "Code"), start, strict=True)
        }
    return _common(question, facts, variant)


def cursor_variables(cursor: Callable[[Place], str]) -> Variables:
    """Of a server whose pages begin after a cursor."""

    def variables(question: str, facts: Facts, variant: int) -> Mapping[str, Any]:
        if question == "Stations":
            return {"after": cursor(facts.start(variant))}
        if question == "Pages":
            return {page: cursor(facts.start(variant, n)) for n, page in enumerate(PAGES)}
        return _common(question, facts, variant)

    return variables


def _common(question: str, facts: Facts, variant: int) -> Mapping[str, Any]:
    if question == "Station":
        return {"code": facts.start(variant)[1]}
    if question == "Submit":
        return {"input": _report(facts.policed[POLICED + variant])}
    return {}


def postgraphile_variables(first_cursor: str) -> Variables:
    """It cannot know of itself whose requests are asked for, so it is told."""
    digest = json.loads(base64.b64decode(first_cursor))[0]

    def cursor(place: Place) -> str:
        return base64.b64encode(json.dumps([digest, *place]).encode()).decode()

    of_page = cursor_variables(cursor)

    def variables(question: str, facts: Facts, variant: int) -> Mapping[str, Any]:
        told = {
            "Requests": {"citizen": facts.citizens[variant]},
            "Inbox": {"unit": facts.policed[variant]},
        }
        return told.get(question) or of_page(question, facts, variant)

    return variables


def our_cursor(place: Place) -> str:
    return encode_cursor(LISTED, Wanted("", None, UnitKind.STATION).digest, *place)


def _report(station: str) -> dict[str, Any]:
    return {
        "wasStolen": False,
        "place": {"text": "Bus stand", "districtCode": "21346"},
        "stationCode": station,
        "items": [{"mobile": {"imei1": "490154203237518", "brand": "Lava", "model": "Agni 2"}}],
        "declaration": True,
        "idempotencyKey": FRESH_KEY,
    }


def in_one_form(question: str, data: Any) -> Any:
    """An answer without the shapes in which servers differ: connections, nested codes, times."""
    if question == "Requests" and "viewer" in data:
        data = data["viewer"]
    return _flat(data)


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return [_flat(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "edges" in value:
        return [_flat(edge["node"]) for edge in value["edges"]]
    if "nodes" in value:
        return _flat(value["nodes"])
    return {name: each for key in value for name, each in _entries(key, value[key])}


def _entries(key: str, value: Any) -> Sequence[tuple[str, Any]]:
    if key == "status" and isinstance(value, dict):
        return [("status", value["code"]), ("phase", value["phase"])]
    if key in ("action", "to", "actor") and isinstance(value, dict):
        name = {"action": "action", "to": "toStatus", "actor": "actorKind"}[key]
        return [(name, next(iter(value.values())))]
    if key in ("submittedAt", "dueAt", "at") and value:
        return [(key, datetime.fromisoformat(value).timestamp())]
    return [("events" if key == "timeline" else key, _flat(value))]
