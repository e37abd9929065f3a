"""registerTenants: all tenants of a hostel from one list, or none, with the row of each fault."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from everything_stored import everything
from processions import Desk, Person, key
from tenancies import Given, deliver, premises

from core.identity.models import OneTimeCode
from core.service_requests.models import ServiceRequest
from core.settings import Settings
from plugins.tenant.listed_tenants import COLUMNS
from plugins.tenant.models import Tenancy

Make = Callable[..., Awaitable[Person]]
REGISTER = """mutation($input: RegisterTenantsInput!) { registerTenants(input: $input) {
  numbers count rowErrors { row column message } errors { path code } } }"""
ROW = {
    "full_name": "Ravi Tiwari",
    "relation": "FATHER",
    "relative_name": "Om Tiwari",
    "gender": "MALE",
    "birth_date": "1995-03-02",
    "mobile": "9812300001",
    "nationality": "IN",
    "identity_kind": "",
    "identity_number": "",
    "address": "7 TT Nagar Bhopal",
    "address_state": "MP",
    "address_pin": "462003",
    "address_station": "21316041",
    "since": "2026-11-20",
    "until": "",
    "reference1_name": "Sunil Rao",
    "reference1_mobile": "9812300011",
    "reference2_name": "Meena Rao",
    "reference2_mobile": "9812300012",
}


def row(**changes: str) -> str:
    values = ROW | changes
    return ",".join(values[column] for column in COLUMNS)


def wanted(*rows: str, **changes: Any) -> Given:
    return {
        "premises": premises(kind="HOSTEL"),
        "csv": "\n".join([",".join(COLUMNS), *rows]),
        "dryRun": False,
        "declaration": True,
        "idempotencyKey": key(),
    } | changes


async def send(owner: Person, given: Given) -> Given:
    return dict((await owner.run(REGISTER, input=given))["registerTenants"])


THREE = (
    row(),
    row(full_name="Om Puri", mobile="9812300002"),
    row(full_name="Asha Rani", mobile="", gender="FEMALE"),
)


async def test_each_row_becomes_a_request_that_waits(desk: Desk, owner: Person) -> None:
    dry = await send(owner, wanted(*THREE, dryRun=True))
    assert (dry["numbers"], dry["count"], dry["rowErrors"], dry["errors"]) == ([], 3, [], [])
    assert await Tenancy.all().count() == 0
    done = await send(owner, wanted(*THREE))
    assert (len(done["numbers"]), done["count"], done["errors"]) == (3, 3, [])
    rows = await ServiceRequest.all().order_by("number")
    assert [each.number for each in rows] == done["numbers"]
    assert {each.status for each in rows} == {"DOCUMENTS_AWAITED"}
    await deliver(desk)
    assert await OneTimeCode.all().count() == 2


async def test_the_same_key_registers_once(owner: Person) -> None:
    given = wanted(*THREE)
    assert await send(owner, given) == await send(owner, given)
    assert await Tenancy.all().count() == 3


async def test_what_is_wrong_has_its_row_and_nothing_is_stored(owner: Person) -> None:
    before = await everything()
    answer = await send(
        owner,
        wanted(
            row(),
            row(birth_date="2.3.1995", gender="M"),
            row(full_name="", mobile="12", until="2026-11-01", address_pin="1"),
            row(full_name="ravi tiwari"),
            row(full_name="Kim", nationality="Nepal", reference2_name=""),
        ),
    )
    assert [(each["row"], each["column"]) for each in answer["rowErrors"]] == [
        (3, "birth_date"),
        (3, "gender"),
        (4, "full_name"),
        (4, "mobile"),
        (4, "address_pin"),
        (4, "until"),
        (5, "full_name"),
        (6, "nationality"),
        (6, "references"),
    ]
    assert answer["numbers"] == []
    assert await everything() == before


@pytest.mark.parametrize(
    ("csv", "error"),
    [("full_name\nRavi", (1, "relation")), ('"', (1, "file")), ("", (1, "full_name"))],
)
async def test_what_is_no_list_is_told(owner: Person, csv: str, error: tuple[int, str]) -> None:
    first, *_ = (await send(owner, wanted(csv=csv)))["rowErrors"]
    assert (first["row"], first["column"]) == error
    assert await Tenancy.all().count() == 0


async def test_a_list_holds_one_to_two_hundred(owner: Person) -> None:
    for rows, code in (((), "REQUIRED"), ([row()] * 201, "TOO_MANY")):
        errors = (await send(owner, wanted(*rows)))["errors"]
        assert errors == [{"path": ["csv"], "code": code}]
    assert await Tenancy.all().count() == 0


@pytest.mark.parametrize("settings", [{"services": {"tenant": {"listed_a_day": 3}}}], indirect=True)
async def test_so_many_are_listed_a_day(owner: Person, settings: Settings) -> None:
    await send(owner, wanted(*THREE))
    error = await owner.refused(REGISTER, input=wanted(row(full_name="Fourth")))
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert await Tenancy.all().count() == 3
