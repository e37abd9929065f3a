"""Officers of the station visit the premises, and the head says what the police have come to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from core import (
    Context,
    Findings,
    InvalidInput,
    Move,
    NamedFile,
    PlaceInput,
    ServiceRequest,
    StoredFile,
    Viewer,
    check_files,
    check_place,
    keep_file,
    move,
    once,
)
from plugins.tenant.models import FieldVisit, Tenancy, TenantResult
from plugins.tenant.officer_inputs import ConcludeTenantVerificationInput, RecordFieldVisitInput
from plugins.tenant.requests import not_about, tenant_request
from plugins.tenant.rules import CODE, NOTE
from plugins.tenant.texts import text
from plugins.tenant.uploads import VISIT_PHOTO
from plugins.tenant.workflow import CONCLUDE, VISIT

IN_FUTURE = text("This lies in the future.")
ACTIONS = {
    TenantResult.VERIFIED: "VERIFY",
    TenantResult.ADVERSE: "FIND_ADVERSE",
    TenantResult.UNABLE: "GIVE_UP",
}


async def record_visit(context: Context, given: RecordFieldVisitInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput."""
    viewer = await context.viewer()
    found = await tenant_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        wanted = Move(found.id, "VISIT", given.expected_version, mutation=VISIT)
        request = await move(context.runtime, context.registry.service(CODE), viewer, wanted)
        await not_about(viewer, request)
        values = await _checked(context, given)
        photos = [given.photo_file_id] if given.photo_file_id else []
        files = await keep_files(context, viewer, photos, VISIT_PHOTO, ("photoFileId",))
        await FieldVisit.create(
            id=uuid.uuid4(),
            request=request,
            officer=viewer.officer,
            photo_id=files[0].id if files else None,
            **values,
        )
        return request

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, VISIT, key, sent, perform)


async def _checked(context: Context, given: RecordFieldVisitInput) -> dict[str, Any]:
    findings = Findings()
    if given.visited_at > context.runtime.now():
        findings.at("visitedAt").wrong("VISIT_IN_FUTURE", IN_FUTURE)
    if given.latitude is not None or given.longitude is not None:
        with findings.collected():
            await check_place(PlaceInput(latitude=given.latitude, longitude=given.longitude), ())
    note = findings.at("note").lines(given.note, NOTE, required=True)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return {
        "outcome": given.outcome,
        "visited_at": given.visited_at,
        "note": note,
        "latitude": given.latitude,
        "longitude": given.longitude,
    }


async def keep_files(
    context: Context, viewer: Viewer, ids: Sequence[str], purpose: str, path: tuple[str, ...]
) -> Sequence[StoredFile]:
    """Keep an officer's files apart from the landlord's: officers alone are given them."""
    service = context.registry.service(CODE)
    named = [NamedFile(file_id, path, {purpose}) for file_id in ids]
    rows = await check_files(viewer, service, named, path, are_all=False)
    for row in rows:
        await keep_file(row, path)
    return rows


async def conclude(context: Context, given: ConcludeTenantVerificationInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput for a note that is missing."""
    viewer = await context.viewer()
    found = await tenant_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        action, version = ACTIONS[given.result], given.expected_version
        # the note is kept apart from the step: the landlord reads the steps
        findings = Findings()
        note = findings.at("note").lines(given.note, NOTE, required=True)
        change = {"result": given.result, "result_note": note or ""}
        await Tenancy.filter(request_id=found.id).update(**change)
        wanted = Move(found.id, action, version, mutation=CONCLUDE)
        request = await move(context.runtime, context.registry.service(CODE), viewer, wanted)
        await not_about(viewer, request)
        if findings.problems:
            raise InvalidInput(findings.problems)
        return request

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, CONCLUDE, key, sent, perform)
