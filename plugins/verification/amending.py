"""A citizen amends what was sent back. Stations of new addresses are asked, those of addresses that
are gone are asked no more unless they have reported once, and those that have reported on what has
changed are asked again: nobody swaps the person behind a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from core import (
    Context,
    Move,
    ServiceRequest,
    StoredFile,
    Viewer,
    ask_units,
    ask_units_again,
    attach,
    call_off_units,
    check_files,
    move,
    once,
)
from plugins.verification.amendments import Amendment, check_amendment
from plugins.verification.deadlines import enquiry_days
from plugins.verification.inputs import AmendCharacterCertificateInput
from plugins.verification.models import EnquiryReport, Verification
from plugins.verification.requests import verified_request
from plugins.verification.service import named_files, write_addresses
from plugins.verification.settings import VerificationSettings
from plugins.verification.uploads import PHOTO
from plugins.verification.workflow import AMEND


async def amend(context: Context, given: AmendCharacterCertificateInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput with everything that is wrong."""
    viewer = await context.viewer()
    found = await verified_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        return await _amend(context, viewer, found, given)

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, AMEND, key, sent, perform)


async def _amend(
    context: Context, viewer: Viewer, found: ServiceRequest, given: AmendCharacterCertificateInput
) -> ServiceRequest:
    files = await _files(context, viewer, found, given)
    has_photo = any(row.purpose == PHOTO for row in files)
    amendment = await check_amendment(context, found, given, has_photo=has_photo)
    wanted = Move(
        request_id=found.id,
        action="AMEND" if amendment.is_asked else "AMEND_REPORTED",
        expected_version=given.expected_version,
        note=given.note,
        mutation=AMEND,
    )
    service = context.registry.service(found.service)
    request = await move(context.runtime, service, viewer, wanted)
    await attach(request, files)
    await _write(context, request, amendment)
    return request


async def _files(
    context: Context, viewer: Viewer, found: ServiceRequest, given: AmendCharacterCertificateInput
) -> Sequence[StoredFile]:
    service = context.registry.service(found.service)
    named = named_files(given.attachments or ())
    return await check_files(viewer, service, named, ("attachments",), are_all=False)


async def _write(context: Context, request: ServiceRequest, amendment: Amendment) -> None:
    settings: VerificationSettings = context.registry.settings(request.service)
    if amendment.columns:
        await Verification.filter(request_id=request.id).update(**amendment.columns)
    if amendment.addresses:
        await write_addresses(await Verification.get(request_id=request.id), amendment.addresses)
    runtime, service = context.runtime, context.registry.service(request.service)
    await call_off_units(runtime, request, amendment.to_call_off)
    await _supersede(request, amendment.to_ask_again)
    home = amendment.home
    again = await enquiry_days(settings, home, amendment.to_ask_again)
    await ask_units_again(runtime, service, request, again)
    await ask_units(runtime, service, request, await enquiry_days(settings, home, amendment.to_ask))


async def _supersede(request: ServiceRequest, codes: set[str]) -> None:
    """Reports on what is no longer said stay on record, and count no more."""
    reports = EnquiryReport.filter(enquiry__request_id=request.id, enquiry__unit_id__in=[*codes])
    ids = await reports.values_list("id", flat=True)
    await EnquiryReport.filter(id__in=list(ids)).update(is_current=False)
