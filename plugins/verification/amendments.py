"""What an amendment changes, checked: of the request, and of which stations are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import Context, Enquiry, Findings, InvalidInput, ServiceRequest, day_in_india
from plugins.verification.inputs import AmendCharacterCertificateInput
from plugins.verification.models import Address, EnquiryReport, Verification
from plugins.verification.rules import ORGANISATION
from plugins.verification.service import home_and_stations
from plugins.verification.settings import VerificationSettings
from plugins.verification.subjects import (
    CheckedAddress,
    check_addresses,
    check_cases,
    check_lifetime,
    check_subject,
)
from plugins.verification.texts import text

NOTHING = text("Change something, or say in the note why you cannot.")
Lived = Mapping[str, Collection[tuple[Any, ...]]]
"""For each station, by code, what is said of the addresses there."""


@dataclass(frozen=True)
class Amendment:
    """What is to change: columns, addresses (empty: as they are), and which stations, by code, are
    asked from now on, again, and no more. `is_asked` is whether any has yet to answer then.
    """

    columns: dict[str, Any]
    addresses: Sequence[CheckedAddress]
    home: str
    to_ask: set[str]
    to_ask_again: set[str]
    to_call_off: set[str]
    is_asked: bool


async def check_amendment(
    context: Context,
    found: ServiceRequest,
    given: AmendCharacterCertificateInput,
    *,
    has_photo: bool,
) -> Amendment:
    """Raises InvalidInput with everything that is wrong."""
    findings = Findings()
    settings: VerificationSettings = context.registry.settings(found.service)
    today = day_in_india(context.runtime.now())
    columns: dict[str, Any] = {}
    if given.organisation is not None:
        here = findings.at("organisation")
        columns["organisation"] = here.line(given.organisation, ORGANISATION, required=True)
    if given.subject is not None:
        columns["subject"] = check_subject(given.subject, today, findings.at("subject"))
    if (cases := given.case_declaration) is not None:
        columns["has_cases"] = cases.has_cases
        columns["cases"] = await check_cases(cases, today, findings.at("caseDeclaration"))
    addresses: Sequence[CheckedAddress] = ()
    if given.addresses is not None:
        place, years = findings.at("addresses"), settings.history_years
        addresses = await check_addresses(given.addresses, today, years, place)
    elif not columns and not given.attachments and not given.note:
        findings.wrong("NOTHING_CHANGED", NOTHING)
    row = await Verification.get(request_id=found.id).prefetch_related("addresses")
    lived = addresses or [_as_checked(each) for each in row.addresses]
    born = date.fromisoformat(columns.get("subject", row.subject)["birth_date"])
    check_lifetime(lived, born, today, findings.at("addresses"))
    if findings.problems:
        raise InvalidInput(findings.problems)
    return await _with_stations(found, row, columns, addresses, has_photo)


async def _with_stations(
    found: ServiceRequest,
    row: Verification,
    columns: dict[str, Any],
    addresses: Sequence[CheckedAddress],
    has_photo: bool,
) -> Amendment:
    before = _lived([_as_checked(each) for each in row.addresses])
    after = _lived(addresses) if addresses else before
    home = home_and_stations(addresses)[0] if addresses else found.unit_id
    enquiries = await Enquiry.filter(request_id=found.id)
    waiting = {each.unit_id for each in enquiries if each.filed_at is None}
    filed = {each.unit_id for each in enquiries} - waiting
    is_another = has_photo or any(columns.get(name, said) != said for name, said in _said(row))
    again = {code for code in filed & {*after} if is_another or before.get(code) != after[code]}
    to_ask = {*after} - filed - waiting
    to_call_off = waiting - {*after} - await _reported(found)  # what was found once is not lost
    is_asked = bool(to_ask or again or waiting - to_call_off)
    return Amendment(columns, addresses, home, to_ask, again, to_call_off, is_asked)


def _said(row: Verification) -> Sequence[tuple[str, Any]]:
    """The columns that every station enquires about, as they were."""
    return [(name, getattr(row, name)) for name in ("subject", "has_cases", "cases")]


async def _reported(found: ServiceRequest) -> set[str]:
    """The codes of the stations that have reported at any time."""
    reports = EnquiryReport.filter(enquiry__request_id=found.id)
    return {str(code) for code in await reports.values_list("enquiry__unit_id", flat=True)}


def _as_checked(row: Address) -> CheckedAddress:
    return CheckedAddress(row.text, row.station_id, row.since, row.until)


def _lived(addresses: Sequence[CheckedAddress]) -> Lived:
    said: defaultdict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for each in addresses:
        said[each.station_code].add((each.text, each.since, each.until))
    return said
