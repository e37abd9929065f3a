"""Checks what a landlord writes of people: the tenant, co-residents, references."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core import (
    AddressInput,
    DocumentKind,
    Findings,
    clean_line,
    email_address,
    latin_digits,
    mask_aadhaar,
    mobile_number,
    unit_of,
)
from plugins.tenant.inputs import (
    CoResidentInput,
    ForeignerInput,
    ReferenceInput,
    TenantPersonInput,
)
from plugins.tenant.premises import check_pin, check_station
from plugins.tenant.rules import (
    ADDRESS,
    EARLIEST_YEAR,
    LINE,
    MOST_CO_RESIDENTS,
    MOST_REFERENCES,
    NAME,
    OLDEST_AGE,
)
from plugins.tenant.texts import text

INDIA = "IN"
INDIAN = {"IN", "IND", "INDIA", "INDIAN", "BHARAT", "BHARATIYA", "भारत", "भारतीय"}
BORN = text("This is no date of birth of somebody who lives.")
AGE = text("This must be a number of years from 0 to {most}.", most=OLDEST_AGE)
TOO_MANY = text("Name at most {most} people here.")
REFERENCES = text("Name {least} people who know the tenant.")
FOREIGNER = text("Passport and visa are needed of somebody who is no citizen of India.")
INDIAN_WITH_VISA = text("A citizen of India needs no visa: leave this out, or say the country.")
PASSPORT = text("This is no number of a passport: six to nine letters and digits.")
PASSPORT_EXPIRED = text("This passport has expired.")
VISA_EXPIRED = text("This visa has expired.")
DISTRICT = text("There is no district with this code.")


async def check_tenant(
    given: TenantPersonInput, today: date, state: str, findings: Findings
) -> dict[str, Any]:
    """The tenant, as it is stored; `state` is the code of this one."""
    if not date(EARLIEST_YEAR, 1, 1) <= given.birth_date <= today:
        findings.at("birthDate").wrong("BIRTH_DATE_INVALID", BORN)
    nationality = findings.at("nationality").line(given.nationality, LINE, required=True) or ""
    nationality = INDIA if nationality.upper() in INDIAN else nationality
    permanent, previous = given.permanent_address, given.previous_address
    return {
        "full_name": findings.at("fullName").line(given.full_name, NAME, required=True),
        "alias": findings.at("alias").line(given.alias, NAME),
        "relation": given.relation.value,
        "relative_name": findings.at("relativeName").line(given.relative_name, NAME, required=True),
        "gender": given.gender.value,
        "birth_date": given.birth_date.isoformat(),
        "occupation": findings.at("occupation").line(given.occupation, LINE),
        "employer": findings.at("employer").line(given.employer, ADDRESS),
        "mobile": check_mobile(given.mobile, findings.at("mobile")),
        "email": _email(given.email, findings.at("email")),
        **_identity(given.identity_kind, given.identity_number, findings),
        "nationality": nationality,
        "permanent_address": await _address(permanent, state, findings.at("permanentAddress")),
        "previous_address": previous
        and await _address(previous, state, findings.at("previousAddress")),
        "foreigner": _foreigner(given.foreigner, nationality, today, findings.at("foreigner")),
    }


def check_mobile(given: str | None, here: Findings) -> str | None:
    """A mobile number of India in E.164."""
    if given is None or not clean_line(given):
        return None
    with here.collected():
        return mobile_number(given, here.path)
    return None


def _email(given: str | None, here: Findings) -> str | None:
    if given is None or not clean_line(given):
        return None
    with here.collected():
        return email_address(given, here.path)
    return None


def _identity(kind: DocumentKind | None, number: str | None, here: Findings) -> dict[str, Any]:
    written = here.at("identityNumber").line(number, LINE)
    is_aadhaar = kind is DocumentKind.AADHAAR
    return {
        "identity_kind": kind.value if kind else None,
        "identity_number": mask_aadhaar(written) if written and is_aadhaar else written,
    }


async def _address(given: AddressInput, state: str, here: Findings) -> dict[str, Any]:
    """An address. A station is named where it lies in this state."""
    of_state = clean_line(given.state_code or state).upper()
    is_here = of_state == state
    station = district = None
    if is_here and given.station_code:
        station = await check_station(given.station_code, here.at("stationCode"))
    if is_here and given.district_code:
        district = latin_digits(clean_line(given.district_code))
        if await unit_of(district) is None:
            here.at("districtCode").wrong("DISTRICT_UNKNOWN", DISTRICT)
    return {
        "text": here.at("text").line(given.text, ADDRESS, required=True),
        "tehsil": here.at("tehsil").line(given.tehsil, LINE),
        "district_code": district,
        "state_code": here.at("stateCode").line(of_state, 10),
        "pin_code": check_pin(given.pin_code, here.at("pinCode")),
        "station_code": station,
    }


def _foreigner(
    given: ForeignerInput | None, nationality: str, today: date, here: Findings
) -> dict[str, Any] | None:
    if nationality == INDIA:
        if given is not None:
            here.wrong("FOREIGNER_UNEXPECTED", INDIAN_WITH_VISA)
        return None
    if given is None:
        here.wrong("FOREIGNER_REQUIRED", FOREIGNER)
        return None
    number = latin_digits(clean_line(given.passport_number)).replace(" ", "").upper()
    if not (number.isascii() and number.isalnum() and 6 <= len(number) <= 9):
        here.at("passportNumber").wrong("PASSPORT_INVALID", PASSPORT)
    if given.passport_valid_until < today:
        here.at("passportValidUntil").wrong("PASSPORT_EXPIRED", PASSPORT_EXPIRED)
    if given.visa_valid_until < today:
        here.at("visaValidUntil").wrong("VISA_EXPIRED", VISA_EXPIRED)
    return {
        "passport_number": number,
        "passport_issued_at": here.at("passportIssuedAt").line(
            given.passport_issued_at, required=True
        ),
        "passport_valid_until": given.passport_valid_until.isoformat(),
        "visa_number": here.at("visaNumber").line(given.visa_number, required=True),
        "visa_kind": here.at("visaKind").line(given.visa_kind, required=True),
        "visa_valid_until": given.visa_valid_until.isoformat(),
        "purpose_of_stay": here.at("purposeOfStay").line(given.purpose_of_stay, required=True),
    }


def check_co_residents(
    given: Sequence[CoResidentInput] | None, findings: Findings
) -> list[dict[str, Any]]:
    """Who lives there too, as it is stored."""
    people = given or ()
    if len(people) > MOST_CO_RESIDENTS:
        findings.wrong("TOO_MANY", text(TOO_MANY.message, most=MOST_CO_RESIDENTS))
    named = enumerate(people[:MOST_CO_RESIDENTS])
    return [_co_resident(each, findings.at(str(position))) for position, each in named]


def _co_resident(given: CoResidentInput, here: Findings) -> dict[str, Any]:
    if not 0 <= given.age <= OLDEST_AGE:
        here.at("age").wrong("AGE_INVALID", AGE)
    return {
        "full_name": here.at("fullName").line(given.full_name, NAME, required=True),
        "relation": here.at("relation").line(given.relation, LINE, required=True),
        "age": given.age,
        **_identity(given.identity_kind, given.identity_number, here),
    }


def check_references(
    given: Sequence[ReferenceInput], least: int, findings: Findings
) -> list[dict[str, Any]]:
    """Who knows the tenant, as it is stored; at least so many as the state asks for."""
    if len(given) < least:
        findings.wrong("REFERENCES_REQUIRED", text(REFERENCES.message, least=least))
    if len(given) > MOST_REFERENCES:
        findings.wrong("TOO_MANY", text(TOO_MANY.message, most=MOST_REFERENCES))
    named = enumerate(given[:MOST_REFERENCES])
    return [check_reference(each, findings.at(str(position))) for position, each in named]


def check_reference(given: ReferenceInput, here: Findings) -> dict[str, Any]:
    """Somebody with a number, as it is stored."""
    mobile = check_mobile(given.mobile, here.at("mobile"))
    if not clean_line(given.mobile):
        here.at("mobile").wrong("REQUIRED", text("This must not be empty."))
    return {
        "full_name": here.at("fullName").line(given.full_name, NAME, required=True),
        "mobile": mobile,
        "text": here.at("text").line(given.text, ADDRESS),
    }
