"""The end of a tenancy, by the landlord or by the tenant; the tenant's objection."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from core import (
    Context,
    Findings,
    InvalidInput,
    Move,
    NotFound,
    Runtime,
    ServiceRequest,
    Unit,
    Viewer,
    day_in_india,
    locked_request,
    move,
    once,
    record_audit,
    take_by_itself,
    tell_unit,
)
from plugins.tenant.content import content_of, first_day
from plugins.tenant.inputs import EndTenancyInput, ObjectToTenancyInput
from plugins.tenant.models import Tenancy, TenancyParty
from plugins.tenant.requests import tenancy_about, tenant_request
from plugins.tenant.rules import CODE, NOTE
from plugins.tenant.starting import tell_tenant
from plugins.tenant.texts import text
from plugins.tenant.waiting import lapse
from plugins.tenant.workflow import END

OBJECT, OBJECTED, ENDED = "objectToTenancy", f"{CODE}.objected", f"{CODE}.ended"
END_DAY = text("Choose a day from {first} to {today}.")
HAS_ENDED = text("This tenancy has ended already.")
NOT_BEGUN = text("This has not begun. Answer the question for consent instead.")
SAID = text("You have objected already. The station has it.")


async def end(context: Context, given: EndTenancyInput) -> ServiceRequest:
    """End a tenancy of the viewer's, whose landlord or tenant the viewer is. Where the landlord has
    ended it, the tenant confirms; what has not begun the tenant refuses. Raises NotFound,
    InvalidInput.
    """
    viewer = await context.viewer()
    try:
        found = await tenant_request(context, given.request_id)
        row = await Tenancy.get(request_id=found.id)
        party = TenancyParty.OWNER
    except NotFound:
        row = await tenancy_about(context, given.request_id)
        party = TenancyParty.TENANT

    async def perform() -> ServiceRequest:
        request = await locked_request(row.request_id)
        if party is TenancyParty.TENANT and request.is_hidden:
            return await _refuse_before(context, viewer, request)
        fresh = await Tenancy.get(id=row.id)
        _check_day(context.runtime, fresh, given.ended_on)
        if party is TenancyParty.TENANT and fresh.ended_on is not None:
            return await _confirm(context, viewer, request, fresh)
        return await _end(context, viewer, request, fresh, party, given.ended_on)

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, END, key, sent, perform)


async def _refuse_before(
    context: Context, viewer: Viewer, request: ServiceRequest
) -> ServiceRequest:
    """What has not begun the tenant refuses by this, without a code, after a consent too."""
    await _record(context, viewer, request, "tenant.refusal")
    await lapse(context.runtime, context.registry.service(CODE), request.id)
    return await locked_request(request.id)


def _check_day(runtime: Runtime, row: Tenancy, day: date) -> None:
    findings, today = Findings(), day_in_india(runtime.now())
    content = content_of(runtime, row)
    first = min(first_day(content), today) if content else today
    if not first <= day <= today:
        days = {"first": first.isoformat(), "today": today.isoformat()}
        findings.at("endedOn").wrong("END_INVALID", text(END_DAY.message, **days))
        raise InvalidInput(findings.problems)


async def _end(
    context: Context,
    viewer: Viewer,
    request: ServiceRequest,
    row: Tenancy,
    party: TenancyParty,
    day: date,
) -> ServiceRequest:
    runtime, service = context.runtime, context.registry.service(CODE)
    if party is TenancyParty.OWNER:
        wanted = Move(request.id, "END", request.version, mutation=END)
        request = await move(runtime, service, viewer, wanted)
    else:
        if service.flow.transition("END", request.status) is None:
            _refuse(("requestId",), "ALREADY_ENDED", HAS_ENDED)
        await take_by_itself(runtime, service, request, "END", viewer.actor)
    await Tenancy.filter(id=row.id).update(ended_on=day, ended_by=party)
    if party is TenancyParty.OWNER:
        await tell_tenant(runtime, service.title, request, row.tenant_mobile, ENDED)
    return request


def _refuse(path: tuple[str, ...], code: str, message: Any) -> None:
    findings = Findings().at(*path)
    findings.wrong(code, message)
    raise InvalidInput(findings.problems)


async def _confirm(
    context: Context, viewer: Viewer, request: ServiceRequest, row: Tenancy
) -> ServiceRequest:
    now = context.runtime.now()
    unconfirmed = Tenancy.filter(id=row.id, leaving_confirmed_at=None, ended_by=TenancyParty.OWNER)
    if not await unconfirmed.update(leaving_confirmed_at=now):
        _refuse(("requestId",), "ALREADY_ENDED", HAS_ENDED)
    await _record(context, viewer, request, "tenant.leaving_confirmed")
    return request


async def _record(context: Context, viewer: Viewer, request: ServiceRequest, action: str) -> None:
    await record_audit(
        request.unit_id,
        at=context.runtime.now(),
        actor=viewer.actor,
        action=action,
        subject=f"request:{request.id}",
        details={"number": request.number},
    )


async def object_to(context: Context, given: ObjectToTenancyInput) -> Tenancy:
    """Write down what the viewer, the tenant, says is wrong, and tell the station. Raises NotFound
    for anybody else, InvalidInput.
    """
    viewer = await context.viewer()
    row = await tenancy_about(context, given.request_id)

    async def perform() -> ServiceRequest:
        request = await locked_request(row.request_id)
        findings = Findings()
        words = findings.at("text").lines(given.text, NOTE, required=True)
        if findings.problems:
            raise InvalidInput(findings.problems)
        if request.is_hidden:
            _refuse(("requestId",), "DOCUMENTS_NOT_AWAITED", NOT_BEGUN)
        change = {"objection": words, "objected_at": context.runtime.now()}
        if not await Tenancy.filter(id=row.id, objected_at=None).update(**change):
            _refuse(("requestId",), "ALREADY_OBJECTED", SAID)
        await _record(context, viewer, request, "tenant.objection")
        unit: Unit = request.unit
        values = {"number": request.number, "station": unit.names}
        await tell_unit(context.runtime, unit, OBJECTED, values)
        return request

    key, sent = given.idempotency_key, asdict(given)
    await once(context.runtime, viewer, OBJECT, key, sent, perform)
    return await Tenancy.get(id=row.id).select_related("request")
