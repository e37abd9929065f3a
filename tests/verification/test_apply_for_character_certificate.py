"""applyForCharacterCertificate: what is stored, whom it reaches, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR
from processions import Desk, Person, key
from verifications import (
    APPLY,
    address,
    applied,
    enquiries,
    faults,
    files,
    read,
    send,
    subject,
    two_addresses,
    wanted,
)

from core.service_requests.models import Enquiry, ServiceRequest
from plugins.verification.models import Verification

AADHAAR = "2345 6789 0124"
NO_CASES: dict[str, Any] = {"hasCases": False}


async def test_what_is_sent_is_what_is_read(citizen: Person) -> None:
    case = {"firNumber": "112/2019", "stationCode": MAKRONIYA, "year": 2019, "convicted": True}
    request = await applied(
        citizen,
        purpose="OTHER",
        purposeText="Sarpanch election",
        subject=subject(identityKind="AADHAAR", identityNumber=AADHAAR),
        addresses=two_addresses(),
        caseDeclaration={"hasCases": True, "cases": [case]},
    )
    shown = await read(citizen, request)
    assert shown["purpose"] == "OTHER"
    assert shown["purposeText"] == "Sarpanch election"
    assert shown["organisation"] == "Collector, Sagar"
    assert shown["subject"] == {
        **{"fullName": "Asha Verma", "relation": "FATHER", "relativeName": "Mohan Verma"},
        **{"gender": "FEMALE", "birthDate": "1990-05-17"},
        **{"identityKind": "AADHAAR", "identityNumber": "XXXX XXXX 0124"},
    }
    current, before = shown["addresses"]
    assert current == {
        **{"text": "4, Gopalganj, Sagar 470002", "station": {"code": MAKRONIYA}},
        **{"from": "2020-07-01", "until": None, "isCurrent": True},
    }
    assert (before["station"]["code"], before["until"]) == (TT_NAGAR, "2020-06-30")
    assert shown["caseDeclaration"] == {
        "hasCases": True,
        "cases": [
            {
                **{"firNumber": "112/2019", "station": {"code": MAKRONIYA}},
                **{"year": 2019, "convicted": True},
            }
        ],
    }
    assert shown["certificate"] is None
    assert shown["fee"] is None


async def test_stations_elsewhere_make_the_whole_due_later(citizen: Person) -> None:
    local = await applied(citizen)
    assert local["dueRule"].startswith("Decided in 20 working days")
    assert [each["dueAt"] for each in local["enquiries"]] == ["2026-12-02T23:59:59+05:30"]
    outside = await applied(citizen, addresses=two_addresses())
    assert outside["dueRule"].startswith("Decided in 45 working days")
    due = {each["station"]["code"]: each["dueAt"] for each in outside["enquiries"]}
    assert due[MAKRONIYA] == "2026-12-02T23:59:59+05:30"
    assert due[TT_NAGAR] == "2026-12-18T23:59:59+05:30"


async def test_a_station_that_is_named_twice_is_asked_once(citizen: Person) -> None:
    moved = address(until="2020-06-30", isCurrent=False, text="Another house")
    request = await applied(citizen, addresses=[address(**{"from": "2020-07-01"}), moved])
    assert enquiries(request) == {MAKRONIYA: "OPEN"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"purpose": "OTHER"}, [("purposeText", "PURPOSE_TEXT")]),
        ({"organisation": "  "}, [("organisation", "REQUIRED")]),
        ({"organisation": "x" * 201}, [("organisation", "TOO_LONG")]),
        ({"declaration": False}, [("declaration", "DECLARATION_REQUIRED")]),
        (
            {"subject": subject(birthDate="2026-11-24")},
            [("subject.birthDate", "BIRTH_DATE_INVALID")],
        ),
        (
            {"subject": subject(birthDate="1850-01-01")},
            [("subject.birthDate", "BIRTH_DATE_INVALID")],
        ),
        ({"subject": subject(fullName="ஆஷா")}, [("subject.fullName", "UNPRINTABLE")]),
        ({"subject": subject(fullName="")}, [("subject.fullName", "REQUIRED")]),
        ({"addresses": []}, [("addresses", "ADDRESSES_REQUIRED")]),
        ({"addresses": [address()] * 11}, [("addresses", "TOO_MANY")]),
        (
            {"addresses": [address("99999999")]},
            [("addresses.0.stationCode", "STATION_UNKNOWN")],
        ),
        ({"addresses": [address(SAGAR)]}, [("addresses.0.stationCode", "STATION_UNKNOWN")]),
        (
            {"addresses": [address(**{"from": "2026-11-24"})]},
            [("addresses.0.from", "PERIOD_IN_FUTURE")],
        ),
        (
            {"addresses": [address(**{"from": "1990-05-16"})]},
            [("addresses", "PERIOD_BEFORE_BIRTH")],
        ),
        (
            {"addresses": [address(until="2020-01-01")]},
            [("addresses", "ADDRESS_CURRENT")],
        ),
        (
            {"addresses": [address(), address(until="2015-12-31", isCurrent=False)]},
            [("addresses.1.until", "PERIOD_ENDS_FIRST")],
        ),
        (
            {
                "addresses": [
                    address(),
                    address(until="2016-03-01", isCurrent=False, **{"from": "2014-01-01"}),
                ]
            },
            [("addresses.0", "PERIODS_OVERLAP")],
        ),
        ({"caseDeclaration": {"hasCases": True}}, [("caseDeclaration.cases", "CASES_REQUIRED")]),
        (
            {"caseDeclaration": {"hasCases": False, "cases": [{"convicted": False}]}},
            [("caseDeclaration.cases", "CASES_UNEXPECTED")],
        ),
        (
            {
                "caseDeclaration": {
                    "hasCases": True,
                    "cases": [{"convicted": False, "year": 2027, "stationCode": BHOPAL}],
                }
            },
            [
                ("caseDeclaration.cases.0.stationCode", "STATION_UNKNOWN"),
                ("caseDeclaration.cases.0.year", "CASE_YEAR"),
            ],
        ),
    ],
    ids=lambda value: None if isinstance(value, dict) else value[0][1],
)
async def test_what_is_wrong_is_told_and_nothing_is_stored(
    citizen: Person, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    given = await wanted(citizen, **changes)
    assert await faults(citizen, APPLY, given) == expected
    assert await ServiceRequest.all().count() == 0
    assert await Enquiry.all().count() == 0


async def test_moving_on_the_same_day_is_no_overlap(citizen: Person) -> None:
    before = address(until="2020-07-01", isCurrent=False)
    payload = await send(
        citizen,
        APPLY,
        await wanted(citizen, addresses=[address(**{"from": "2020-07-01"}), before]),
    )
    assert (payload["errors"], payload["warnings"]) == ([], [])


async def test_gaps_and_short_histories_are_stored_with_a_warning(citizen: Person) -> None:
    before = address(until="2022-06-30", isCurrent=False, **{"from": "2022-01-01"})
    given = await wanted(citizen, addresses=[address(**{"from": "2022-09-01"}), before])
    payload = await send(citizen, APPLY, given)
    assert payload["errors"] == []
    assert payload["warnings"] == [
        {
            "path": ["addresses", "0"],
            "code": "ADDRESS_GAP",
            "message": "No address is given for the time from 2022-07-01 to 2022-08-31.",
        },
        {
            "path": ["addresses"],
            "code": "HISTORY_SHORT",
            "message": "The addresses of the last 5 years are asked for; these begin on"
            " 2022-01-01.",
        },
    ]


async def test_missing_files_are_named(citizen: Person) -> None:
    given = await wanted(citizen, attachments=await files(citizen, "PHOTO"))
    assert await faults(citizen, APPLY, given) == [
        ("attachments", "FILE_REQUIRED"),
        ("attachments", "FILE_REQUIRED"),
    ]
    assert await ServiceRequest.all().count() == 0


async def test_an_officers_upload_cannot_be_attached(citizen: Person) -> None:
    attachments = [*await files(citizen), *await files(citizen, "ENQUIRY")]
    given = await wanted(citizen, attachments=attachments)
    assert await faults(citizen, APPLY, given) == [("attachments.3", "FILE_PURPOSE")]


async def test_an_incomplete_profile_is_told_with_everything_else(another: Any) -> None:
    citizen = await another(full_name=None)
    given = await wanted(citizen, declaration=False)
    assert await faults(citizen, APPLY, given) == [
        ("", "PROFILE_INCOMPLETE"),
        ("declaration", "DECLARATION_REQUIRED"),
    ]


async def test_the_same_key_makes_one_request(citizen: Person) -> None:
    given = await wanted(citizen)
    first, again = [await send(citizen, APPLY, given) for _ in range(2)]
    assert first["characterCertificate"]["number"] == again["characterCertificate"]["number"]
    assert await Verification.all().count() == 1
    error = await citizen.refused(APPLY, input=given | {"organisation": "Another"})
    assert error["extensions"]["code"] == "CONFLICT"


async def test_ten_a_day_are_enough(desk: Desk, citizen: Person) -> None:
    for _ in range(10):
        await applied(citizen)
    error = await citizen.refused(APPLY, input=await wanted(citizen, idempotencyKey=key()))
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert await ServiceRequest.all().count() == 10


async def test_an_officer_cannot_ask(officers: Any) -> None:
    error = await officers.head.refused(
        APPLY, input=await wanted(officers.head, attachments=[], caseDeclaration=NO_CASES)
    )
    assert error["extensions"]["code"] == "FORBIDDEN"
