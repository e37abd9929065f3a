"""The use case of lost property: a citizen's report becomes a request with its rows, in one
transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import (
    Citizen,
    Context,
    InvalidInput,
    Language,
    Place,
    Problem,
    Service,
    ServiceRequest,
    Unit,
    check_place,
    choose_station,
    due_after,
    once,
    open_request,
)  # fmt: skip
from plugins.lost_property.checks import ItemDraft, check_report
from plugins.lost_property.inputs import SubmitLostReportInput
from plugins.lost_property.models import LostItem, LostReport
from plugins.lost_property.settings import LostPropertySettings


@dataclass(frozen=True)
class Submitted:
    """The request of a report, and what is unusual about it."""

    request: ServiceRequest
    warnings: Sequence[Problem]


@dataclass(frozen=True)
class Draft:
    """A checked report."""

    given: SubmitLostReportInput
    items: Sequence[ItemDraft]
    circumstances: str | None
    place: Place
    station: Unit


async def submit(
    context: Context, given: SubmitLostReportInput, key: str, content: Any
) -> Submitted:
    """Store a citizen's report and number it. Raises InvalidInput with everything that is wrong
    with it.
    """
    viewer = await context.viewer()
    citizen = viewer.citizen
    assert citizen is not None  # noqa: S101  (the policy has asked)
    draft, warnings = await _check(context, citizen, given)

    async def perform() -> ServiceRequest:
        return await _store(context, citizen, draft)

    request = await once(context.runtime, viewer, "submitLostReport", key, content, perform)
    return Submitted(request, warnings)


async def _check(
    context: Context, citizen: Citizen, given: SubmitLostReportInput
) -> tuple[Draft, list[Problem]]:
    problems: list[Problem] = list(context.profile_problems(citizen))
    items: list[ItemDraft] = []
    circumstances, warnings, draft = None, [], None
    try:
        items, circumstances, warnings = check_report(given, context.runtime.now())
    except InvalidInput as invalid:
        if given.was_stolen:
            raise
        problems.extend(invalid.problems)
    try:
        place = await check_place(given.place, ("place",))
        station = await choose_station(context, place, given.station_code)
        draft = Draft(given, items, circumstances, place, station)
    except InvalidInput as invalid:
        problems.extend(invalid.problems)
    if problems or draft is None:
        raise InvalidInput(problems)
    return draft, warnings


async def _store(context: Context, citizen: Citizen, draft: Draft) -> ServiceRequest:
    service: Service = context.registry.service("lost_property")
    settings: LostPropertySettings = context.registry.settings("lost_property")
    is_at_once = settings.acknowledged == "at_once"
    request = await open_request(
        context.runtime,
        service,
        citizen=citizen,
        unit=draft.station,
        status="ACKNOWLEDGED" if is_at_once else "SUBMITTED",
        language=draft.given.language or Language(citizen.language),
        due_at=None if is_at_once else await due_after(context.runtime.now(), settings.days),
    )
    report = await LostReport.create(
        id=uuid.uuid4(),
        request=request,
        lost_from=draft.given.lost_from,
        lost_until=draft.given.lost_until,
        place_text=draft.place.text,
        latitude=draft.place.latitude,
        longitude=draft.place.longitude,
        district_code=draft.place.district_code,
        circumstances=draft.circumstances,
    )
    items = [
        LostItem(
            id=uuid.uuid4(), report=report, position=position, kind=item.kind, details=item.details
        )
        for position, item in enumerate(draft.items)
    ]
    await LostItem.bulk_create(items)
    context.prime("lost_property.report", request.id, report)
    context.prime("lost_property.items", report.id, items)
    context.prime("unit", draft.station.code, draft.station)
    return request
