"""registerTenant: what is taken, what is wrong with it, and that nothing of it lies in the open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from everything_stored import everything
from factories import MAKRONIYA
from own_data import places_of
from processions import Desk, Person
from tenancies import (
    READ,
    REGISTER,
    Given,
    deliver,
    done,
    faults,
    files,
    foreigner,
    person,
    premises,
    read,
    registered,
    registration,
    send,
)

from core.service_requests.models import ServiceRequest
from core.settings import Settings
from plugins.tenant.models import Tenancy

Make = Callable[..., Awaitable[Person]]
OTHER = {"nationality": "Bangladesh", "foreigner": foreigner()}
HOME = {"text": "7, TT Nagar, Bhopal"}
PERSON_TWICE = [{"fullName": "Asha", "relation": "Wife", "age": 30}]

WRONG: dict[str, tuple[Given, list[tuple[str, str]]]] = {
    "nothing declared": ({"declaration": False}, [("declaration", "DECLARATION_REQUIRED")]),
    "an end before the beginning": (
        {"tenancy": {"from": "2026-11-20", "until": "2026-11-01"}},
        [("tenancy.until", "TENANCY_ENDS_FIRST")],
    ),
    "a tenancy that is over": (
        {"tenancy": {"from": "2026-01-01", "until": "2026-11-01"}},
        [("tenancy.until", "TENANCY_OVER")],
    ),
    "an agreement of tomorrow": (
        {"tenancy": {"from": "2026-11-20", "rentAgreementDate": "2026-11-24"}},
        [("tenancy.rentAgreementDate", "AGREEMENT_IN_FUTURE")],
    ),
    "500 co-residents": ({"coResidents": PERSON_TWICE * 500}, [("coResidents", "TOO_MANY")]),
    "a co-resident of 200 years": (
        {"coResidents": [{"fullName": "Asha", "relation": "Wife", "age": 200}]},
        [("coResidents.0.age", "AGE_INVALID")],
    ),
    "one reference": (
        {"references": [{"fullName": "Sunil", "mobile": "9812300011"}]},
        [("references", "REFERENCES_REQUIRED")],
    ),
    "an agent without a number": (
        {"agent": {"fullName": "Broker", "mobile": "12"}},
        [("agent.mobile", "MOBILE_INVALID")],
    ),
    "a passport for a citizen of India": (
        {"tenant": person(foreigner=foreigner())},
        [("tenant.foreigner", "FOREIGNER_UNEXPECTED")],
    ),
    "no passport of a foreigner": (
        {"tenant": person(nationality="Nepal")},
        [("tenant.foreigner", "FOREIGNER_REQUIRED")],
    ),
    "an expired visa": (
        {"tenant": person(**OTHER | {"foreigner": foreigner(visaValidUntil="2026-11-22")})},
        [("tenant.foreigner.visaValidUntil", "VISA_EXPIRED")],
    ),
    "an expired passport": (
        {"tenant": person(**OTHER | {"foreigner": foreigner(passportValidUntil="2020-01-01")})},
        [("tenant.foreigner.passportValidUntil", "PASSPORT_EXPIRED")],
    ),
    "no number of a passport": (
        {"tenant": person(**OTHER | {"foreigner": foreigner(passportNumber="1")})},
        [("tenant.foreigner.passportNumber", "PASSPORT_INVALID")],
    ),
    "born tomorrow": (
        {"tenant": person(birthDate="2026-11-24")},
        [("tenant.birthDate", "BIRTH_DATE_INVALID")],
    ),
    "no mobile number": (
        {"tenant": person(mobile="12")},
        [("tenant.mobile", "MOBILE_INVALID")],
    ),
    "no e-mail address": ({"tenant": person(email="x")}, [("tenant.email", "EMAIL_INVALID")]),
    "an empty name": ({"tenant": person(fullName="  ")}, [("tenant.fullName", "REQUIRED")]),
    "an unknown station": (
        {"premises": premises(stationCode="1")},
        [("premises.stationCode", "STATION_UNKNOWN")],
    ),
    "an unknown home station": (
        {"tenant": person(permanentAddress={"text": "Bhopal", "stationCode": "1"})},
        [("tenant.permanentAddress.stationCode", "STATION_UNKNOWN")],
    ),
    "a short PIN": (
        {"premises": premises(pinCode="4700")},
        [("premises.pinCode", "PIN_CODE_INVALID")],
    ),
    "half a point": ({"premises": premises(latitude=23.8)}, [("premises", "PLACE_INVALID")]),
    "a renewal of nothing": (
        {"renewsNumber": "MP-21346058-TV-2026-000009-9"},
        [("renewsNumber", "RENEWAL_UNKNOWN")],
    ),
    "a file of nobody": ({"attachments": ["x"]}, [("attachments.0", "FILE_UNKNOWN")]),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_is_told_and_nothing_is_stored(owner: Person, name: str) -> None:
    changes, expected = WRONG[name]
    before = await everything()
    assert await faults(owner, REGISTER, registration(**changes)) == expected
    assert await everything() == before


async def test_all_that_is_wrong_is_told_at_once(owner: Person) -> None:
    wrong = registration(
        declaration=False, tenant=person(fullName="", nationality="Nepal"), references=[]
    )
    assert await faults(owner, REGISTER, wrong) == [
        ("declaration", "DECLARATION_REQUIRED"),
        ("tenant.fullName", "REQUIRED"),
        ("tenant.foreigner", "FOREIGNER_REQUIRED"),
        ("references", "REFERENCES_REQUIRED"),
    ]


async def test_a_landlord_cannot_be_the_own_tenant(another: Make) -> None:
    owner = await another(mobile="+919812300009", birth_date="1990-01-01")
    same = registration(tenant=person(mobile="098123 00009"))
    assert await faults(owner, REGISTER, same) == [("tenant.mobile", "TENANT_IS_OWNER")]
    by_name = person(mobile="9812300010", fullName="asha VERMA", birthDate="1990-01-01")
    assert await faults(owner, REGISTER, registration(tenant=by_name)) == [
        ("tenant.fullName", "TENANT_IS_OWNER")
    ]
    assert await Tenancy.all().count() == 0


async def test_without_files_it_waits_and_names_them(owner: Person) -> None:
    request = await done(owner, REGISTER, registration())
    assert request["status"] == {"code": "DOCUMENTS_AWAITED", "phase": "WAITING_ON_CITIZEN"}
    assert request["station"] == {"code": MAKRONIYA}
    assert request["missingUploads"] == ["PHOTO", "IDENTITY", "AGREEMENT"]
    assert request["consent"] == {"status": "AWAITED", "at": None}
    assert (request["order"], request["reportBy"], request["reportedLate"]) == (None, None, None)
    assert (request["dueAt"], request["acknowledgement"]) == (None, None)


async def test_a_foreigner_needs_passport_and_visa_beside(owner: Person) -> None:
    request = await registered(owner, tenant=person(**OTHER))
    assert request["missingUploads"] == ["PASSPORT", "VISA"]
    seen = await read(owner, request)
    assert seen["tenant"]["foreigner"] == {"visaValidUntil": "2027-06-30"}
    assert seen["tenant"]["nationality"] == "Bangladesh"


@pytest.mark.parametrize("word", ["Indian", "india", "भारतीय", "IN"])
async def test_a_citizen_of_india_is_known_in_any_spelling(owner: Person, word: str) -> None:
    request = await done(owner, REGISTER, registration(tenant=person(nationality=word)))
    assert (await read(owner, request))["tenant"]["nationality"] == "IN"


async def test_what_was_entered_lies_sealed_and_its_landlord_reads_it(
    desk: Desk, owner: Person
) -> None:
    request = await registered(owner, coResidents=PERSON_TWICE)
    seen = await read(owner, request)
    assert seen["premises"] == {
        "kind": "FLAT",
        "text": "12, Shanti Vihar, Makroniya",
        "station": {"code": MAKRONIYA, "name": "Makroniya"},
    }
    assert seen["tenant"]["identityNumber"] == "XXXX XXXX 0124"
    assert [each["fullName"] for each in seen["references"]] == ["Sunil Rao", "Meena Rao"]
    entered = ("Ravi Tiwari", "Shanti Vihar", "9812300001", "Sunil Rao", "XXXX 0124", "7, TT Nagar")
    await deliver(desk)
    assert await places_of(entered) == {"core_demo_message.recipient"}  # what the demo shows


async def test_another_citizen_and_officers_read_nothing_of_it(
    owner: Person, another: Make, officer: Make
) -> None:
    request = await registered(owner)
    for stranger in (await another(), await officer(MAKRONIYA)):
        error = await stranger.refused(READ, number=request["number"])
        assert error["extensions"]["code"] == "NOT_FOUND"


async def test_the_same_key_registers_once(owner: Person) -> None:
    given = registration(attachments=await files(owner))
    first, again = [await send(owner, REGISTER, given) for _ in range(2)]
    assert first == again
    assert await ServiceRequest.all().count() == await Tenancy.all().count() == 1


@pytest.mark.parametrize(
    "settings", [{"services": {"tenant": {"registrations_a_day": 2}}}], indirect=True
)
async def test_a_landlord_registers_so_many_a_day(
    desk: Desk, owner: Person, settings: Settings
) -> None:
    for _ in range(2):
        await done(owner, REGISTER, registration())
    await deliver(desk)
    before = await everything()
    error = await owner.refused(REGISTER, input=registration())
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert await everything() == before


async def test_a_renewal_refers_to_the_landlords_own_number(owner: Person, another: Make) -> None:
    first = await registered(owner)
    renewed = await done(owner, REGISTER, registration(renewsNumber=first["number"].lower()))
    assert (await read(owner, renewed))["renewsNumber"] == first["number"]
    stranger = registration(renewsNumber=first["number"])
    assert await faults(await another(), REGISTER, stranger) == [
        ("renewsNumber", "RENEWAL_UNKNOWN")
    ]


async def test_an_incomplete_profile_registers_nobody(another: Make) -> None:
    owner = await another(full_name=None)
    assert await faults(owner, REGISTER, registration()) == [("", "PROFILE_INCOMPLETE")]


@pytest.mark.parametrize(
    "settings", [{"services": {"tenant": {"required_uploads": ["PHOTO"]}}}], indirect=True
)
async def test_a_state_says_which_files_are_required(owner: Person, settings: Settings) -> None:
    request = await done(owner, REGISTER, registration())
    assert request["missingUploads"] == ["PHOTO"]
    photo = await files(owner, "PHOTO")
    request = await done(owner, REGISTER, registration(attachments=photo))
    assert request["status"]["code"] == "CONSENT_AWAITED"
