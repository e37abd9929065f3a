"""Checks what citizens write of the person, of addresses and of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from core import Findings, clean_line, latin_digits, mask_aadhaar, station_of
from plugins.verification.inputs import (
    CaseDeclarationInput,
    DeclaredCaseInput,
    PeriodAddressInput,
    SubjectInput,
)
from plugins.verification.rules import (
    ADDRESS,
    EARLIEST_YEAR,
    MOST_ADDRESSES,
    MOST_CASES,
    NAME,
    ORGANISATION,
)
from plugins.verification.settings import months_after
from plugins.verification.texts import text

DAY = timedelta(days=1)
BORN = text("This is no date of birth of somebody who lives.")
IN_FUTURE = text("This lies in the future.")
STATION = text("There is no police station of this state with this code.")
COUNT = text("Give 1 to {most} addresses.", most=MOST_ADDRESSES)
CURRENT = text("Exactly one address is the current one, and it alone has no end.")
ENDS_FIRST = text("This ends before it begins.")
BEFORE_BIRTH = text("Somebody who was not yet born lives nowhere: look at the dates.")
OVERLAP = text("These times overlap with those of another address.")
GAP = text("No address is given for the time from {since} to {until}.")
SHORT = text("The addresses of the last {years} years are asked for; these begin on {since}.")
CASES = text("You declare cases: say which.")
NO_CASES = text("You declare that there are no cases, and name some.")
TOO_MANY = text("Name at most {most} cases.", most=MOST_CASES)
YEAR = text("This is no year in which an FIR was registered.")


@dataclass(frozen=True)
class CheckedAddress:
    """An address with its station, by code, and its first and last day."""

    text: str
    station_code: str
    since: date
    until: date | None


def check_subject(given: SubjectInput, today: date, findings: Findings) -> dict[str, Any]:
    """The person, as it is stored."""
    if not date(EARLIEST_YEAR, 1, 1) <= given.birth_date <= today:
        findings.at("birthDate").wrong("BIRTH_DATE_INVALID", BORN)
    number = findings.at("identityNumber").line(given.identity_number)
    is_aadhaar = given.identity_kind is not None and given.identity_kind.value == "AADHAAR"
    return {
        "full_name": findings.at("fullName").line(given.full_name, NAME, required=True),
        "relation": given.relation.value,
        "relative_name": findings.at("relativeName").line(given.relative_name, NAME, required=True),
        "gender": given.gender.value,
        "birth_date": given.birth_date.isoformat(),
        "birth_place": findings.at("birthPlace").line(given.birth_place),
        "occupation": findings.at("occupation").line(given.occupation),
        "identification_marks": findings.at("identificationMarks").line(given.identification_marks),
        "identity_kind": given.identity_kind.value if given.identity_kind else None,
        "identity_number": mask_aadhaar(number) if number and is_aadhaar else number,
    }


async def check_addresses(
    given: Sequence[PeriodAddressInput], today: date, years: int, findings: Findings
) -> list[CheckedAddress]:
    """The addresses, the newest first; what is wrong or unusual is in the findings then."""
    if not 1 <= len(given) <= MOST_ADDRESSES:
        findings.wrong("TOO_MANY" if given else "ADDRESSES_REQUIRED", COUNT)
        return []
    checked = []
    for position, each in enumerate(given):
        checked.append(await _address(each, today, findings.at(str(position))))
    if sum(each.is_current and each.until is None for each in given) != 1 or any(
        each.is_current != (each.until is None) for each in given
    ):
        findings.wrong("ADDRESS_CURRENT", CURRENT)
    _check_periods(checked, today, years, findings)
    return sorted(checked, key=lambda each: (each.until or date.max, each.since), reverse=True)


def check_lifetime(
    addresses: Sequence[CheckedAddress], born: date, today: date, findings: Findings
) -> None:
    """No certificate covers a time before the person's birth."""
    if any(each.since < born <= today for each in addresses):
        findings.wrong("PERIOD_BEFORE_BIRTH", BEFORE_BIRTH)


async def _address(given: PeriodAddressInput, today: date, here: Findings) -> CheckedAddress:
    code = latin_digits(clean_line(given.station_code))
    if await station_of(code) is None:
        here.at("stationCode").wrong("STATION_UNKNOWN", STATION)
    if given.from_ > today:
        here.at("from").wrong("PERIOD_IN_FUTURE", IN_FUTURE)
    if given.until is not None and given.until > today:
        here.at("until").wrong("PERIOD_IN_FUTURE", IN_FUTURE)
    if given.until is not None and given.until < given.from_:
        here.at("until").wrong("PERIOD_ENDS_FIRST", ENDS_FIRST)
    words = here.at("text").line(given.text, ADDRESS, required=True) or ""
    return CheckedAddress(words, code, given.from_, given.until)


def _check_periods(
    checked: Sequence[CheckedAddress], today: date, years: int, findings: Findings
) -> None:
    """Moving on a day counts for both addresses of that day."""
    by_day = sorted(enumerate(checked), key=lambda each: (each[1].since, each[1].until or date.max))
    for (_, before), (position, after) in pairwise(by_day):
        until = before.until or date.max
        if after.since < until:
            findings.at(str(position)).wrong("PERIODS_OVERLAP", OVERLAP)
        elif after.since - until > DAY:
            lost = {"since": (until + DAY).isoformat(), "until": (after.since - DAY).isoformat()}
            findings.at(str(position)).unusual("ADDRESS_GAP", text(GAP.message, **lost))
    first = by_day[0][1].since
    if first > months_after(today, -12 * years):
        findings.unusual("HISTORY_SHORT", text(SHORT.message, years=years, since=first.isoformat()))


async def check_cases(
    given: CaseDeclarationInput, today: date, findings: Findings
) -> list[dict[str, Any]]:
    """The cases, as they are stored."""
    cases = given.cases or []
    if given.has_cases and not cases:
        findings.at("cases").wrong("CASES_REQUIRED", CASES)
    if cases and not given.has_cases:
        findings.at("cases").wrong("CASES_UNEXPECTED", NO_CASES)
    if len(cases) > MOST_CASES:
        findings.at("cases").wrong("TOO_MANY", TOO_MANY)
    named = enumerate(cases[:MOST_CASES])
    return [
        await _case(each, today, findings.at("cases", str(position))) for position, each in named
    ]


async def _case(given: DeclaredCaseInput, today: date, here: Findings) -> dict[str, Any]:
    code = None if given.station_code is None else latin_digits(clean_line(given.station_code))
    if code is not None and await station_of(code) is None:
        here.at("stationCode").wrong("STATION_UNKNOWN", STATION)
    if given.year is not None and not EARLIEST_YEAR <= given.year <= today.year:
        here.at("year").wrong("CASE_YEAR", YEAR)
    return {
        "fir_number": here.at("firNumber").line(given.fir_number),
        "station_code": code,
        "year": given.year,
        "sections": here.at("sections").line(given.sections, ORGANISATION),
        "status": here.at("status").line(given.status, ORGANISATION),
        "convicted": given.convicted,
    }
