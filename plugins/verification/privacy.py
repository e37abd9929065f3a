"""What a citizen gets of the own verifications, and what an erasure leaves of them (DPDP Act 2023,
sections 11 and 12).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from core import (
    Enquiry,
    Kept,
    Runtime,
    ServiceRequest,
    StoredFile,
    day_in_india,
    give_up_files,
)
from plugins.verification.models import Address, EnquiryReport, Verification
from plugins.verification.settings import VerificationSettings
from plugins.verification.texts import text

WHY = text(
    "Verifications are kept for {days} days, and as long as their certificates are valid, so that"
    " whoever has relied on them can check them."
)


async def export(_: Runtime, citizen_id: uuid.UUID) -> dict[str, Any]:
    """All verifications that a citizen has asked for, as JSON."""
    rows = Verification.filter(request__citizen_id=citizen_id).order_by("request__submitted_at")
    requests = [await _request(row) for row in await rows.select_related("request")]
    return {"requests": requests} if requests else {}


async def _request(row: Verification) -> dict[str, Any]:
    enquiries = await Enquiry.filter(request_id=row.request_id).order_by("unit_id")
    reports = EnquiryReport.filter(enquiry__request_id=row.request_id, is_current=True)
    findings = {report.enquiry_id: report.finding.value for report in await reports}
    return {
        "number": row.request.number,
        "service": row.request.service,
        "purpose": row.purpose.value,
        "purpose_text": row.purpose_text,
        "organisation": row.organisation,
        "subject": row.subject,
        "cases": row.cases,
        "addresses": [_address(each) for each in await row.addresses.all().order_by("position")],
        "enquiries": [
            {"station_code": each.unit_id, "finding": findings.get(each.id)} for each in enquiries
        ],
    }


def _address(row: Address) -> dict[str, Any]:
    return {
        "text": row.text,
        "station_code": row.station_id,
        "from": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
    }


async def erase(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    """Shred the verifications that need not be kept any longer, and say of the others until when
    they are; needs a transaction around it.
    """
    today = day_in_india(runtime.now())
    kept: defaultdict[tuple[str, int, date], list[uuid.UUID]] = defaultdict(list)
    free = []
    requests = Verification.filter(request__citizen_id=citizen_id).select_related("request")
    for row in await requests:
        settings = VerificationSettings.read(runtime.settings.services, row.request.service)
        until = _kept_until(row, settings)
        if until < today:
            free.append(row.request_id)
        else:
            kept[row.request.service, settings.retention_days, until].append(row.request_id)
    await _shred(runtime, free)
    return [
        Kept(service, text(WHY.message, days=days), until, keys)
        for (service, days, until), keys in sorted(kept.items())
    ]


def _kept_until(row: Verification, settings: VerificationSettings) -> date:
    request: ServiceRequest = row.request
    by_rule = day_in_india(request.submitted_at) + timedelta(days=settings.retention_days)
    return max(by_rule, day_in_india(row.valid_until)) if row.valid_until else by_rule


async def _shred(runtime: Runtime, request_ids: Collection[uuid.UUID]) -> None:
    """Shells stay, so that numbers and counts do. The papers of enquiries are no request's files,
    which go by themselves.
    """
    of_these = {"request_id__in": list(request_ids)}
    await Address.filter(verification__request_id__in=list(request_ids)).delete()
    reports = await EnquiryReport.filter(enquiry__request_id__in=list(request_ids))
    await EnquiryReport.filter(id__in=[row.id for row in reports]).update(note="", files=[])
    papers = [key for row in reports for key in row.files]
    await give_up_files(StoredFile.filter(id__in=papers), runtime.now())
    await Verification.filter(**of_these).update(**EMPTY)


EMPTY: Mapping[str, Any] = {
    "purpose_text": None,
    "organisation": "",
    "subject": {},
    "has_cases": False,
    "cases": [],
}
