"""From a citizen's phone to a certificate in the hand: two stations enquire side by side, another
officer decides, a third party checks.
"""

from __future__ import annotations

from acknowledgements import fetch, make_due, text_of, verify
from factories import MAKRONIYA, TT_NAGAR
from processions import Desk, Person, listed
from verification_people import Officers
from verifications import applied, decided, enquiries, read, reported, two_addresses


async def test_two_stations_enquire_and_the_district_issues(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    assert request["status"] == {"code": "AT_STATIONS", "phase": "OPEN"}
    assert request["station"] == {"code": MAKRONIYA}
    assert enquiries(request) == {MAKRONIYA: "OPEN", TT_NAGAR: "OPEN"}
    assert await listed(officers.outside) == [request["number"]]

    request = await reported(officers.outside, request, TT_NAGAR, note="No record here.")
    assert enquiries(request) == {MAKRONIYA: "OPEN", TT_NAGAR: "FILED"}
    assert await listed(officers.outside) == []

    request = await reported(officers.beat, request)
    assert request["status"]["code"] == "DECISION"

    request = await decided(officers.district, request)
    assert request["status"] == {"code": "ISSUED", "phase": "CLOSED"}
    assert request["certificate"]["status"] == "VALID"

    await make_due(desk.app)
    paper = (await read(citizen, request))["certificate"]
    assert paper["isReady"] is True
    pdf = await fetch(desk.http, paper["downloadUrl"])
    assert "Asha Verma" in text_of(pdf)
    found = await verify(Person(desk.http), paper["code"])
    assert (found["status"], found["holder"], found["kind"]) == ("VALID", "A. V.", "CERTIFICATE")
