"""The use case of landlords: a registration is stored sealed, the tenant is asked, and it waits for
what is missing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

import strawberry

from core import (
    Citizen,
    Context,
    Due,
    Findings,
    InvalidInput,
    Language,
    NamedFile,
    Problem,
    ServiceRequest,
    StoredFile,
    Viewer,
    attach,
    canonical_number,
    check_files,
    day_in_india,
    limit_rate,
    locked_request,
    once,
    open_request,
    station_of,
)
from plugins.tenant.content import Content, check_content, mark_of, papers_of
from plugins.tenant.inputs import RegisterTenantInput
from plugins.tenant.models import Tenancy
from plugins.tenant.orders import order_in_force, report_by
from plugins.tenant.rules import CODE
from plugins.tenant.settings import TenantSettings
from plugins.tenant.starting import advance
from plugins.tenant.texts import text
from plugins.tenant.uploads import OWNERS
from plugins.tenant.waiting import begin_to_wait

REGISTER = "registerTenant"
DAY = timedelta(days=1)
RULE = text("The station answers within {days} working days from the day on which all is there.")
RENEWAL = text("You have no registration of this number.")


def due_of(settings: TenantSettings) -> Due:
    """When the result is due, from the beginning on."""
    return Due(settings.days, text(RULE.message, days=settings.days))


def named_files(ids: Sequence[strawberry.ID]) -> list[NamedFile]:
    """The files that a landlord attaches."""
    return [
        NamedFile(file_id, ("attachments", str(position)), OWNERS)
        for position, file_id in enumerate(ids)
    ]


async def register(context: Context, given: RegisterTenantInput) -> ServiceRequest:
    """Store a registration and ask the tenant. Raises InvalidInput with everything that is wrong
    with it, RateLimited.
    """
    viewer = await context.viewer()
    citizen = viewer.citizen
    assert citizen is not None  # noqa: S101  (the policy has asked)
    findings = Findings()
    content = await check_content(context.runtime, citizen, given, findings)
    renews = await _renewed(citizen, given, findings)

    async def perform() -> ServiceRequest:
        problems = [*context.profile_problems(citizen), *findings.problems]
        files = await _files(context, viewer, given, problems)
        if problems:
            raise InvalidInput(problems)
        await _limit(context, citizen)
        request = await store(context, citizen, content, files, given.language, renews)
        return request

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, REGISTER, key, sent, perform)


async def _renewed(citizen: Citizen, given: RegisterTenantInput, findings: Findings) -> str | None:
    """The number of the landlord's own registration that this one goes on from."""
    if given.renews_number is None:
        return None
    number = canonical_number(given.renews_number)
    own = ServiceRequest.filter(citizen_id=citizen.id, service=CODE, number=number or "")
    if not await own.exists():
        findings.at("renewsNumber").wrong("RENEWAL_UNKNOWN", RENEWAL)
    return number


async def _files(
    context: Context, viewer: Viewer, given: RegisterTenantInput, problems: list[Problem]
) -> Sequence[StoredFile]:
    service = context.registry.service(CODE)
    named = named_files(given.attachments or ())
    try:
        return await check_files(viewer, service, named, ("attachments",), are_all=False)
    except InvalidInput as invalid:
        problems += invalid.problems
        return []


async def _limit(context: Context, citizen: Citizen, amount: int = 1) -> None:
    """Raises RateLimited: each registration writes to somebody's phone."""
    most = TenantSettings.of(context.runtime).registrations_a_day
    await limit_rate(f"{CODE}:{citizen.id}", most, DAY, context.runtime.now(), amount)


async def store(
    context: Context,
    citizen: Citizen,
    content: Content,
    files: Sequence[StoredFile],
    language: Language | None,
    renews: str | None,
) -> ServiceRequest:
    """A new request with its checked content; needs a transaction around it."""
    runtime, service = context.runtime, context.registry.service(CODE)
    unit = await station_of(content["premises"]["station_code"])
    assert unit is not None  # noqa: S101  (the check has found it)
    request = await open_request(
        runtime,
        service,
        citizen=citizen,
        unit=unit,
        status="DOCUMENTS_AWAITED",
        language=language or Language(citizen.language),
        due=due_of(TenantSettings.of(runtime)),
    )
    await attach(request, files)
    mobile = content["tenant"]["mobile"]
    order = await order_in_force(unit.code, day_in_india(runtime.now()))
    await Tenancy.create(
        id=uuid.uuid4(),
        request=request,
        sealed=runtime.secrets.seal(content),
        tenant_mark=mark_of(runtime, mobile) if mobile else None,
        papers=papers_of(content),
        renews=renews,
        order=order,
        report_by=report_by(order, content) if order else None,
    )
    await begin_to_wait(runtime, request.id)
    request = await locked_request(request.id)
    await advance(runtime, service, request)
    return request
