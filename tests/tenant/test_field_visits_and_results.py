"""recordFieldVisit and concludeTenantVerification: officers alone learn what was found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from acknowledgements import make_due
from everything_stored import everything
from factories import MAKRONIYA
from good_files import photo
from processions import Desk, Person, act, key, send_back, step
from tenancies import (
    AMEND,
    CONCLUDE,
    RECORD_CONSENT,
    TENANT,
    VISIT,
    begun,
    concluded,
    conclusion,
    deliver,
    done,
    faults,
    files,
    foreigner,
    person,
    premises,
    read,
    registered,
    seen,
    visit,
    visited,
)
from uploads import TusClient
from verification_people import Officers

from core.documents.models import Document
from core.identity.models import Officer, OfficerRole
from plugins.tenant.models import FieldVisit, Tenancy

Make = Callable[..., Awaitable[Person]]
TIMELINE = """query($number: String!) { serviceRequest(number: $number) {
  timeline { edges { node { action { code } note } } } } }"""


async def test_officers_read_visits_and_the_landlord_none_of_it(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    (photo,) = await files(officers.beat, "VISIT_PHOTO")
    more = {"photoFileId": photo, "latitude": 23.85, "longitude": 78.78}
    request = await visited(officers.beat, request, outcome="NOT_FOUND", note="Locked.", **more)
    request = await visited(officers.beat, request, visitedAt="2026-11-23T11:30:00+05:30")
    seen = (await read(officers.head, request))["visits"]
    assert [(each["outcome"], each["note"]) for each in seen] == [
        ("NOT_FOUND", "Locked."),
        ("FOUND", "Lives there."),
    ]
    assert seen[0]["photo"] == {"id": photo}
    own = await read(owner, request)
    assert own["visits"] == []
    assert "VISIT_PHOTO" not in {each["purpose"] for each in own["attachments"]}
    error = await owner.refused("query($id: ID!) { file(id: $id) { id } }", id=photo)
    assert error["extensions"]["code"] == "NOT_FOUND"
    told = await owner.run(TIMELINE, number=request["number"])
    steps = [edge["node"] for edge in told["serviceRequest"]["timeline"]["edges"]]
    assert {each["note"] for each in steps} == {None}


async def test_what_is_wrong_with_a_visit_is_told(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    await deliver(desk)
    before = await everything()
    wrong = visit(request, visitedAt="2026-11-24T10:00:00+05:30", note=" ")
    assert await faults(officers.beat, VISIT, wrong) == [
        ("visitedAt", "VISIT_IN_FUTURE"),
        ("note", "REQUIRED"),
    ]
    assert await faults(officers.beat, VISIT, visit(request, photoFileId="x")) == [
        ("photoFileId", "FILE_UNKNOWN")
    ]
    stale = visit(request) | {"expectedVersion": 1}
    assert (await officers.beat.refused(VISIT, input=stale))["extensions"]["code"] == "CONFLICT"
    error = await officers.outside.refused(VISIT, input=visit(request))
    assert error["extensions"]["code"] == "NOT_FOUND"
    error = await owner.refused(VISIT, input=visit(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await everything() == before
    assert await FieldVisit.all().count() == 0


@pytest.mark.parametrize("result", ["VERIFIED", "ADVERSE", "UNABLE"])
async def test_the_landlord_learns_the_result_and_not_why(
    desk: Desk, owner: Person, officers: Officers, result: str
) -> None:
    request = await visited(officers.beat, await begun(desk, owner))
    request = await concluded(officers.head, request, result)
    own = await read(owner, request)
    assert (own["result"], own["status"]) == (result, {"code": result, "phase": "CLOSED"})
    assert (own["resultNote"], own["dueAt"]) == (None, None)
    assert [each["kind"] for each in own["documents"]] == ["ACKNOWLEDGEMENT", "RESULT_LETTER"]
    assert (await read(officers.district, request))["resultNote"] == "Known at the home station."
    told = await owner.run(TIMELINE, number=request["number"])
    assert "Known" not in str(told)
    assert "Known" not in str(await owner.outbox())


async def test_a_head_concludes_and_only_after_a_visit(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    await deliver(desk)
    before = await everything()
    assert await faults(officers.head, CONCLUDE, conclusion(request)) == [
        ("action", "ACTION_NOT_AVAILABLE")
    ]
    assert await everything() == before
    request = await visited(officers.beat, request)
    await deliver(desk)
    before = await everything()
    error = await officers.beat.refused(CONCLUDE, input=conclusion(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await faults(officers.head, CONCLUDE, conclusion(request, note=" ")) == [
        ("note", "REQUIRED")
    ]
    assert await everything() == before
    assert (await Tenancy.get()).result is None


async def test_an_officer_does_not_decide_about_the_own_tenant(
    desk: Desk, another: Make, officer: Make
) -> None:
    head, beat = await officer(MAKRONIYA), await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    head.row.mobile = "+919812345678"
    await head.row.save(update_fields=["mobile"])
    owner = await another(mobile="+919812345678")
    request = await visited(beat, await begun(desk, owner))
    error = await head.refused(CONCLUDE, input=conclusion(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert (await Tenancy.get()).result is None


async def test_no_officer_works_on_the_own_tenancy(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    """The number that has consented is the officer's own."""
    request = await visited(officers.beat, await begun(desk, owner))
    await Officer.filter(id=officers.head.row.id).update(mobile=TENANT)
    await deliver(desk)
    before = await everything()
    for query, given in ((VISIT, visit(request)), (CONCLUDE, conclusion(request))):
        error = await officers.head.refused(query, input=given)
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert await everything() == before


