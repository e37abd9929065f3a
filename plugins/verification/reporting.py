"""A station files what it has found out. The last report brings the request before whoever
decides.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict

from core import (
    Context,
    Enquiry,
    Findings,
    InvalidInput,
    Move,
    NamedFile,
    ServiceRequest,
    StoredFile,
    Viewer,
    check_files,
    clean_line,
    file_enquiry,
    keep_file,
    latin_digits,
    move,
    once,
)
from plugins.verification.inputs import FileEnquiryReportInput
from plugins.verification.models import EnquiryReport
from plugins.verification.requests import verified_request
from plugins.verification.rules import NOTE
from plugins.verification.uploads import ENQUIRY
from plugins.verification.workflow import FILE


async def file_report(context: Context, given: FileEnquiryReportInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput for a station that was not asked
    or is another's.
    """
    viewer = await context.viewer()
    found = await verified_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        return await _file(context, viewer, found, given)

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, FILE, key, sent, perform)


async def _file(
    context: Context, viewer: Viewer, found: ServiceRequest, given: FileEnquiryReportInput
) -> ServiceRequest:
    code = latin_digits(clean_line(given.station_code))
    others = Enquiry.filter(request_id=found.id, filed_at=None).exclude(unit_id=code)
    wanted = Move(
        request_id=found.id,
        action="FILE_REPORT" if await others.exists() else "FILE_LAST_REPORT",
        expected_version=given.expected_version,
        mutation=FILE,
    )
    service = context.registry.service(found.service)
    request = await move(context.runtime, service, viewer, wanted)  # judges scope, version, role
    note = _note(given)
    enquiry = await file_enquiry(context.runtime, viewer, request, code)
    files = await _keep_files(context, viewer, found.service, given.attachments or ())
    await EnquiryReport.create(
        id=uuid.uuid4(),
        enquiry=enquiry,
        officer=viewer.officer,
        finding=given.finding,
        note=note,
        files=[str(row.id) for row in files],
        at=context.runtime.now(),
    )
    return request


def _note(given: FileEnquiryReportInput) -> str | None:
    findings = Findings()
    note = findings.at("note").lines(given.note, NOTE, required=True)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return note


async def _keep_files(
    context: Context, viewer: Viewer, service: str, ids: Sequence[str]
) -> Sequence[StoredFile]:
    """Kept apart from the citizen's files: officers alone are given them."""
    named = [
        NamedFile(file_id, ("attachments", str(position)), {ENQUIRY})
        for position, file_id in enumerate(ids)
    ]
    descriptor = context.registry.service(service)
    rows = await check_files(viewer, descriptor, named, ("attachments",), are_all=False)
    for row in rows:
        await keep_file(row, ("attachments",))
    return rows
