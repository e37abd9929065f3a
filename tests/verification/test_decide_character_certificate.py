"""decideCharacterCertificate: somebody who has filed no report issues or refuses, once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from factories import MAKRONIYA, SAGAR
from processions import Person, stored
from verification_people import Officers
from verifications import DECIDE, applied, decided, decision, faults, read, reported

from core.documents.models import Document
from core.identity.models import OfficerRole

Make = Callable[..., Awaitable[Person]]


async def test_a_certificate_is_valid_for_six_months_or_as_long_as_is_said(
    citizen: Person, officers: Officers
) -> None:
    request = await reported(officers.head, await applied(citizen))
    issued = await decided(officers.district, request)
    assert issued["certificate"]["validUntil"] == "2027-05-23T23:59:59+05:30"
    assert issued["certificate"]["status"] == "VALID"
    request = await reported(officers.head, await applied(citizen))
    issued = await decided(officers.district, request, validUntil="2026-12-31")
    assert issued["certificate"]["validUntil"] == "2026-12-31T23:59:59+05:30"


@pytest.mark.parametrize("day", ["2026-11-23", "2026-01-01", "2027-05-24"])
async def test_a_day_that_cannot_be_is_refused(
    citizen: Person, officers: Officers, day: str
) -> None:
    request = await reported(officers.head, await applied(citizen))
    before = await stored()
    given = decision(request, validUntil=day)
    assert await faults(officers.district, DECIDE, given) == [("validUntil", "VALIDITY_INVALID")]
    assert await stored() == before
    assert await Document.all().count() == 0


async def test_a_refusal_has_a_reason_and_words_that_the_citizen_reads(
    citizen: Person, officers: Officers
) -> None:
    request = await reported(officers.head, await applied(citizen), finding="ADVERSE")
    assert await faults(officers.district, DECIDE, decision(request, "REFUSE")) == [
        ("note", "NOTE_REQUIRED"),
        ("reasonCode", "REASON_REQUIRED"),
    ]
    why = {"reasonCode": "ADVERSE_RECORD", "note": "Two cases are pending."}
    refused = await decided(officers.district, request, decision="REFUSE", **why)
    assert refused["status"] == {"code": "REFUSED", "phase": "CLOSED"}
    assert refused["certificate"] is None
    timeline = """query T($n: String!) { serviceRequest(number: $n) {
      lastEvent { reasonCode note } } }"""
    event = (await citizen.run(timeline, n=request["number"]))["serviceRequest"]["lastEvent"]
    assert event == {"reasonCode": "ADVERSE_RECORD", "note": "Two cases are pending."}


async def test_whoever_has_filed_a_report_does_not_decide(
    citizen: Person, officer: Make, officers: Officers
) -> None:
    both = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    from core.identity import officers as accounts
    from core.units.models import Unit

    runtime = both.http._transport.app.state.platform.runtime  # type: ignore[attr-defined]
    station = await Unit.get(code=MAKRONIYA)
    await accounts.post(runtime, both.row, OfficerRole.STATION_HEAD, station)
    request = await reported(both, await applied(citizen))
    before = await stored()
    error = await both.refused(DECIDE, input=decision(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await stored() == before
    assert (await decided(officers.district, request))["status"]["code"] == "ISSUED"


async def test_only_the_district_decides_and_only_after_all_reports(
    citizen: Person, officers: Officers, officer: Make
) -> None:
    request = await applied(citizen)
    given = decision(request)
    assert await faults(officers.district, DECIDE, given) == [("action", "ACTION_NOT_AVAILABLE")]
    request = await reported(officers.beat, request)
    before = await stored()
    for somebody in (officers.head, officers.beat, citizen):
        error = await somebody.refused(DECIDE, input=decision(request))
        assert error["extensions"]["code"] == "FORBIDDEN"
    elsewhere = await officer("21316", OfficerRole.DISTRICT_HEAD)
    error = await elsewhere.refused(DECIDE, input=decision(request))
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert await stored() == before
    assert await Document.all().count() == 0


async def test_of_two_officers_at_once_one_decides(
    citizen: Person, officers: Officers, officer: Make
) -> None:
    request = await reported(officers.head, await applied(citizen))
    second = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    why = {"reasonCode": "NOT_FOUND", "note": "Nobody there."}
    answers = await asyncio.gather(
        officers.district.send(DECIDE, input=decision(request)),
        second.send(DECIDE, input=decision(request, "REFUSE", **why)),
    )
    codes = [each["extensions"]["code"] for a in answers for each in a.json().get("errors") or []]
    assert codes == ["CONFLICT"]
    status = (await read(citizen, request))["status"]["code"]
    assert await Document.all().count() == (1 if status == "ISSUED" else 0)
