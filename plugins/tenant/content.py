"""What a landlord says of a tenancy, checked, as it is stored: sealed until the request begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import Citizen, Findings, Runtime, day_in_india, search_key
from plugins.tenant.inputs import RegisterTenantInput
from plugins.tenant.models import Tenancy
from plugins.tenant.people import (
    check_co_residents,
    check_reference,
    check_references,
    check_tenant,
)
from plugins.tenant.premises import check_premises, check_tenancy
from plugins.tenant.settings import TenantSettings
from plugins.tenant.texts import text
from plugins.tenant.uploads import OF_FOREIGNERS

Content = dict[str, Any]

DECLARE = text("Declare that all this is true. False information to the police is punishable.")
OWNER = text("You cannot be your own tenant.")


async def check_content(
    runtime: Runtime, citizen: Citizen, given: RegisterTenantInput, findings: Findings
) -> Content:
    """All of a registration; what is wrong with it is in the findings then."""
    today, settings = day_in_india(runtime.now()), TenantSettings.of(runtime)
    state = runtime.settings.state.code
    if not given.declaration:
        findings.at("declaration").wrong("DECLARATION_REQUIRED", DECLARE)
    at = findings.at
    tenant = await check_tenant(given.tenant, today, state, at("tenant"))
    check_other(citizen, tenant, at("tenant"))
    return {
        "premises": await check_premises(given.premises, at("premises")),
        "tenancy": check_tenancy(given.tenancy, today, at("tenancy")),
        "tenant": tenant,
        "co_residents": check_co_residents(given.co_residents, at("coResidents")),
        "references": check_references(given.references, settings.references, at("references")),
        "agent": check_reference(given.agent, at("agent")) if given.agent else None,
    }


def check_other(citizen: Citizen, tenant: Content, findings: Findings) -> None:
    """The tenant is somebody else than the landlord, by number, or by name and day of birth."""
    is_same_number = tenant["mobile"] is not None and tenant["mobile"] == citizen.mobile
    names = [search_key([name]) for name in (tenant["full_name"], citizen.full_name) if name]
    born = citizen.birth_date and citizen.birth_date.isoformat() == tenant["birth_date"]
    if is_same_number or (born and len(names) == 2 and names[0] == names[1]):
        findings.at("mobile" if is_same_number else "fullName").wrong("TENANT_IS_OWNER", OWNER)


def content_of(runtime: Runtime, row: Tenancy) -> Content:
    """What was said, also while it is sealed; empty after an erasure. Whoever calls this has judged
    that the viewer is its landlord, its tenant, or that it has begun.
    """
    if row.sealed is not None:
        unsealed: Content = runtime.secrets.unseal(row.sealed)
        return unsealed
    return row.content or {}


def mark_of(runtime: Runtime, mobile: str) -> str:
    """By which a tenant's number is recognised while it is sealed: 64 hexadecimal characters."""
    return runtime.secrets.digest("tenant", mobile)


def papers_of(content: Content) -> list[str]:
    """The uploads that this tenant needs beside those that all need."""
    return list(OF_FOREIGNERS) if content["tenant"]["foreigner"] else []


def premises_key(content: Content) -> str:
    """By which the requests of the same premises are found."""
    premises = content["premises"]
    return search_key([premises["text"], premises["pin_code"] or ""])[:400]


def first_day(content: Content) -> date:
    """The first day of the tenancy."""
    return date.fromisoformat(content["tenancy"]["since"])
