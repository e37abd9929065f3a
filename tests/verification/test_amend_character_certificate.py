"""amendCharacterCertificate: what was sent back is mended; stations of new addresses are asked,
those of addresses that are gone are not.
"""

from __future__ import annotations

from factories import MAKRONIYA, TT_NAGAR
from processions import Desk, Person, key, listed, send_back, step, stored
from verification_people import Officers
from verifications import (
    AMEND,
    address,
    applied,
    done,
    enquiries,
    faults,
    files,
    read,
    reported,
    subject,
    two_addresses,
)

from plugins.verification.models import EnquiryReport

OTHER = "21346057"


def amendment(request: dict[str, object], **changes: object) -> dict[str, object]:
    return step(request, idempotencyKey=key(), **changes)


async def test_the_clock_rests_and_the_stations_with_it(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    await desk.later(days=2)
    request = await send_back(officers.head, request)
    shown = await read(citizen, request)
    assert enquiries(shown) == {MAKRONIYA: "WAITING", TT_NAGAR: "WAITING"}
    assert (shown["dueAt"], shown["daysLeft"]) == (None, 44)
    await desk.later(days=30)
    amended = await done(citizen, AMEND, amendment(shown, subject=subject(fullName="Asha Rani")))
    assert amended["status"]["code"] == "AT_STATIONS"
    assert (await read(citizen, amended))["subject"]["fullName"] == "Asha Rani"
    due = {each["station"]["code"]: each["dueAt"] for each in amended["enquiries"]}
    assert due[MAKRONIYA] < due[TT_NAGAR]
    assert due[MAKRONIYA] > "2026-12-25"


async def test_stations_follow_the_addresses(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    request = await send_back(officers.head, request)
    moved = address(OTHER, until="2020-06-30", isCurrent=False)
    wanted = amendment(request, addresses=[address(**{"from": "2020-07-01"}), moved])
    amended = await done(citizen, AMEND, wanted)
    assert enquiries(amended) == {MAKRONIYA: "OPEN", OTHER: "OPEN"}
    assert await listed(officers.outside) == []


async def test_after_all_reports_it_goes_straight_to_the_decision(
    citizen: Person, officers: Officers
) -> None:
    request = await reported(officers.beat, await applied(citizen))
    request = await send_back(officers.district, request)
    (affidavit,) = await files(citizen, "AFFIDAVIT")
    amended = await done(citizen, AMEND, amendment(request, attachments=[affidavit]))
    assert amended["status"]["code"] == "DECISION"


async def test_a_further_address_asks_a_further_station_also_after_the_reports(
    citizen: Person, officers: Officers
) -> None:
    request = await reported(officers.beat, await applied(citizen))
    request = await send_back(officers.district, request)
    days = {"from": "2012-01-01", "until": "2015-12-31", "isCurrent": False}
    before = address(TT_NAGAR, **days)
    amended = await done(citizen, AMEND, amendment(request, addresses=[address(), before]))
    assert amended["status"]["code"] == "AT_STATIONS"
    assert enquiries(amended) == {MAKRONIYA: "FILED", TT_NAGAR: "OPEN"}


async def test_nobody_swaps_the_person_behind_a_report(citizen: Person, officers: Officers) -> None:
    request = await applied(citizen, addresses=two_addresses())
    request = await reported(officers.beat, request)
    request = await reported(officers.outside, request, TT_NAGAR)
    (photo,) = await files(citizen, "PHOTO")
    for change in ({"subject": subject(fullName="Another Person")}, {"attachments": [photo]}):
        request = await send_back(officers.district, request)
        amended = await done(citizen, AMEND, amendment(request, **change))
        assert amended["status"]["code"] == "AT_STATIONS"
        assert enquiries(amended) == {MAKRONIYA: "OPEN", TT_NAGAR: "OPEN"}
        assert [each["finding"] for each in amended["enquiries"]] == [None, None]
        assert await listed(officers.outside) == [request["number"]]
        request = await reported(officers.beat, amended, finding="ADVERSE")
        request = await reported(officers.outside, request, TT_NAGAR)
    found = {each["station"]["code"]: each["finding"] for each in request["enquiries"]}
    assert found == {MAKRONIYA: "ADVERSE", TT_NAGAR: "NOTHING_ADVERSE"}
    assert await EnquiryReport.all().count() == 6


async def test_only_the_station_of_a_changed_address_is_asked_again(
    citizen: Person, officers: Officers
) -> None:
    current, before = two_addresses()
    request = await applied(citizen, addresses=[current, before])
    request = await reported(officers.beat, request)
    request = await reported(officers.outside, request, TT_NAGAR)
    request = await send_back(officers.district, request)
    moved = before | {"text": "13, TT Nagar, Bhopal"}
    amended = await done(citizen, AMEND, amendment(request, addresses=[current, moved]))
    assert enquiries(amended) == {MAKRONIYA: "FILED", TT_NAGAR: "OPEN"}


async def test_the_same_person_said_again_asks_nobody(citizen: Person, officers: Officers) -> None:
    request = await reported(officers.beat, await applied(citizen))
    request = await send_back(officers.district, request)
    same = {"subject": subject(), "addresses": [address()], "organisation": "Tehsildar, Sagar"}
    amended = await done(citizen, AMEND, amendment(request, **same))
    assert amended["status"]["code"] == "DECISION"


async def test_what_is_wrong_is_told_and_nothing_changes(
    citizen: Person, officers: Officers
) -> None:
    request = await send_back(officers.head, await applied(citizen))
    before = await stored()
    assert await faults(citizen, AMEND, amendment(request)) == [("", "NOTHING_CHANGED")]
    bad = amendment(request, addresses=[address("1")], subject=subject(fullName=""))
    assert await faults(citizen, AMEND, bad) == [
        ("subject.fullName", "REQUIRED"),
        ("addresses.0.stationCode", "STATION_UNKNOWN"),
    ]
    younger = amendment(request, subject=subject(birthDate="2016-01-02"))
    assert await faults(citizen, AMEND, younger) == [("addresses", "PERIOD_BEFORE_BIRTH")]
    assert await stored() == before


async def test_only_the_citizen_amends_and_only_what_was_sent_back(
    citizen: Person, officers: Officers, another: object
) -> None:
    request = await applied(citizen)
    wanted = amendment(request, organisation="Tehsildar, Sagar")
    assert await faults(citizen, AMEND, wanted) == [("action", "ACTION_NOT_AVAILABLE")]
    request = await send_back(officers.head, request)
    stranger = await another()  # type: ignore[operator]
    error = await stranger.refused(AMEND, input=amendment(request, organisation="Other"))
    assert error["extensions"]["code"] == "NOT_FOUND"
    error = await officers.head.refused(AMEND, input=amendment(request, organisation="Other"))
    assert error["extensions"]["code"] == "FORBIDDEN"
