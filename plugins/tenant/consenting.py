"""The tenant's consent: by a code to the tenant's own phone, or before an officer at a station."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from core import (
    Context,
    Findings,
    InvalidInput,
    Problem,
    ServiceRequest,
    Viewer,
    answer_once,
    as_of_now,
    canonical_number,
    enqueue,
    is_own,
    is_under,
    limit_rate,
    locked_request,
    once,
    record_audit,
    transactional,
    use_code,
)
from plugins.tenant.content import content_of
from plugins.tenant.inputs import ConsentToTenancyInput, SendConsentCodeInput
from plugins.tenant.models import Tenancy
from plugins.tenant.officer_inputs import RecordTenantConsentInput
from plugins.tenant.requests import tenant_request
from plugins.tenant.rules import CODE, LINE
from plugins.tenant.settings import TenantSettings
from plugins.tenant.starting import advance
from plugins.tenant.texts import text
from plugins.tenant.waiting import CONSENT, DAY, lapse
from plugins.tenant.workflow import AWAITED

UNKNOWN = text("No registration of this number waits for a consent at your station.")
NOT_SAME = text("This is not the tenant's date of birth as the landlord gave it.")
HAS_BEGUN = text("This has begun already. Sign in with your number to object or to end it.")
SEEN_A_DAY, TRIES_A_DAY = 50, 5
"""How often an officer may try, and how often for one registration."""


async def consent(context: Context, given: ConsentToTenancyInput) -> str:
    """Take the tenant's answer; the request's number, and nothing more. Raises as `use_code`."""
    used = await use_code(context.runtime, given.challenge_id, given.code, CONSENT)
    request_id, actor = uuid.UUID(used.subject), f"challenge:{used.id}"
    return await _answer(context, request_id, actor, consents=given.consents)


@transactional
async def _answer(
    context: Context, request_id: uuid.UUID, actor: str, *, consents: bool, **seen: Any
) -> str:
    """Write down the answer to a request that still waits for it, and go on with it."""
    runtime, service = context.runtime, context.registry.service(CODE)
    request = await locked_request(request_id)
    if request.status not in AWAITED:
        if not (consents or request.is_hidden):
            raise InvalidInput([Problem(("consents",), "DOCUMENTS_NOT_AWAITED", HAS_BEGUN)])
        return str(request.number)
    await _record(context, request, actor, consents)
    if consents:
        now = runtime.now()
        await Tenancy.filter(request_id=request_id).update(consented_at=now, **seen)
        await advance(runtime, service, request)
    else:
        await lapse(runtime, service, request_id)
    return str(request.number)


async def _record(context: Context, request: ServiceRequest, actor: str, consents: bool) -> None:
    await record_audit(
        request.unit_id,
        at=context.runtime.now(),
        actor=actor,
        action="tenant.consent" if consents else "tenant.refusal",
        subject=f"request:{request.id}",
        details={"number": request.number},
    )


async def send_again(context: Context, given: SendConsentCodeInput) -> ServiceRequest:
    """Have the tenant asked once more. Raises RateLimited when the landlord has done so too often;
    how many codes the number has had does not show.
    """
    runtime, viewer = context.runtime, await context.viewer()
    found = await tenant_request(context, given.request_id)
    most = TenantSettings.of(runtime).codes_a_day

    async def perform() -> ServiceRequest:
        await limit_rate(f"{CODE}-ask:{found.id}", most, DAY, runtime.now())
        await enqueue(runtime, f"{CODE}.ask", {"request_id": str(found.id)})
        return found

    key, sent = given.idempotency_key, asdict(given)
    return await once(runtime, viewer, "sendConsentCode", key, sent, perform)


async def record_at_station(context: Context, given: RecordTenantConsentInput) -> str:
    """Write down what the tenant has said before an officer of the premises' station or above it;
    the request's number. The officer learns nothing of what was entered. Raises InvalidInput,
    RateLimited.
    """
    runtime, viewer = context.runtime, await context.viewer()
    tries, now = f"{CODE}-consent:{viewer.id}", runtime.now()
    # counted outside the transaction, so that a date of birth that is guessed wrong counts as well
    await limit_rate(tries, SEEN_A_DAY, DAY, now)
    if number := canonical_number(given.number):
        await limit_rate(f"{tries}:{number[-40:]}", TRIES_A_DAY, DAY, now)

    async def perform() -> dict[str, Any]:
        request_id, seen = await _identified(context, viewer, given)
        more = {"consent_seen_by_id": viewer.id, "consent_seen": seen}
        number = await _answer(context, request_id, viewer.actor, consents=given.consents, **more)
        return {"number": number}

    key, sent, actor = given.idempotency_key, asdict(given), viewer.actor
    answer = await answer_once(runtime, actor, "recordTenantConsent", key, sent, perform)
    return str(answer["number"])


async def _identified(
    context: Context, viewer: Viewer, given: RecordTenantConsentInput
) -> tuple[uuid.UUID, str]:
    findings, current = Findings(), await as_of_now(context.runtime, viewer)
    number = canonical_number(given.number) or ""
    # whoever has a phone answers by it, and of what was erased there is nothing to consent to
    waiting = Tenancy.filter(
        request__status__in=AWAITED, tenant_mark__isnull=True, sealed__isnull=False
    )
    row = await waiting.get_or_none(request__number=number).select_related("request__citizen")
    if (
        row is None
        or is_own(current, row.request.citizen)
        or not await is_under(row.request.unit_id, current.unit_codes)
    ):
        findings.at("number").wrong("TENANT_UNKNOWN", UNKNOWN)
        raise InvalidInput(findings.problems)
    written = findings.at("identityNumber").line(given.identity_number, LINE, required=True) or ""
    born = content_of(context.runtime, row)["tenant"]["birth_date"]
    if born != given.birth_date.isoformat():
        findings.at("birthDate").wrong("TENANT_NOT_SAME", NOT_SAME)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return row.request_id, f"{given.identity_kind.value} …{written[-4:]}"
