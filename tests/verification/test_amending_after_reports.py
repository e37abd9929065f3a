"""amendCharacterCertificate after reports: neither two amendments nor an older photo bring a
citizen past what a station has found.
"""

from __future__ import annotations

from factories import MAKRONIYA, TT_NAGAR
from processions import Person, key, send_back, step
from verification_people import Officers
from verifications import (
    AMEND,
    address,
    applied,
    done,
    enquiries,
    files,
    reported,
    subject,
    two_addresses,
)

Request = dict[str, object]


async def amended(citizen: Person, request: Request, **changes: object) -> Request:
    return await done(citizen, AMEND, step(request, idempotencyKey=key(), **changes))


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
