"""What a certificate says, and until when and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core import (
    DocumentTemplate,
    Enquiry,
    Gender,
    OfficerRole,
    Relation,
    Runtime,
    ServiceRequest,
    StoredFile,
    Terms,
    Text,
    Unit,
)
from plugins.verification.labels import (
    ADVERSE,
    CONDITIONS,
    FINDINGS,
    GENDERS,
    LABELS,
    NO,
    NOTHING_ADVERSE,
    PARTLY,
    POSTS,
    PURPOSES,
    RELATIONS,
    REVOCATION_REASONS,
    UNKNOWN,
    YES,
)
from plugins.verification.models import Address, EnquiryFinding, EnquiryReport, Verification
from plugins.verification.settings import VerificationSettings
from plugins.verification.uploads import PHOTO

CERTIFICATE = "CERTIFICATE"
DAY = timedelta(days=1)
Findings = Mapping[str, EnquiryFinding]
"""What each station has found, by its code."""


async def terms(_: Runtime, request: ServiceRequest) -> Terms:
    """Whom it is issued to, until when it is valid, and which unit's officer decided."""
    row = await Verification.get(request_id=request.id)
    unit = (row.decided_by or {}).get("unit")
    return Terms(row.subject.get("full_name"), row.valid_until, unit)


async def content(runtime: Runtime, request: ServiceRequest) -> Mapping[str, Any]:
    """The values of the template `certificate.html`."""
    row = await Verification.get(request_id=request.id)
    found = await findings_of(request)
    addresses = await Address.filter(verification_id=row.id).order_by("position")
    units = await _units(row, addresses)
    photos = StoredFile.filter(request_id=request.id, purpose=PHOTO).order_by("-position")
    photo = await photos.first()  # the last that was attached, whenever it was uploaded
    return {
        "labels": LABELS,
        "images": {"photo": str(photo.id) if photo else None},
        "subject": _subject(row.subject),
        "purpose": PURPOSES[row.purpose],
        "purpose_text": row.purpose_text,
        "organisation": row.organisation,
        "addresses": [_address(each, units, found) for each in addresses],
        "covered_since": _day(covered_since(addresses)),
        "result": _result(runtime, request, found),
        "cases": [_case(each, units) for each in row.cases],
        "authority": _authority(row, units),
        "conditions": CONDITIONS,
    }


def covered_since(addresses: Sequence[Address]) -> date:
    """Since when addresses are known without a gap, up to the current one."""
    since = date.max
    for each in sorted(addresses, key=lambda row: row.since, reverse=True):
        if each.until is not None and each.until + DAY < since:
            break
        since = each.since
    return since


async def findings_of(request: ServiceRequest) -> Findings:
    """What the stations have found."""
    asked = {row.id: row.unit_id for row in await Enquiry.filter(request_id=request.id)}
    reports = EnquiryReport.filter(enquiry_id__in=list(asked), is_current=True)
    return {asked[report.enquiry_id]: report.finding for report in await reports}


async def _units(row: Verification, addresses: Sequence[Address]) -> Mapping[str, Unit]:
    codes = {each.station_id for each in addresses}
    codes |= {each["station_code"] for each in row.cases if each["station_code"]}
    codes |= {row.decided_by["unit"]} if row.decided_by else set()
    return await Unit.in_bulk(codes, "code")


def _subject(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": stored["full_name"],
        "relation": RELATIONS[Relation(stored["relation"])],
        "relative": stored["relative_name"],
        "gender": GENDERS[Gender(stored["gender"])],
        "birth_date": _day(date.fromisoformat(stored["birth_date"])),
        "marks": stored["identification_marks"],
    }


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def _address(row: Address, units: Mapping[str, Unit], found: Findings) -> dict[str, Any]:
    finding = found.get(row.station_id)
    return {
        "text": row.text,
        "since": _day(row.since),
        "until": _day(row.until) if row.until else None,
        "station": units[row.station_id].names,
        "finding": FINDINGS[finding] if finding else None,
    }


def _case(case: Mapping[str, Any], units: Mapping[str, Unit]) -> dict[str, Any]:
    station = units.get(case["station_code"] or "")
    fir = [case["fir_number"], str(case["year"]) if case["year"] else None]
    return {
        "fir": " / ".join(filter(None, fir)),
        "station": station.names if station else None,
        "sections": case["sections"],
        "status": case["status"],
        "convicted": YES if case["convicted"] else NO,
    }


def _result(runtime: Runtime, request: ServiceRequest, found: Findings) -> Text:
    """The state's own wording where nothing adverse was found."""
    if EnquiryFinding.ADVERSE in found.values():
        return ADVERSE
    if EnquiryFinding.UNABLE in found.values():
        return PARTLY if EnquiryFinding.NOTHING_ADVERSE in found.values() else UNKNOWN
    settings = VerificationSettings.read(runtime.settings.services, request.service)
    wording = {language.value: words for language, words in settings.wording.items()}
    return replace(NOTHING_ADVERSE, words=wording)


def _authority(row: Verification, units: Mapping[str, Unit]) -> dict[str, Any]:
    """The post, never a person's name."""
    if not row.decided_by:
        return {}
    return {
        "post": POSTS.get(OfficerRole(row.decided_by["role"])),
        "unit": units[row.decided_by["unit"]].names,
    }


def certificate_of(title: Text) -> DocumentTemplate:
    """The certificate of a service, with its own title."""
    return DocumentTemplate(
        kind=CERTIFICATE,
        title=title,
        template="certificate.html",
        content=content,
        issued_in=frozenset({"ISSUED"}),
        revoked_in={},
        reasons=REVOCATION_REASONS,
        revocable_by=frozenset({OfficerRole.DISTRICT_HEAD}),
        terms=terms,
    )
