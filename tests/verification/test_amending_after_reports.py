"""amendCharacterCertificate after reports: neither two amendments nor an older photo bring a
citizen past what a station has found.
"""

from __future__ import annotations

import subprocess

from acknowledgements import fetch, make_due
from factories import MAKRONIYA, TT_NAGAR
from good_files import photo
from processions import Desk, Person, key, send_back, step
from uploads import TusClient
from verification_people import Officers
from verifications import (
    AMEND,
    address,
    applied,
    decided,
    done,
    enquiries,
    read,
    reported,
    subject,
    two_addresses,
)

Request = dict[str, object]


async def amended(citizen: Person, request: Request, **changes: object) -> Request:
    return await done(citizen, AMEND, step(request, idempotencyKey=key(), **changes))


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of its pictures, in pixels."""
    listing = subprocess.run(
        ["pdfimages", "-list", "-"], input=pdf, capture_output=True, check=True
    )
    rows = [line.split() for line in listing.stdout.decode().splitlines()[2:]]
    return [(int(row[3]), int(row[4])) for row in rows]


async def test_a_station_that_has_reported_once_is_not_got_rid_of(
    citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    request = await reported(officers.outside, request, TT_NAGAR, finding="ADVERSE")
    request = await send_back(officers.district, request)
    request = await amended(citizen, request, subject=subject(fullName="Asha Rani"))
    request = await send_back(officers.district, request)
    request = await amended(citizen, request, addresses=[address()])
    assert enquiries(request) == {MAKRONIYA: "OPEN", TT_NAGAR: "OPEN"}
    request = await reported(officers.beat, request)
    assert request["status"]["code"] == "AT_STATIONS"  # type: ignore[index]
    request = await reported(officers.outside, request, TT_NAGAR, finding="ADVERSE")
    assert request["status"]["code"] == "DECISION"  # type: ignore[index]


async def test_the_certificate_shows_the_photo_that_was_attached_last(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    later = await TusClient(citizen).upload(
        photo(90, 120), service="verification", purpose="PHOTO"
    )  # uploaded before the others, and attached after them
    await desk.later(minutes=5)
    request = await reported(officers.beat, await applied(citizen))
    request = await send_back(officers.district, request)
    request = await amended(citizen, request, attachments=[later])
    request = await reported(officers.beat, request)
    request = await decided(officers.district, request)
    await make_due(desk.app)
    pdf = await fetch(desk.http, (await read(citizen, request))["certificate"]["downloadUrl"])
    assert (90, 120) in sizes(pdf)
    assert (60, 75) not in sizes(pdf)


async def test_a_case_is_not_taken_back_behind_a_report(
    citizen: Person, officers: Officers
) -> None:
    declared = {"hasCases": True, "cases": [{"firNumber": "112/2019", "convicted": True}]}
    request = await reported(officers.beat, await applied(citizen, caseDeclaration=declared))
    request = await send_back(officers.district, request)
    same = await amended(citizen, request, caseDeclaration=declared)
    assert same["status"]["code"] == "DECISION"  # type: ignore[index]
    request = await send_back(officers.district, same)
    request = await amended(citizen, request, caseDeclaration={"hasCases": False})
    assert request["status"]["code"] == "AT_STATIONS"  # type: ignore[index]
    assert enquiries(request) == {MAKRONIYA: "OPEN"}
