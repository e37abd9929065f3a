"""`transferRequest`: a request goes to another station with number, clock and history."""

from __future__ import annotations

import asyncio
import contextvars
import json
from collections.abc import Sequence

import pytest
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from messages import Post
from own_data import erase
from processions import (
    OPERATIONS,
    Desk,
    Make,
    Person,
    act,
    apply,
    assign,
    assignee,
    done,
    listed,
    passed_on,
    read,
    stored,
    transfer,
)
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.identity.models import Citizen, OfficerRole
from core.notifications.models import Notification
from core.privacy import erasing
from core.service_requests.models import ServiceRequest
from core.units.models import Unit, UnitKind

RANGE = "MP-RANGE"


async def test_request_is_where_it_was_passed_on_to_and_the_citizen_reads_why(
    app: Starlette, desk: Desk, citizen: Person, head: Person, beat: Person, officer: Make
) -> None:
    there = await officer(TT_NAGAR)
    request = await assign(head, await apply(citizen), beat.id)
    moved = await transfer(head, request, TT_NAGAR)
    assert moved == request | {"station": {"code": TT_NAGAR}, "version": 3}
    seen = await read(citizen, request)
    latest = seen["timeline"]["edges"][0]["node"]
    assert (latest["action"], latest["note"]) == (
        {"code": "TRANSFER", "label": "Pass on to another station"},
        "It starts there.",
    )
    assert (await listed(head), await listed(there)) == ([], [request["number"]])
    assert await assignee(there, request) is None
    error = await head.refused(OPERATIONS["RequestByNumber"], number=request["number"])
    assert error["extensions"] == {"code": "NOT_FOUND"}
    entry = await AuditEntry.filter(action="procession.transfer").get()
    assert json.loads(entry.details)["unit"] == TT_NAGAR
    await Post(app, desk.clock).deliver()
    told = await Notification.filter(event="request_transferred").get()
    assert told.body == (
        f"Procession: your request {request['number']} has been passed on to T T Nagar. The number"
        " stays the same. Status: Submitted."
    )


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (MAKRONIYA, "STATION_SAME"),
        (" २१३४६०५८ ", "STATION_SAME"),
        ("21346059", "STATION_CLOSED"),
        ("27001001", "STATION_UNKNOWN"),  # of another state
        (STATE, "STATION_UNKNOWN"),
        (RANGE, "STATION_UNKNOWN"),
        ("", "STATION_UNKNOWN"),
        ("x" * 300, "STATION_UNKNOWN"),
    ],
)
async def test_unit_that_cannot_have_it_is_refused_and_named(
    citizen: Person, head: Person, code: str, fault: str
) -> None:
    await Unit.filter(code="21346059").update(is_active=False)
    (state,) = await Unit.filter(code=STATE).values()
    await Unit.create(**state | {"code": RANGE, "kind": UnitKind.RANGE, "parent_id": STATE})
    request = await apply(citizen)
    before = await stored()
    query, wanted = OPERATIONS["TransferRequest"], passed_on(request, code)
    answer = (await head.run(query, input=wanted))["transferRequest"]
    assert answer["request"] is None
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [(["stationCode"], fault)]
    assert await stored() == before


async def test_request_goes_to_a_district_and_from_there_to_its_station(
    citizen: Person, officer: Make
) -> None:
    sagar = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    bhopal = await officer(BHOPAL, OfficerRole.DISTRICT_HEAD)
    moved = await transfer(sagar, await apply(citizen), BHOPAL)
    assert await listed(sagar) == []
    onward = await transfer(bhopal, moved, TT_NAGAR)
    assert await listed(await officer(TT_NAGAR)) == [onward["number"]]


async def test_why_must_be_said_and_fits(citizen: Person, head: Person) -> None:
    request = await apply(citizen)
    before = await stored()
    for note, code in ((" ", "NOTE_REQUIRED"), ("x" * 10_000, "TOO_LONG")):
        wanted = passed_on(request, TT_NAGAR, note)
        answer = (await head.run(OPERATIONS["TransferRequest"], input=wanted))["transferRequest"]
        assert [(e["path"], e["code"]) for e in answer["errors"]] == [(["note"], code)]
    assert await stored() == before


async def test_only_supervisors_within_the_jurisdiction_pass_on(
    citizen: Person, beat: Person, head: Person, officer: Make
) -> None:
    request = await apply(citizen)
    before = await stored()
    elsewhere = await officer(TT_NAGAR)
    for client, code in ((beat, "FORBIDDEN"), (citizen, "FORBIDDEN"), (elsewhere, "NOT_FOUND")):
        wanted = passed_on(request, TT_NAGAR)
        error = await client.refused(OPERATIONS["TransferRequest"], input=wanted)
        assert error["extensions"] == {"code": code}
    assert await stored() == before


async def test_sent_twice_it_goes_once_and_a_version_that_has_passed_goes_nowhere(
    citizen: Person, head: Person, officer: Make
) -> None:
    request, query = await apply(citizen), OPERATIONS["TransferRequest"]
    wanted = passed_on(request, TT_NAGAR)
    await done(head, query, "transferRequest", wanted)
    once = await stored()
    again = (await head.run(query, input=wanted))["transferRequest"]
    assert again == {"request": None, "errors": []}  # done, and no longer the officer's to see
    administrator = await officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    error = await administrator.refused(query, input=passed_on(request, MAKRONIYA))
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await stored() == once


async def test_closed_request_goes_nowhere(citizen: Person, head: Person) -> None:
    request = await apply(citizen)
    closed = request | await act(citizen, request, "WITHDRAW")
    before = await stored()
    query, wanted = OPERATIONS["TransferRequest"], passed_on(closed, TT_NAGAR)
    answer = (await head.run(query, input=wanted))["transferRequest"]
    assert [each["code"] for each in answer["errors"]] == ["ACTION_NOT_AVAILABLE"]
    assert await stored() == before


async def test_request_passed_on_while_its_citizen_is_erased_is_found_at_its_new_place_alone(
    kind: str, citizen: Person, head: Person, officer: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "sqlite":
        return  # one writer at a time
    request, elsewhere = await apply(citizen), await officer(TT_NAGAR)
    forget = erasing.forget_names

    async def passed_on_meanwhile(rows: Sequence[ServiceRequest]) -> None:
        beside = asyncio.get_running_loop().create_task(
            transfer(head, request, TT_NAGAR), context=contextvars.Context()
        )
        await beside
        await forget(rows)

    monkeypatch.setattr(erasing, "forget_names", passed_on_meanwhile)
    await erase(citizen, (await Citizen.get(id=citizen.row.id)).mobile or "")
    number = request["number"]
    assert await listed(head, search=number) == []
    assert await listed(elsewhere, search=number) == [number]
