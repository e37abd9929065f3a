"""While a registration waits: the tenant is asked and asked again, the landlord reminded, and when
the consent days end, or the tenant refuses, what was entered is erased but for the number.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core import (
    CodePurpose,
    RateLimited,
    Runtime,
    Service,
    ServiceRequest,
    StoredFile,
    day_in_india,
    enqueue,
    forget_codes,
    give_up_files,
    locked_request,
    send_code,
    take_by_itself,
    tell,
    transactional,
)
from plugins.tenant.content import content_of
from plugins.tenant.models import Tenancy
from plugins.tenant.rules import CODE
from plugins.tenant.settings import TenantSettings
from plugins.tenant.workflow import AWAITED

DAY = timedelta(days=1)
LONGEST_OWNER = 30
"""Characters of a landlord's name in an SMS, which has four parts at most, of 67 characters where a
name is not in Latin letters.
"""

ASKED, REMINDER = f"{CODE}.consent_code", f"{CODE}.waiting"
CONSENT = f"{CODE}.CONSENT"


def consent_code(settings: TenantSettings) -> CodePurpose:
    """What the code to the tenant's phone is good for."""
    return CodePurpose(CONSENT, ASKED, timedelta(days=settings.code_days), settings.codes_a_day)


async def begin_to_wait(runtime: Runtime, request_id: uuid.UUID) -> None:
    """Have the tenant asked, the landlord reminded, and an end made; needs a transaction around
    it.
    """
    settings, now = TenantSettings.of(runtime), runtime.now()
    payload, wait = {"request_id": str(request_id)}, timedelta(days=settings.consent_days)
    await enqueue(runtime, f"{CODE}.ask", payload)
    await enqueue(runtime, f"{CODE}.remind", payload, not_before=now + wait / 2)
    await enqueue(runtime, f"{CODE}.lapse", payload, not_before=now + wait)


async def ask(runtime: Runtime, entry_id: uuid.UUID, payload: Mapping[str, Any]) -> None:
    """Send the tenant a code. Where the number has had its codes for the day the next one waits for
    the next day: the landlord sees no difference.
    """
    row = await Tenancy.get(request_id=payload["request_id"]).select_related(
        "request__citizen", "request__unit"
    )
    if row.sealed is None or row.consented_at is not None:
        return
    mobile = content_of(runtime, row)["tenant"]["mobile"]
    if mobile is None:
        return
    settings, request = TenantSettings.of(runtime), row.request
    challenge = uuid.uuid5(entry_id, CONSENT)  # the same when this is tried again
    link = runtime.settings.public_url + settings.consent_link.format(challenge=challenge)
    values = {
        "number": request.number,
        "owner": _letters(request.citizen.full_name or "")[:LONGEST_OWNER],
        "station": request.unit.names,
        "link": link,
    }
    purpose, subject = consent_code(settings), str(request.id)
    try:
        await send_code(runtime, purpose, challenge, mobile, request.language, subject, values)
    except RateLimited:
        later = transactional(enqueue)
        await later(runtime, f"{CODE}.ask", payload, not_before=runtime.now() + DAY)


def _letters(name: str) -> str:
    """A landlord's name without addresses and numbers, which would go out in the police's name."""
    letters = (each if unicodedata.category(each)[0] in "LM" else " " for each in name)
    return " ".join("".join(letters).split())


@transactional
async def remind(runtime: Runtime, _: uuid.UUID, payload: Mapping[str, Any]) -> None:
    """Half of the time has passed: tell the landlord, and ask the tenant once more."""
    row = await Tenancy.get(request_id=payload["request_id"]).select_related("request")
    request: ServiceRequest = row.request
    if request.status not in AWAITED:
        return
    ends = request.submitted_at + timedelta(days=TenantSettings.of(runtime).consent_days)
    values = {"number": request.number, "day": day_in_india(ends).isoformat()}
    await tell(runtime, request.citizen_id, REMINDER, values, request_id=request.id)
    await enqueue(runtime, f"{CODE}.ask", payload)


@transactional
async def lapse(runtime: Runtime, service: Service, request_id: uuid.UUID) -> None:
    """End a request that has not begun, and erase what was entered. The landlord reads the same
    words whether the time has run out or the tenant has refused.
    """
    request = await locked_request(request_id)
    if request.status in AWAITED:
        await take_by_itself(runtime, service, request, "LAPSE")
        await forget_entered(runtime, request_id)


@transactional
async def forget_entered(runtime: Runtime, request_id: uuid.UUID) -> None:
    """Erase what was entered for a request that will never begin; its number stays."""
    empty: dict[str, Any] = {
        "sealed": None,
        "content": None,
        "tenant_mark": None,
        "papers": [],
        "renews": None,
    }
    await Tenancy.filter(request_id=request_id).update(
        **empty, consented_at=None, consent_seen=None, report_by=None, order_id=None
    )
    await give_up_files(StoredFile.filter(request_id=request_id), runtime.now())
    await forget_codes(consent_code(TenantSettings.of(runtime)), str(request_id))
