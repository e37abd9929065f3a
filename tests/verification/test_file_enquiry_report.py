"""fileEnquiryReport: each station for itself, side by side; who may, who may not, who reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR
from processions import NOTE, OPERATIONS, Desk, Person, key, listed, stored
from verification_people import Officers
from verifications import (
    FILE,
    READ,
    applied,
    enquiries,
    faults,
    files,
    read,
    report,
    reported,
    send,
    two_addresses,
)

from core.identity import officers as posts
from core.identity.models import OfficerRole
from core.service_requests.models import Enquiry
from core.units.models import Unit
from plugins.verification.models import EnquiryReport

Make = Callable[..., Awaitable[Person]]
FILES = """query Files($number: String!) { serviceRequest(number: $number) {
  ... on Verification { attachments { purpose } enquiries { note files { id purpose } } } } }"""


async def test_a_report_is_there_for_officers_and_its_finding_for_the_citizen(
    citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen)
    (paper,) = await files(officers.beat, "ENQUIRY")
    await reported(officers.beat, request, attachments=[paper])
    (seen,) = (await read(citizen, request))["enquiries"]
    assert (seen["status"], seen["finding"], seen["note"]) == ("FILED", "NOTHING_ADVERSE", None)
    (known,) = (await read(officers.district, request))["enquiries"]
    assert known["note"] == "Known since 2016."
    own = (await citizen.run(FILES, number=request["number"]))["serviceRequest"]
    assert own["enquiries"] == [{"note": None, "files": []}]
    assert "ENQUIRY" not in {each["purpose"] for each in own["attachments"]}
    shown = (await officers.district.run(FILES, number=request["number"]))["serviceRequest"]
    assert shown["enquiries"][0]["files"] == [{"id": paper, "purpose": "ENQUIRY"}]


async def test_two_stations_file_in_any_order_and_the_last_leads_to_the_decision(
    citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    request = await reported(officers.head, request, finding="UNABLE")
    assert request["status"]["code"] == "AT_STATIONS"
    request = await reported(officers.outside, request, TT_NAGAR, finding="ADVERSE")
    assert request["status"]["code"] == "DECISION"
    assert enquiries(request) == {MAKRONIYA: "FILED", TT_NAGAR: "FILED"}


async def test_a_station_outside_sees_the_request_only_when_it_is_asked(
    citizen: Person, officers: Officers, officer: Make
) -> None:
    local, both = await applied(citizen), await applied(citizen, addresses=two_addresses())
    assert await listed(officers.outside) == [both["number"]]
    assert await listed(officers.head) == [local["number"], both["number"]]
    bystander = await officer("21316042")
    for stranger, request in ((officers.outside, local), (bystander, both)):
        error = await stranger.refused(READ, number=request["number"])
        assert error["extensions"]["code"] == "NOT_FOUND"
    actions = (await read(officers.outside, both))["availableActions"]
    assert {each["code"] for each in actions} == {"FILE_REPORT", "FILE_LAST_REPORT"}


async def test_a_station_files_once_and_for_itself_alone(
    citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    before = await stored()
    assert await faults(officers.head, FILE, report(request, TT_NAGAR)) == [
        ("stationCode", "STATION_NOT_YOURS")
    ]
    assert await faults(officers.head, FILE, report(request, SAGAR)) == [
        ("stationCode", "STATION_NOT_ASKED")
    ]
    assert await faults(officers.head, FILE, report(request, note=" ")) == [("note", "REQUIRED")]
    assert await stored() == before
    request = await reported(officers.head, request)
    error = await officers.head.refused(FILE, input=report(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await EnquiryReport.all().count() == 1


async def test_who_was_not_asked_cannot_file(
    citizen: Person, officers: Officers, officer: Make
) -> None:
    request, before = await applied(citizen), await stored()
    for stranger in (officers.outside, await officer("21346059")):
        error = await stranger.refused(FILE, input=report(request))
        assert error["extensions"]["code"] == "NOT_FOUND"
    error = await officers.district.refused(FILE, input=report(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    error = await citizen.refused(FILE, input=report(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await stored() == before
    assert await EnquiryReport.all().count() == 0


async def test_nobody_enquires_about_the_own_request(
    desk: Desk, another: Make, officer: Make
) -> None:
    head = await officer(MAKRONIYA)
    head.row.mobile = "+919812345678"
    await head.row.save(update_fields=["mobile"])
    citizen = await another(mobile="+919812345678")
    request = await applied(citizen)
    error = await head.refused(FILE, input=report(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await EnquiryReport.all().count() == 0


async def test_of_two_at_once_one_is_told_that_the_request_has_changed(
    citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    answers = await asyncio.gather(
        officers.head.send(FILE, input=report(request)),
        officers.outside.send(FILE, input=report(request, TT_NAGAR)),
    )
    codes = [each["extensions"]["code"] for a in answers for each in a.json().get("errors") or []]
    assert codes == ["CONFLICT"]
    assert await EnquiryReport.all().count() == 1
    assert await Enquiry.filter(is_open=True).count() == 1


async def test_a_district_head_elsewhere_reads_but_does_not_file(
    citizen: Person, officers: Officers, officer: Make
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    head = await officer("21316", OfficerRole.DISTRICT_HEAD)
    assert await listed(head) == [request["number"]]
    assert (await read(head, request))["availableActions"] == []
    error = await head.refused(FILE, input=report(request, TT_NAGAR))
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_the_same_key_files_once(citizen: Person, officers: Officers) -> None:
    request = await applied(citizen)
    given = report(request)
    first, again = [await send(officers.head, FILE, given) for _ in range(2)]
    assert first == again
    assert await EnquiryReport.all().count() == 1


async def test_a_post_above_another_asked_station_does_not_file_for_it(
    desk: Desk, citizen: Person, officer: Make
) -> None:
    both = await officer(MAKRONIYA)
    bhopal = await Unit.get(code=BHOPAL)
    await posts.post(desk.runtime, both.row, OfficerRole.DISTRICT_HEAD, bhopal)
    request = await applied(citizen, addresses=two_addresses())
    before = await stored()
    assert await faults(both, FILE, report(request, TT_NAGAR)) == [
        ("stationCode", "STATION_NOT_YOURS")
    ]
    assert await stored() == before
    assert await Enquiry.filter(is_open=True).count() == 2


async def test_a_station_that_has_answered_reads_and_has_no_more_part_in_it(
    citizen: Person, officers: Officers
) -> None:
    own, request = [await applied(citizen, addresses=two_addresses()) for _ in range(2)]
    noted = {"requestId": request["id"], "text": "Locked; again on Monday."}
    await send(officers.outside, NOTE, noted | {"idempotencyKey": key()})
    request = await reported(officers.outside, request, TT_NAGAR)
    before = await stored()
    linking = {"requestId": request["id"], "otherNumber": own["number"], "kind": "RELATED"}
    link = OPERATIONS["LinkRequests"]
    swapped = linking | {"requestId": own["id"], "otherNumber": request["number"]}
    noted |= {"idempotencyKey": key()}
    for query, given in ((NOTE, noted), (link, linking), (link, swapped)):
        error = await officers.outside.refused(query, input=given)
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert await stored() == before
    assert (await read(officers.outside, request))["number"] == request["number"]
    assert await listed(officers.outside) == [own["number"]]
