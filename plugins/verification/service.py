"""The use case of every verification: a citizen's request becomes a row with its addresses, and the
stations of the addresses are asked, in one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import strawberry

from core import (
    Citizen,
    Context,
    Findings,
    InvalidInput,
    Language,
    NamedFile,
    Problem,
    ServiceRequest,
    StoredFile,
    Viewer,
    ask_units,
    attach,
    charge_fee,
    check_files,
    day_in_india,
    limit_rate,
    once,
    open_request,
    station_of,
)  # fmt: skip
from plugins.verification.deadlines import due_of, enquiry_days, stations_outside
from plugins.verification.fees import fee_of
from plugins.verification.inputs import CaseDeclarationInput, PeriodAddressInput, SubjectInput
from plugins.verification.models import Address, CertificatePurpose, Verification
from plugins.verification.rules import ORGANISATION
from plugins.verification.settings import VerificationSettings
from plugins.verification.subjects import (
    CheckedAddress,
    check_addresses,
    check_cases,
    check_lifetime,
    check_subject,
)
from plugins.verification.texts import text
from plugins.verification.uploads import ENQUIRY, UPLOADS

DAY = timedelta(days=1)
CITIZENS_UPLOADS = {upload.purpose for upload in UPLOADS} - {ENQUIRY}
PURPOSE_TEXT = text("Say what it is for.")
DECLARE = text("Declare that all this is true. False information to the police is punishable.")
CONSENT = text("Nobody is verified in secret: ask the person first.")


@dataclass(frozen=True)
class Wanted:
    """What a citizen asks for, in whichever service."""

    service: str
    purpose: CertificatePurpose
    purpose_text: str | None
    organisation: str
    subject: SubjectInput
    addresses: Sequence[PeriodAddressInput]
    case_declaration: CaseDeclarationInput
    attachments: Sequence[strawberry.ID]
    declaration: bool
    language: Language | None
    consents: bool = True


@dataclass(frozen=True)
class Submitted:
    """The request, and what is unusual about it."""

    request: ServiceRequest
    warnings: Sequence[Problem]


@dataclass(frozen=True)
class Content:
    """What a request says, checked."""

    organisation: str | None
    purpose_text: str | None
    subject: dict[str, Any]
    addresses: Sequence[CheckedAddress]
    cases: Sequence[dict[str, Any]]


async def submit(context: Context, wanted: Wanted, operation: str, key: str) -> Submitted:
    """Store a request, number it and ask the stations, or for the fee first. Raises InvalidInput
    with everything that is wrong with it.
    """
    viewer = await context.viewer()
    citizen = viewer.citizen
    assert citizen is not None  # noqa: S101  (the policy has asked)
    findings = Findings()
    content = await _checked(context, wanted, findings)

    async def perform() -> ServiceRequest:
        problems = [*context.profile_problems(citizen), *findings.problems]
        files = await _files(context, viewer, wanted, problems)
        if problems:
            raise InvalidInput(problems)
        await _limit(context, citizen, wanted.service)
        return await _store(context, citizen, wanted, content, files)

    request = await once(context.runtime, viewer, operation, key, asdict(wanted), perform)
    return Submitted(request, findings.warnings)


async def _checked(context: Context, wanted: Wanted, findings: Findings) -> Content:
    settings: VerificationSettings = context.registry.settings(wanted.service)
    today = day_in_india(context.runtime.now())
    if wanted.purpose is CertificatePurpose.OTHER and not (wanted.purpose_text or "").strip():
        findings.at("purposeText").wrong("PURPOSE_TEXT", PURPOSE_TEXT)
    if not wanted.declaration:
        findings.at("declaration").wrong("DECLARATION_REQUIRED", DECLARE)
    if not wanted.consents:
        findings.at("subjectConsents").wrong("CONSENT_OF_SUBJECT", CONSENT)
    place, years = findings.at("addresses"), settings.history_years
    organisation = findings.at("organisation").line(
        wanted.organisation, ORGANISATION, required=True
    )
    addresses = await check_addresses(wanted.addresses, today, years, place)
    check_lifetime(addresses, wanted.subject.birth_date, today, place)
    return Content(
        organisation=organisation,
        purpose_text=findings.at("purposeText").line(wanted.purpose_text, ORGANISATION),
        subject=check_subject(wanted.subject, today, findings.at("subject")),
        addresses=addresses,
        cases=await check_cases(wanted.case_declaration, today, findings.at("caseDeclaration")),
    )


def named_files(ids: Sequence[strawberry.ID]) -> list[NamedFile]:
    """The files that a citizen attaches."""
    return [
        NamedFile(file_id, ("attachments", str(position)), CITIZENS_UPLOADS)
        for position, file_id in enumerate(ids)
    ]


async def _files(
    context: Context, viewer: Viewer, wanted: Wanted, problems: list[Problem]
) -> Sequence[StoredFile]:
    service = context.registry.service(wanted.service)
    try:
        named = named_files(wanted.attachments)
        return await check_files(viewer, service, named, ("attachments",))
    except InvalidInput as invalid:
        problems += invalid.problems
        return []


async def _limit(context: Context, citizen: Citizen, service: str) -> None:
    """Raises RateLimited: each request sets several stations to work."""
    settings: VerificationSettings = context.registry.settings(service)
    key = f"{service}:{citizen.id}"
    await limit_rate(key, settings.requests_a_day, DAY, context.runtime.now())


async def _store(
    context: Context,
    citizen: Citizen,
    wanted: Wanted,
    content: Content,
    files: Sequence[StoredFile],
) -> ServiceRequest:
    settings: VerificationSettings = context.registry.settings(wanted.service)
    home, stations = home_and_stations(content.addresses)
    fee = fee_of(settings, wanted.purpose, len(stations))
    service, runtime = context.registry.service(wanted.service), context.runtime
    unit = await station_of(home)
    assert unit is not None  # noqa: S101  (the check has found it)
    request = await open_request(
        runtime,
        service,
        citizen=citizen,
        unit=unit,
        status="PAYMENT_PENDING" if fee else "AT_STATIONS",
        language=wanted.language or Language(citizen.language),
        due=due_of(settings, is_local=not await stations_outside(home, stations)),
    )
    await attach(request, files)
    await _write(request, wanted, content)
    if fee:
        await charge_fee(runtime, request, fee)
    await ask_units(runtime, service, request, await enquiry_days(settings, home, stations))
    return request


def home_and_stations(addresses: Sequence[CheckedAddress]) -> tuple[str, set[str]]:
    """The code of the current address's station, and of those of all addresses."""
    home = next(each.station_code for each in addresses if each.until is None)
    return home, {each.station_code for each in addresses}


async def _write(request: ServiceRequest, wanted: Wanted, content: Content) -> None:
    verification = await Verification.create(
        id=uuid.uuid4(),
        request=request,
        purpose=wanted.purpose,
        purpose_text=content.purpose_text,
        organisation=content.organisation,
        subject=content.subject,
        has_cases=wanted.case_declaration.has_cases,
        cases=[*content.cases],
    )
    await write_addresses(verification, content.addresses)


async def write_addresses(verification: Verification, addresses: Sequence[CheckedAddress]) -> None:
    """Store the addresses of a request, instead of those that it had."""
    await Address.filter(verification_id=verification.id).delete()
    await Address.bulk_create(
        Address(
            id=uuid.uuid4(),
            verification=verification,
            position=position,
            text=each.text,
            station_id=each.station_code,
            since=each.since,
            until=each.until,
        )
        for position, each in enumerate(addresses)
    )
