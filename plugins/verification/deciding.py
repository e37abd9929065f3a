"""An officer who has filed no report issues the certificate, or refuses it with a reason."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from core import (
    IST,
    Context,
    InvalidInput,
    Move,
    Problem,
    ServiceRequest,
    Viewer,
    as_of_now,
    day_in_india,
    is_under,
    move,
    once,
)
from plugins.verification.inputs import CertificateDecision, DecideCharacterCertificateInput
from plugins.verification.models import Verification
from plugins.verification.requests import verified_request
from plugins.verification.settings import VerificationSettings
from plugins.verification.texts import text
from plugins.verification.workflow import DECIDE

END_OF_DAY = time(23, 59, 59)
VALIDITY = text("Choose a day from tomorrow to {latest}.")


async def decide(context: Context, given: DecideCharacterCertificateInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput for a day that cannot be."""
    viewer = await context.viewer()
    found = await verified_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        return await _decide(context, viewer, found, given)

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, DECIDE, key, sent, perform)


async def _decide(
    context: Context, viewer: Viewer, found: ServiceRequest, given: DecideCharacterCertificateInput
) -> ServiceRequest:
    wanted = Move(
        request_id=found.id,
        action=given.decision.value,
        expected_version=given.expected_version,
        note=given.note,
        reason_code=given.reason_code,
        mutation=DECIDE,
    )
    if given.decision is CertificateDecision.ISSUE:
        await _write_terms(context, viewer, found, given.valid_until)
    service = context.registry.service(found.service)
    return await move(context.runtime, service, viewer, wanted)  # a refusal undoes the terms


async def _write_terms(
    context: Context, viewer: Viewer, found: ServiceRequest, valid_until: date | None
) -> None:
    """What the certificate says is there before the step that issues it."""
    settings: VerificationSettings = context.registry.settings(found.service)
    today = day_in_india(context.runtime.now())
    latest = settings.latest_day(today)
    day = valid_until or latest
    if not today < day <= latest:
        message = text(VALIDITY.message, latest=latest.isoformat())
        raise InvalidInput([Problem(("validUntil",), "VALIDITY_INVALID", message)])
    await Verification.filter(request_id=found.id).update(
        valid_until=datetime.combine(day, END_OF_DAY, IST),
        decided_by=await _authority(context, viewer, found),
    )


async def _authority(context: Context, viewer: Viewer, found: ServiceRequest) -> dict[str, Any]:
    """The post by which the officer decides: its role, and the code of its unit."""
    step = context.registry.service(found.service).flow.transition("ISSUE", "DECISION")
    roles = step.roles if step else frozenset()
    current = await as_of_now(context.runtime, viewer)
    for posting in current.postings:
        if posting.role in roles and await is_under(found.unit_id, [posting.unit_id]):
            return {"role": posting.role.value, "unit": posting.unit_id}
    return {}
