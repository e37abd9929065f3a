"""Requests in numbers, written straight into the tables: for what only shows with many."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from core.db import transactional
from core.identity.models import Citizen, Officer
from core.service_requests.models import NEVER, Phase, RequestWord, ServiceRequest
from core.service_requests.words import words_of
from core.texts import Language

CITIZENS = (
    ("Asha Verma", "+919876500001"),
    ("Imran Khan", "+919876500002"),
    ("Rajesh Yadav", "+919876500003"),
    ("Asha Yadav", "+919876500004"),
)
STATUSES = {
    "lost_property": (
        ("SUBMITTED", Phase.OPEN),
        ("ACKNOWLEDGED", Phase.OPEN),
        ("FOUND", Phase.CLOSED),
        ("WITHDRAWN", Phase.CLOSED),
    ),
    "retired_service": (("RECEIVED", Phase.OPEN), ("SENT_BACK", Phase.WAITING_ON_CITIZEN)),
}


@transactional
async def make_many(
    count: int, now: datetime, stations: Sequence[str], officers: Sequence[Officer]
) -> list[ServiceRequest]:
    """So many requests of all kinds, the same at each run but for the officers who have them."""
    chance = random.Random(count)
    citizens = [
        Citizen(
            id=uuid.uuid4(), full_name=name, mobile=mobile, language=Language.EN, created_at=now
        )
        for name, mobile in CITIZENS
    ]
    await Citizen.bulk_create(citizens)
    rows = [_request(chance, place, now, stations, officers, citizens) for place in range(count)]
    await ServiceRequest.bulk_create(rows, batch_size=500)
    await RequestWord.bulk_create(
        (word for row in rows for word in _words(row, citizens)), batch_size=1000
    )
    return rows


def _request(
    chance: random.Random,
    place: int,
    now: datetime,
    stations: Sequence[str],
    officers: Sequence[Officer],
    citizens: Sequence[Citizen],
) -> ServiceRequest:
    service = chance.choices([*STATUSES], [4, 1])[0]
    status, phase = chance.choice(STATUSES[service])
    submitted = now - timedelta(hours=chance.randrange(1, 40_000))
    due = now + timedelta(hours=chance.randrange(-200, 200)) if phase is Phase.OPEN else None
    due = due if chance.random() < 0.7 else None
    unit = chance.choice(stations)
    return ServiceRequest(
        id=uuid.UUID(int=chance.getrandbits(128), version=4),
        number=f"MP-{unit}-XX-2026-{place:06d}-0",
        service=service,
        status=status,
        phase=phase,
        citizen_id=chance.choice(citizens).id,
        unit_id=unit,
        assignee_id=chance.choice([None, *(officer.id for officer in officers)]),
        language=Language.EN,
        submitted_at=submitted,
        updated_at=submitted,
        due_at=due,
        due_order=due or NEVER,
    )


def _words(row: ServiceRequest, citizens: Sequence[Citizen]) -> list[RequestWord]:
    (citizen,) = (each for each in citizens if each.id == row.citizen_id)
    place: dict[str, Any] = {
        name: getattr(row, name) for name in ("unit_id", "due_order", "submitted_at")
    }
    words = words_of(row.number, citizen.full_name, citizen.mobile)
    return [RequestWord(request_id=row.id, word=word, **place) for word in words]
