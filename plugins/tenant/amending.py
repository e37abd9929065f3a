"""A landlord amends what was sent back. The tenant stays the same: another one is another
registration, with another consent.
"""

from __future__ import annotations

from dataclasses import asdict

from core import (
    Context,
    Findings,
    InvalidInput,
    Move,
    Problem,
    Service,
    ServiceRequest,
    attach,
    check_files,
    day_in_india,
    move,
    once,
)
from plugins.tenant.adding_files import check_further
from plugins.tenant.content import Content, check_other, content_of, papers_of, premises_key
from plugins.tenant.inputs import AmendTenantVerificationInput
from plugins.tenant.models import Tenancy
from plugins.tenant.people import check_co_residents, check_references, check_tenant
from plugins.tenant.premises import check_premises, check_tenancy
from plugins.tenant.registering import named_files
from plugins.tenant.requests import tenant_request
from plugins.tenant.rules import CODE
from plugins.tenant.settings import TenantSettings
from plugins.tenant.starting import missing_uploads
from plugins.tenant.texts import text
from plugins.tenant.workflow import AMEND

NOTHING = text("Change something, or say in the note why you cannot.")
MOBILE = text("The tenant who has consented has this number: register another tenant anew.")
SEEN = text("The tenant was seen at the station with this day: register another tenant anew.")
MISSING = text("This file is missing: {title}.")
STATION = text("The station stays: register other premises anew.")


async def amend(context: Context, given: AmendTenantVerificationInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput with everything that is wrong."""
    viewer = await context.viewer()
    found = await tenant_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        wanted = Move(found.id, "AMEND", given.expected_version, given.note, mutation=AMEND)
        service = context.registry.service(CODE)
        request = await move(context.runtime, service, viewer, wanted)
        row = await Tenancy.get(request_id=request.id)
        content = await _amended(context, request, row, given)
        named = named_files(given.attachments or ())
        files = await check_files(viewer, service, named, ("attachments",), are_all=False)
        await check_further(service, request, files)
        await attach(request, files)
        row.content, row.papers = content, papers_of(content)
        row.premises_key = premises_key(content)
        await row.save(update_fields=["content", "papers", "premises_key"])
        await _check_papers(service, row)
        return request

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, AMEND, key, sent, perform)


async def _amended(
    context: Context, request: ServiceRequest, row: Tenancy, given: AmendTenantVerificationInput
) -> Content:
    """All that is said from now on."""
    findings, runtime = Findings(), context.runtime
    before = content_of(runtime, row)
    change = await _checked(context, given, findings)
    if not change and not given.attachments and not given.note:
        findings.wrong("NOTHING_CHANGED", NOTHING)
    after = {**before, **change}
    if "tenant" in change:
        check_other(request.citizen, after["tenant"], findings.at("tenant"))
    _check_same(row, before, after, findings)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return after


def _check_same(row: Tenancy, before: Content, after: Content, findings: Findings) -> None:
    """The tenant is the one who has consented, and the station the one that works on it."""
    if after["tenant"]["mobile"] != before["tenant"]["mobile"]:
        findings.at("tenant", "mobile").wrong("TENANT_MOBILE_FIXED", MOBILE)
    born, was = after["tenant"]["birth_date"], before["tenant"]["birth_date"]
    if row.consent_seen is not None and born != was:  # all that tells who stood at the station
        findings.at("tenant", "birthDate").wrong("TENANT_NOT_SAME", SEEN)
    if after["premises"]["station_code"] != before["premises"]["station_code"]:
        findings.at("premises", "stationCode").wrong("STATION_FIXED", STATION)


async def _check_papers(service: Service, row: Tenancy) -> None:
    """Whoever turns out to be a foreigner needs passport and visa. Raises InvalidInput."""
    missing = await missing_uploads(service, row)
    titles = [upload.title for upload in service.uploads if upload.purpose in missing]
    if titles:
        messages = [text(MISSING.message, title=title) for title in titles]
        raise InvalidInput([Problem(("attachments",), "FILE_REQUIRED", each) for each in messages])


async def _checked(
    context: Context, given: AmendTenantVerificationInput, findings: Findings
) -> Content:
    runtime, change = context.runtime, Content()
    today, state = day_in_india(runtime.now()), runtime.settings.state.code
    if given.premises is not None:
        change["premises"] = await check_premises(given.premises, findings.at("premises"))
    if given.tenancy is not None:
        change["tenancy"] = check_tenancy(given.tenancy, today, findings.at("tenancy"))
    if given.tenant is not None:
        change["tenant"] = await check_tenant(given.tenant, today, state, findings.at("tenant"))
    if given.co_residents is not None:
        people = check_co_residents(given.co_residents, findings.at("coResidents"))
        change["co_residents"] = people
    if given.references is not None:
        least, place = TenantSettings.of(runtime).references, findings.at("references")
        change["references"] = check_references(given.references, least, place)
    return change
