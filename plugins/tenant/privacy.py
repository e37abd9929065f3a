"""What landlords and tenants get of tenancies, and what an erasure leaves of them (DPDP Act 2023,
sections 11 and 12). Visits, notes and answers of stations are the police's own.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q

from core import (
    Citizen,
    Kept,
    Runtime,
    ServiceRequest,
    StoredFile,
    day_in_india,
    give_up_files,
    locked_request,
)
from plugins.tenant.content import content_of
from plugins.tenant.models import FieldVisit, HomeQuery, Tenancy
from plugins.tenant.requests import tenancies_of
from plugins.tenant.rules import CODE
from plugins.tenant.settings import TenantSettings
from plugins.tenant.texts import text
from plugins.tenant.waiting import forget_entered

WHY = text(
    "Verifications of tenants are kept for {days} days from the day on which they were made, for"
    " the police who have worked on them."
)
SAID_OF_TENANTS = ("premises", "tenancy", "tenant", "co_residents")


async def export(runtime: Runtime, citizen_id: uuid.UUID) -> dict[str, Any]:
    """All tenancies that a citizen has registered, and what was said of the citizen as a tenant."""
    own = Tenancy.filter(request__citizen_id=citizen_id).select_related("request")
    rows = await own.order_by("request__submitted_at", "request__number")
    citizen = await Citizen.get(id=citizen_id)
    about = await tenancies_of(runtime, citizen.mobile)
    found = {
        "registrations": [_registration(runtime, row) for row in rows],
        "about_me": [_about(runtime, row) for row in about],
    }
    return {name: each for name, each in found.items() if each}


def _registration(runtime: Runtime, row: Tenancy) -> dict[str, Any]:
    return {
        "number": row.request.number,
        **content_of(runtime, row),
        "renews": row.renews,
        "consented_at": row.consented_at.isoformat() if row.consented_at else None,
        "result": row.result.value if row.result else None,
        "ended_on": row.ended_on.isoformat() if row.ended_on else None,
    }


def _about(runtime: Runtime, row: Tenancy) -> dict[str, Any]:
    content = content_of(runtime, row)
    return {
        "number": row.request.number,
        **{name: content[name] for name in SAID_OF_TENANTS if name in content},
        "objection": row.objection,
        "ended_on": row.ended_on.isoformat() if row.ended_on else None,
    }


async def erase(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    """Shred the tenancies that need not be kept any longer, of the citizen as landlord and as
    tenant, and say of the others until when they are; needs a transaction around it. What has not
    begun is nobody's but the landlord's, and goes at once.
    """
    await _let_go_of_number(await Citizen.get(id=citizen_id))
    by_whom = Q(request__citizen_id=citizen_id) | Q(erased_tenant=citizen_id)
    rows = await Tenancy.filter(by_whom).select_related("request")
    days, today = TenantSettings.of(runtime).retention_days, day_in_india(runtime.now())
    kept: defaultdict[date, list[uuid.UUID]] = defaultdict(list)
    for row in rows:
        request: ServiceRequest = row.request
        if request.is_hidden:
            request = await locked_request(request.id)  # it may begin at this moment
        until = day_in_india(request.submitted_at) + timedelta(days=days)
        if request.is_hidden:
            if request.citizen_id == citizen_id:
                await forget_entered(runtime, request.id)
        elif until < today:
            await _shred(runtime, row)
        else:
            kept[until].append(request.id)
    return [
        Kept(CODE, text(WHY.message, days=days), day, keys) for day, keys in sorted(kept.items())
    ]


async def _let_go_of_number(tenant: Citizen) -> None:
    """The number will be somebody else's, who is to read nothing; the tenant's id stays for the day
    on which the rest goes.
    """
    if tenant.mobile is not None:
        about = Tenancy.filter(tenant_mobile=tenant.mobile)
        await about.update(tenant_mobile=None, erased_tenant=tenant.id)


EMPTY: Mapping[str, Any] = {
    "content": None,
    "tenant_mobile": None,
    "erased_tenant": None,
    "premises_key": "",
    "consent_seen": None,
    "result_note": "",
    "objection": None,
    "objected_at": None,
}


async def _shred(runtime: Runtime, row: Tenancy) -> None:
    """Shells stay, so that numbers and counts do. Papers go, those of officers too, which are found
    by their rows alone.
    """
    visits = FieldVisit.filter(request_id=row.request_id)
    queries = HomeQuery.filter(request_id=row.request_id)
    papers = [each.photo_id for each in await visits if each.photo_id]
    papers += [uuid.UUID(key) for each in await queries for key in each.files]
    of_both = Q(id__in=papers) | Q(request_id=row.request_id)
    await give_up_files(StoredFile.filter(of_both), runtime.now())
    await Tenancy.filter(id=row.id).update(**EMPTY)
    await visits.update(note="", latitude=None, longitude=None, photo_id=None)
    await queries.update(question="", answer=None, files=[])
