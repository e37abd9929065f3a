"""A database with so many requests of twenty stations, as years at the desk leave them: what
`inbox.py` measures.

In a settled register eight of a hundred requests are open, nearly all of them new. In an open one
sixty are, of all ages: lost things that nobody finds stay open.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from factories import BHOPAL, PASSWORD, SAGAR, STATE
from stdnum.iso7064 import mod_37_36

from core.app import Platform
from core.identity import officers
from core.identity.models import Officer, OfficerRole
from core.runtime import Runtime
from core.service_requests.models import NEVER
from core.service_requests.words import words_of
from core.texts import Language
from core.units.models import Unit

NOW = datetime.now(UTC)
YEARS = timedelta(days=5 * 365)
OPEN_SHARE = {"settled": 0.08, "open": 0.6}
SERVICES = {"lost_property": 70, "character_certificate": 18, "tenant_verification": 11, "tips": 1}
OPEN_STATUSES = {"SUBMITTED": 30, "ACKNOWLEDGED": 70}
OF_OTHERS = {"SUBMITTED": 30, "RECOMMENDED": 59, "INSPECTED": 1, "SENT_BACK": 10}
CLOSED_STATUSES = {"FOUND": 40, "REFUSED": 10, "WITHDRAWN": 49, "CANCELLED_FALSE": 1}
FIRST_NAMES = (
    "Rajesh Sunita Anil Asha Ramesh Geeta Suresh Rekha Mahesh Kavita Dinesh Pooja Vijay Neha Sanjay"
    " Seema Ajay Anita Manoj Priya Imran Shabana Deepak Kiran Arjun Lakshmi Rahul Meena Vikram Usha"
).split()
FAMILY_NAMES = (
    "Yadav Patel Sharma Singh Ahirwar Lodhi Verma Khan Kushwaha Gupta Mishra Tiwari Sahu Jain"
    " Thakur Rajput Malviya Dubey Choudhary Raikwar Namdeo Soni Kurmi Vishwakarma Pathak Qureshi"
    " Bhil Gond"
).split()
REQUEST_COLUMNS = (
    "id", "number", "service", "status", "phase", "citizen_id", "unit_id", "assignee_id", "version",
    "language", "submitted_at", "updated_at", "due_at", "due_order",
)  # fmt: skip
INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1::text[]) AND indexname NOT"
    " IN (SELECT conname FROM pg_constraint)"
)
FILLED = ("core_service_request", "core_request_word")
AT_ONCE = 20_000


async def station_codes() -> list[str]:
    """The twenty stations: twelve of one district, eight of another."""
    codes: list[str] = []
    for district, count in ((SAGAR, 12), (BHOPAL, 8)):
        stations = Unit.filter(parent_id=district, kind="STATION", is_active=True)
        codes += await stations.order_by("code").limit(count).values_list("code", flat=True)
    return codes


async def officers_of(runtime: Runtime) -> dict[str, Officer]:
    """Those whose inbox is read: of the first station, of its district, of the state."""
    stations = await station_codes()
    posts = {
        "station": (stations[0], OfficerRole.STATION_HEAD),
        "district": (SAGAR, OfficerRole.DISTRICT_HEAD),
        "state": (STATE, OfficerRole.STATE_ADMINISTRATOR),
    }
    found = {name: await Officer.get_or_none(username=name) for name in posts}
    return {
        name: found[name] or await _posted(runtime, name, *post) for name, post in posts.items()
    }


async def _posted(runtime: Runtime, name: str, unit_code: str, role: OfficerRole) -> Officer:
    officer = await officers.create_officer(runtime, name, name, PASSWORD, "-", Language.EN)
    await officers.post(runtime, officer, role, await Unit.get(code=unit_code))
    return officer


async def fill(of: Platform, spread: str, count: int) -> None:
    """Write the requests with their citizens and words; indexes are made after the rows. The
    officer of the first station has a tenth of what is assigned there.
    """
    stations, mine = await station_codes(), (await officers_of(of.runtime))["station"].id
    connection = await asyncpg.connect(of.runtime.settings.database_url)
    try:
        await connection.execute("SET session_replication_role = replica")  # no foreign keys
        indexes = await connection.fetch(INDEXES, FILLED)
        for row in indexes:
            await connection.execute(f'DROP INDEX "{row["indexname"]}"')
        assignees = await _assignees(connection, stations, mine)
        chance = random.Random(count)  # noqa: S311
        for start in range(0, count, AT_ONCE):
            places = range(start, min(start + AT_ONCE, count))
            await _copy(connection, [*_requests(chance, spread, count, places, assignees)])
        for row in indexes:
            await connection.execute(row["indexdef"])
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


async def _assignees(
    connection: asyncpg.Connection, stations: Sequence[str], mine: uuid.UUID
) -> dict[str, list[uuid.UUID]]:
    """Ten officers of each station, without postings: who has what is all that counts here."""
    assignees = {code: [uuid.uuid4() for _ in range(10)] for code in stations}
    assignees[stations[0]][0] = mine
    rows = [
        (officer, f"{code}-{place}", "Inspector Rao", "-", "-", 0, "en", True, NOW)
        for code, those in assignees.items()
        for place, officer in enumerate(those)
        if officer != mine
    ]
    columns = (
        "id", "username", "full_name", "password_hash", "totp_secret", "totp_last_step", "language",
        "is_active", "created_at",
    )  # fmt: skip
    await connection.copy_records_to_table("core_officer", records=rows, columns=columns)
    return assignees


async def _copy(connection: asyncpg.Connection, requests: list[dict[str, Any]]) -> None:
    citizens = {each["citizen_id"]: each["citizen"] for each in requests}
    await connection.copy_records_to_table(
        "core_citizen",
        records=[(key, mobile, name, "en", NOW) for key, (name, mobile) in citizens.items()],
        columns=("id", "mobile", "full_name", "language", "created_at"),
    )
    await connection.copy_records_to_table(
        "core_service_request",
        records=[tuple(each[name] for name in REQUEST_COLUMNS) for each in requests],
        columns=REQUEST_COLUMNS,
    )
    await connection.copy_records_to_table(
        "core_request_word",
        records=[
            (each["id"], each["unit_id"], each["due_order"], each["submitted_at"], word)
            for each in requests
            for word in each["words"]
        ],
        columns=("request_id", "unit_id", "due_order", "submitted_at", "word"),
    )


def _requests(
    chance: random.Random,
    spread: str,
    count: int,
    places: range,
    assignees: dict[str, list[uuid.UUID]],
) -> Iterator[dict[str, Any]]:
    stations = [*assignees]
    for place in places:
        age = 1 - place / count  # the oldest first
        unit = chance.choice(stations)
        is_open, submitted = _is_open(chance, spread, age), NOW - YEARS * age
        service, status, phase = _state(chance, is_open=is_open)
        due = _due(chance, submitted) if status == "SUBMITTED" else None
        name = f"{_skewed(chance, FIRST_NAMES)} {_skewed(chance, FAMILY_NAMES)}"
        number, mobile = _number(unit, service, place), f"+91{6_000_000_000 + place}"
        yield {
            "id": uuid.UUID(int=chance.getrandbits(128), version=4),
            "number": number,
            "service": service,
            "status": status,
            "phase": phase,
            "citizen_id": uuid.UUID(int=chance.getrandbits(128), version=4),
            "citizen": (name, mobile),
            "unit_id": unit,
            "assignee_id": chance.choice(assignees[unit]) if chance.random() < 0.7 else None,
            "version": 2,
            "language": "en",
            "submitted_at": submitted,
            "updated_at": submitted,
            "due_at": due,
            "due_order": due or NEVER,
            "words": [number, str(place), *_name_words(name), mobile[-10:]],
        }


def _is_open(chance: random.Random, spread: str, age: float) -> bool:
    if spread == "open":
        return chance.random() < OPEN_SHARE[spread]
    return chance.random() < (0.95 if age < OPEN_SHARE[spread] - 0.01 else 0.01)


def _state(chance: random.Random, *, is_open: bool) -> tuple[str, str, str]:
    service = _weighted(chance, SERVICES)
    if not is_open:
        return service, _weighted(chance, CLOSED_STATUSES), "CLOSED"
    of_service = OPEN_STATUSES if service == "lost_property" else OF_OTHERS
    status = _weighted(chance, of_service)
    return service, status, "WAITING_ON_CITIZEN" if status == "SENT_BACK" else "OPEN"


def _due(chance: random.Random, submitted: datetime) -> datetime:
    """Within a month; an old one is not due in the past for ever, it has been given longer."""
    due = submitted + timedelta(days=chance.uniform(7, 30))
    return (
        due if due > NOW or chance.random() < 0.5 else NOW + timedelta(days=chance.uniform(1, 30))
    )


def _weighted(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices([*weights], [*weights.values()])[0]


def _skewed(chance: random.Random, names: Sequence[str]) -> str:
    """The first is the commonest: one of seven; the last one of a hundred."""
    return names[int(len(names) * chance.random() ** 1.8)]


def _number(unit: str, service: str, place: int) -> str:
    body = f"MP-{unit}-{service[:2].upper()}-2026-{place:06d}"
    return f"{body}-{mod_37_36.calc_check_digit(body.replace('-', ''))}"


_known: dict[str, list[str]] = {}


def _name_words(name: str) -> list[str]:
    if name not in _known:
        _known[name] = words_of("", name, None)[1:]
    return _known[name]