@pytest.mark.parametrize("party", ["landlord", "tenant"])
async def test_an_officer_learns_nothing_of_the_police_as_landlord_or_tenant(
    desk: Desk, owner: Person, officers: Officers, party: str
) -> None:
    request = await visited(officers.beat, await begun(desk, owner))
    await concluded(officers.head, request, "ADVERSE")
    assert (await read(officers.district, request))["resultNote"] == "Known at the home station."
    mobile = TENANT if party == "tenant" else owner.row.mobile
    await Officer.filter(id=officers.district.row.id).update(mobile=mobile)
    seen = await read(officers.district, request)
    assert (seen["visits"], seen["resultNote"], seen["objection"]) == ([], None, None)


async def test_a_landlord_amends_what_was_sent_back(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    request |= await send_back(officers.head, request)
    assert request["status"]["code"] == "SENT_BACK"
    given = {
        "requestId": request["id"],
        "expectedVersion": request["version"],
        "premises": premises(text="14, Shanti Vihar, Makroniya"),
        "idempotencyKey": key(),
    }
    wrong = [
        ({"tenant": person(mobile="9812300002")}, ("tenant.mobile", "TENANT_MOBILE_FIXED")),
        ({"premises": premises(stationCode="21346001")}, ("premises.stationCode", "STATION_FIXED")),
        ({"premises": None}, ("", "NOTHING_CHANGED")),
        ({"tenant": person(birthDate="2099-01-01")}, ("tenant.birthDate", "BIRTH_DATE_INVALID")),
    ]
    for changes, expected in wrong:
        assert await faults(owner, AMEND, given | changes) == [expected]
    amended = await done(owner, AMEND, given | {"tenant": person(occupation="Nurse")})
    assert amended["status"] == {"code": "SUBMITTED", "phase": "OPEN"}
    assert (await read(owner, request))["premises"]["text"] == "14, Shanti Vihar, Makroniya"


async def test_no_amendment_makes_somebody_else_of_a_tenant_without_a_phone(
    owner: Person, officers: Officers
) -> None:
    """Who was seen at the station is known by the date of birth alone."""
    request = await registered(owner, tenant=person(mobile=None))
    await done(officers.beat, RECORD_CONSENT, seen(request))
    request = await read(owner, request)
    request |= await send_back(officers.head, request)
    stranger = person(mobile=None, fullName="Asha Sen", birthDate="1990-01-01")
    given = step(request, tenant=stranger, idempotencyKey=key())
    assert await faults(owner, AMEND, given) == [("tenant.birthDate", "TENANT_NOT_SAME")]
    given["tenant"] = person(mobile=None, fullName="Ravi Kumar Tiwari")
    await done(owner, AMEND, given)
    assert (await read(owner, request))["tenant"]["fullName"] == "Ravi Kumar Tiwari"


async def test_whoever_turns_out_to_be_a_foreigner_needs_passport_and_visa(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    request |= await send_back(officers.head, request)
    from_dhaka = person(nationality="Bangladesh", foreigner=foreigner())
    given = step(request, tenant=from_dhaka, idempotencyKey=key())
    assert await faults(owner, AMEND, given) == [("attachments", "FILE_REQUIRED")] * 2
    assert (await read(owner, request))["tenant"]["nationality"] == "IN"
    tus = TusClient(owner)
    papers = [
        await tus.upload(photo(80 + len(each), 75), service="tenant", purpose=each)
        for each in ("PASSPORT", "VISA")
    ]
    await done(owner, AMEND, given | {"attachments": papers})
    assert (await read(owner, request))["missingUploads"] == []


async def test_a_withdrawal_takes_the_acknowledgement_back(desk: Desk, owner: Person) -> None:
    request = await begun(desk, owner)
    await act(owner, request, "WITHDRAW")
    await make_due(desk.app)
    assert (await read(owner, request))["status"]["code"] == "WITHDRAWN"
    assert (await Document.get()).revocation_code == "WITHDRAWN"
