"""LostReportByNumber: the citizen whose report it is reads it, and the officers whose posting
covers it. To everybody else it is not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from lost_reports import READ, document, mobile, read, rows, stored
from stdnum.iso7064 import mod_37_36

from core.identity.models import OfficerRole
from core.relay import encode_id

Clients = Callable[..., Awaitable[GraphQLClient]]

NODE = "query NodeById($id: ID!) { node(id: $id) { __typename id } }"


async def test_the_citizen_reads_the_whole_report(as_citizen: Clients) -> None:
    citizen = await as_citizen(mobile="+919812345678")
    report = await stored(
        citizen,
        lostFrom="2026-11-22T10:00:00+05:30",
        lostUntil="2026-11-22T11:00:00+05:30",
        place={"text": "Makroniya bus stand", "latitude": 23.855, "longitude": 78.779}
        | {"districtCode": SAGAR},
        circumstances="It fell out.\nOn the bus.",
        items=[mobile(mobileNumbers=["9876543210"]), document(number="MP15 20190012345")],
    )
    assert await read(citizen, report["number"]) == {
        "id": report["id"],
        "version": 1,
        "status": {"code": "ACKNOWLEDGED"},
        "lostFrom": "2026-11-22T10:00:00+05:30",
        "lostUntil": "2026-11-22T11:00:00+05:30",
        "circumstances": "It fell out.\nOn the bus.",
        "place": {
            "text": "Makroniya bus stand",
            "latitude": 23.855,
            "longitude": 78.779,
            "district": {"code": SAGAR, "name": "Sagar"},
        },
        "items": report["items"],
        "citizen": {"fullName": "Asha Verma", "mobile": "+919812345678"},
    }


async def test_officers_at_and_above_the_station_read_the_same(
    as_citizen: Clients, as_officer: Clients
) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    own = await read(citizen, report["number"])
    for unit, role in (
        (MAKRONIYA, OfficerRole.STATION_HEAD),
        (MAKRONIYA, OfficerRole.BEAT_OFFICER),
        (SAGAR, OfficerRole.DISTRICT_HEAD),
        (STATE, OfficerRole.STATE_ADMINISTRATOR),
    ):
        assert await read(await as_officer(unit, role), report["number"]) == own


async def test_a_number_is_found_in_every_spelling(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    number = (await stored(citizen))["number"]
    devanagari = number.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    for spelling in (number.lower(), f" {number} ", devanagari):
        assert (await citizen.run(READ, number=spelling))["serviceRequest"]["version"] == 1


async def test_to_others_a_report_is_not_there(
    as_citizen: Clients, as_officer: Clients, as_nobody: GraphQLClient
) -> None:
    report = await stored(await as_citizen())
    missing = "MP-21346058-LP-2026-000002-6"
    for stranger in (
        await as_citizen(),
        await as_officer(TT_NAGAR),
        await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD),
        await as_officer("21346025"),
        await as_officer(None),
    ):
        by_number = await stranger.send(READ, number=report["number"])
        assert by_number.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
        assert by_number.content == (await stranger.send(READ, number=missing)).content
        by_id = await stranger.send(NODE, id=report["id"])
        nobodys = encode_id("LostReport", "00000000-0000-4000-8000-000000000000")
        assert by_id.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
        assert by_id.content == (await stranger.send(NODE, id=nobodys)).content
    refused = await as_nobody.refused(READ, number=report["number"])
    assert refused["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_neighbouring_numbers_tell_nothing(as_citizen: Clients) -> None:
    first, second = await as_citizen(), await as_citizen()
    numbers = [(await stored(await as_citizen()))["number"] for _ in range(3)]
    await stored(first)
    answers = set()
    for value in range(1, 101):
        body = f"{numbers[0][:-8]}{value:06d}"
        number = f"{body}-{mod_37_36.calc_check_digit(body.replace('-', ''))}"
        answers.add((await second.send(READ, number=number)).content)
    assert len(answers) == 1


async def test_what_is_no_number_or_id_is_not_there(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    before = await rows()
    long = "A" * 69
    for number in (
        *("", "1", "-1", "0", str(2**63), str(2**64), "1 OR 1=1", '{"$ne":1}', "%", "_", "\0"),
        *(report["number"][:-1] + "%", long + mod_37_36.calc_check_digit(long)),
    ):
        error = await citizen.refused(READ, number=number)
        assert error["extensions"] == {"code": "NOT_FOUND"}, number
    key = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    for made in (
        *("", "1", "%", "\0", report["id"].lower(), report["id"] + "=", report["number"]),
        *(encode_id("LostReport", k) for k in ("1", "", "\0", "%", key.upper(), f"{{{key}}}")),
        *(encode_id("Unit", k) for k in ("", "\0", "%", "1" * 50, "' OR 1=1 --")),
        *(
            encode_id("Tip", key),
            encode_id("ArchivedRequest", key),
            encode_id("ServiceRequest", key),
        ),
    ):
        error = await citizen.refused(NODE, id=made)
        assert error["extensions"] == {"code": "NOT_FOUND"}, made
    assert await rows() == before
