"""The use case of lost property: a citizen's report becomes a request with its rows, in one
transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core import (
    Citizen,
    Context,
    Findings,
    InvalidInput,
    Language,
    Place,
    Problem,
    Service,
    ServiceRequest,
    StoredFile,
    Unit,
    Viewer,
    attach,
    check_files,
    check_place,
    choose_station,
    limit_rates,
    once,
    open_request,
    write_rows,
)  # fmt: skip
from plugins.lost_property.acknowledgement import reporter
from plugins.lost_property.checks import Content, check_content, named_files, refuse_theft
from plugins.lost_property.inputs import SubmitLostReportInput
from plugins.lost_property.items import ItemDraft
from plugins.lost_property.marks import hashed, rows_of
from plugins.lost_property.matching import hashes_of, match_later
from plugins.lost_property.models import LostItem, LostReport
from plugins.lost_property.settings import LostPropertySettings

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Submitted:
    """The request of a report, and what is unusual about it."""

    request: ServiceRequest
    warnings: Sequence[Problem]


@dataclass(frozen=True)
class Draft:
    """A checked report."""

    given: SubmitLostReportInput
    content: Content
    place: Place
    station: Unit
    files: Sequence[StoredFile]


async def submit(context: Context, given: SubmitLostReportInput) -> Submitted:
    """Store a citizen's report and number it. Raises InvalidInput with everything that is wrong
    with it.
    """
    viewer = await context.viewer()
    citizen = viewer.citizen
    assert citizen is not None  # noqa: S101  (the policy has asked)
    findings = Findings()
    content = check_content(given, context.runtime.now(), findings)

    async def perform() -> ServiceRequest:
        draft = await _draft(context, viewer, given, content, findings.problems)
        await _limit(context, citizen, draft.content.items)
        return await _store(context, citizen, draft)

    key, sent = given.idempotency_key, vars(given)
    request = await once(context.runtime, viewer, "submitLostReport", key, sent, perform)
    return Submitted(request, findings.warnings)


async def _draft(
    context: Context,
    viewer: Viewer,
    given: SubmitLostReportInput,
    content: Content,
    content_problems: Sequence[Problem],
) -> Draft:
    """The report ready to be stored. Within the transaction, so that an answer once given is given
    again whatever has changed since. Raises InvalidInput with all problems.
    """
    refuse_theft(given)
    assert viewer.citizen is not None  # noqa: S101  (the policy has asked)
    problems = [*context.profile_problems(viewer.citizen), *content_problems]
    files: Sequence[StoredFile] = ()
    try:
        files = await _files(context, viewer, given)
    except InvalidInput as invalid:
        problems += invalid.problems
    try:
        place = await check_place(given.place, ("place",))
        station = await choose_station(context, place, given.station_code)
    except InvalidInput as invalid:
        raise InvalidInput([*problems, *invalid.problems]) from None
    if problems:
        raise InvalidInput(problems)
    return Draft(given, content, place, station, files)


async def _limit(context: Context, citizen: Citizen, items: Sequence[ItemDraft]) -> None:
    """Raises RateLimited. Who could report numbers without end would find out those of found things
    by trying.
    """
    settings: LostPropertySettings = context.registry.settings("lost_property")
    key = f"lost-reports:{citizen.id}"
    amounts = {key: (1, settings.reports_a_day)}
    if numbers := sum(len(item.marks) for item in items):
        amounts[f"{key}:numbers"] = numbers, settings.numbers_a_day
    await limit_rates(amounts, DAY, context.runtime.now())


async def _files(
    context: Context, viewer: Viewer, given: SubmitLostReportInput
) -> Sequence[StoredFile]:
    service = context.registry.service("lost_property")
    return await check_files(viewer, service, named_files(given), ("attachments",))


async def _store(context: Context, citizen: Citizen, draft: Draft) -> ServiceRequest:
    request = await _open(context, citizen, draft)
    await attach(request, draft.files)
    report = LostReport(
        id=uuid.uuid4(),
        request=request,
        reporter=reporter(citizen),
        lost_from=draft.given.lost_from,
        lost_until=draft.given.lost_until,
        place_text=draft.place.text,
        latitude=draft.place.latitude,
        longitude=draft.place.longitude,
        district_code=draft.place.district_code,
        circumstances=draft.content.circumstances,
    )
    items = [
        LostItem(
            id=uuid.uuid4(),
            report_id=report.id,
            position=position,
            kind=item.kind,
            details=item.details,
        )
        for position, item in enumerate(draft.content.items)
    ]
    marks = [hashed(context.runtime, item.marks) for item in draft.content.items]
    pairs = list(zip(items, marks, strict=True))
    rows = [row for item, each in pairs for row in rows_of(item, each)]
    await write_rows(report, *items, *rows)
    found = {str(item.id): hashes_of(each) for item, each in pairs}
    await match_later(context.runtime, "lost", found)
    context.prime("lost_property.report", request.id, report)
    context.prime("lost_property.items", report.id, items)
    context.prime("unit", draft.station.code, draft.station)
    return request


async def _open(context: Context, citizen: Citizen, draft: Draft) -> ServiceRequest:
    """A request that is acknowledged at once, or that an officer has to acknowledge in time."""
    service: Service = context.registry.service("lost_property")
    settings: LostPropertySettings = context.registry.settings("lost_property")
    is_at_once = settings.acknowledged == "at_once"
    return await open_request(
        context.runtime,
        service,
        citizen=citizen,
        unit=draft.station,
        status="ACKNOWLEDGED" if is_at_once else "SUBMITTED",
        language=draft.given.language or Language(citizen.language),
        due=service.due(settings),
    )
