"""A citizen amends what was sent back. Stations of new addresses are asked, those of addresses that
are gone are asked no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core import (
    Context,
    Enquiry,
    Findings,
    InvalidInput,
    Move,
    ServiceRequest,
    Viewer,
    ask_units,
    attach,
    call_off_units,
    check_files,
    day_in_india,
    move,
    once,
)
from plugins.verification.deadlines import enquiry_days
from plugins.verification.inputs import AmendCharacterCertificateInput
from plugins.verification.models import Verification
from plugins.verification.requests import verified_request
from plugins.verification.rules import ORGANISATION
from plugins.verification.service import home_and_stations, named_files, write_addresses
from plugins.verification.settings import VerificationSettings
from plugins.verification.subjects import (
    CheckedAddress,
    check_addresses,
    check_cases,
    check_subject,
)
from plugins.verification.texts import text
from plugins.verification.workflow import AMEND

NOTHING = text("Change something, or say in the note why you cannot.")


@dataclass(frozen=True)
class Amendment:
    """What is to change: columns, addresses (empty: as they are), and the stations that are asked
    from now on and no more, by code.
    """

    columns: dict[str, Any]
    addresses: Sequence[CheckedAddress]
    home: str
    to_ask: set[str]
    to_call_off: set[str]
    is_asked: bool


async def amend(context: Context, given: AmendCharacterCertificateInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput with everything that is wrong."""
    viewer = await context.viewer()
    found = await verified_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        return await _amend(context, viewer, found, given)

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, AMEND, key, sent, perform)


async def _amend(
    context: Context, viewer: Viewer, found: ServiceRequest, given: AmendCharacterCertificateInput
) -> ServiceRequest:
    amendment = await _checked(context, found, given)
    wanted = Move(
        request_id=found.id,
        action="AMEND" if amendment.is_asked else "AMEND_REPORTED",
        expected_version=given.expected_version,
        note=given.note,
        mutation=AMEND,
    )
    service = context.registry.service(found.service)
    request = await move(context.runtime, service, viewer, wanted)
    files = await check_files(
        viewer, service, named_files(given.attachments or ()), ("attachments",), are_all=False
    )
    await attach(request, files)
    await _write(context, request, amendment)
    return request


async def _checked(
    context: Context, found: ServiceRequest, given: AmendCharacterCertificateInput
) -> Amendment:
    findings = Findings()
    settings: VerificationSettings = context.registry.settings(found.service)
    today = day_in_india(context.runtime.now())
    columns: dict[str, Any] = {}
    if given.organisation is not None:
        here = findings.at("organisation")
        columns["organisation"] = here.line(given.organisation, ORGANISATION, required=True)
    if given.subject is not None:
        columns["subject"] = check_subject(given.subject, today, findings.at("subject"))
    if (cases := given.case_declaration) is not None:
        columns["has_cases"] = cases.has_cases
        columns["cases"] = await check_cases(cases, today, findings.at("caseDeclaration"))
    addresses: Sequence[CheckedAddress] = ()
    if given.addresses is not None:
        place, years = findings.at("addresses"), settings.history_years
        addresses = await check_addresses(given.addresses, today, years, place)
    elif not columns and not given.attachments and not given.note:
        findings.wrong("NOTHING_CHANGED", NOTHING)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return await _with_stations(found, columns, addresses)


async def _with_stations(
    found: ServiceRequest, columns: dict[str, Any], addresses: Sequence[CheckedAddress]
) -> Amendment:
    asked = Enquiry.filter(request_id=found.id)
    waiting = {row.unit_id for row in await asked.filter(filed_at=None)}
    if not addresses:
        return Amendment(columns, (), found.unit_id, set(), set(), bool(waiting))
    home, stations = home_and_stations(addresses)
    known = {row.unit_id for row in await asked}
    to_ask, to_call_off = stations - known, waiting - stations
    is_asked = bool(to_ask or waiting - to_call_off)
    return Amendment(columns, addresses, home, to_ask, to_call_off, is_asked)


async def _write(context: Context, request: ServiceRequest, amendment: Amendment) -> None:
    settings: VerificationSettings = context.registry.settings(request.service)
    if amendment.columns:
        await Verification.filter(request_id=request.id).update(**amendment.columns)
    if not amendment.addresses:
        return
    await write_addresses(await Verification.get(request_id=request.id), amendment.addresses)
    await call_off_units(context.runtime, request, amendment.to_call_off)
    days = await enquiry_days(settings, amendment.home, amendment.to_ask)
    service = context.registry.service(request.service)
    await ask_units(context.runtime, service, request, days)
