"""A request begins by itself: once the last required upload is clean and the tenant has consented,
whichever is later. Whoever brings either about calls `advance` on the locked request, so that of
two at the same instant the later one sees both.
"""

from __future__ import annotations

import uuid

from core import (
    Runtime,
    ScanState,
    Service,
    ServiceRequest,
    StoredFile,
    Text,
    forget_codes,
    locked_request,
    take_by_itself,
    tell_mobile,
    transactional,
)
from plugins.tenant.content import content_of, premises_key
from plugins.tenant.models import Tenancy
from plugins.tenant.settings import TenantSettings
from plugins.tenant.uploads import OWNERS
from plugins.tenant.waiting import consent_code
from plugins.tenant.workflow import AWAITED

STARTED = "tenant.started"
GOOD = {ScanState.CLEAN, ScanState.SKIPPED}


def required_purposes(service: Service, row: Tenancy) -> list[str]:
    """The uploads without which a request does not begin, in the order of their declaration."""
    return [
        upload.purpose
        for upload in service.uploads
        if upload.required or upload.purpose in row.papers
    ]


async def missing_uploads(service: Service, row: Tenancy) -> list[str]:
    """The purposes of required uploads of which there is no file, or an infected one alone."""
    states = await _states(row)
    return [
        purpose
        for purpose in required_purposes(service, row)
        if not states.get(purpose, set()) - {ScanState.INFECTED}
    ]


async def _states(row: Tenancy) -> dict[str, set[ScanState]]:
    states: dict[str, set[ScanState]] = {}
    files = StoredFile.filter(request_id=row.request_id, purpose__in=OWNERS)
    for purpose, state in await files.values_list("purpose", "scan_state"):
        states.setdefault(str(purpose), set()).add(ScanState(state))
    return states


async def _are_clean(service: Service, row: Tenancy) -> bool:
    states = await _states(row)
    return all(states.get(each, set()) & GOOD for each in required_purposes(service, row))


@transactional
async def file_scanned(runtime: Runtime, service: Service, request_id: uuid.UUID) -> None:
    """A file of a request has been scanned."""
    await advance(runtime, service, await locked_request(request_id))


async def advance(runtime: Runtime, service: Service, request: ServiceRequest) -> None:
    """Take the step that a locked request is ready for, if there is one; needs a transaction around
    it.
    """
    if request.status not in AWAITED:
        return
    row = await Tenancy.get(request_id=request.id)
    if not await _are_clean(service, row):
        return
    if row.consented_at is not None:
        await _start(runtime, service, request, row)
    elif request.status == "DOCUMENTS_AWAITED":
        await take_by_itself(runtime, service, request, "DOCUMENTS_COMPLETE")


async def _start(runtime: Runtime, service: Service, request: ServiceRequest, row: Tenancy) -> None:
    content = content_of(runtime, row)
    await Tenancy.filter(id=row.id).update(
        sealed=None,
        content=content,
        tenant_mark=None,
        tenant_mobile=content["tenant"]["mobile"],
        premises_key=premises_key(content),
    )
    # another code would still promise that a refusal erases
    await forget_codes(consent_code(TenantSettings.of(runtime)), str(request.id))
    await take_by_itself(runtime, service, request, "START")
    await tell_tenant(runtime, service.title, request, content["tenant"]["mobile"], STARTED)


async def tell_tenant(
    runtime: Runtime, service: Text, request: ServiceRequest, mobile: str | None, event: str
) -> None:
    """Tell the tenant, who need be no citizen here, by SMS; needs a transaction around it."""
    if mobile is not None:
        station = request.unit.names
        values = {"number": request.number, "service": service, "station": station}
        await tell_mobile(runtime, mobile, request.language, event, values)
