"""A citizen or the report's station says that a lost thing was found. The last ends the report."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date

from core import (
    Context,
    Event,
    Findings,
    InvalidInput,
    Move,
    NotFound,
    ServiceRequest,
    Viewer,
    day_in_india,
    move,
    once,
    request_by_global_id,
    tell,
)
from plugins.lost_property.found_checks import IN_FUTURE
from plugins.lost_property.found_inputs import MarkItemFoundInput
from plugins.lost_property.labels import title_of
from plugins.lost_property.models import LostItem, LostReport
from plugins.lost_property.texts import text

ITEM_FOUND = Event("lost_property.item_found", frozenset({"kind", "number", "station"}))
ITEM_UNKNOWN = text("The report has no such thing.")
FOUND_BEFORE = text("This thing is marked as found already.")
BEFORE_LOSS = text("It cannot have been found before it was lost.")


async def mark_found(context: Context, given: MarkItemFoundInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput for a thing or a day that does not
    fit.
    """
    viewer = await context.viewer()
    found = await request_by_global_id(context, given.request_id)
    if found is None or found.row.service != "lost_property":
        raise NotFound

    async def perform() -> ServiceRequest:
        return await _mark(context, viewer, found.row.id, given)

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, "markItemFound", key, sent, perform)


async def _mark(
    context: Context, viewer: Viewer, request_id: uuid.UUID, given: MarkItemFoundInput
) -> ServiceRequest:
    report = await LostReport.get(request_id=request_id).prefetch_related("items")
    others = [item for item in report.items if str(item.id) != given.item_id]
    is_last = all(item.is_found for item in others)
    wanted = Move(
        request_id=request_id,
        action="MARK_ALL_FOUND" if is_last else "MARK_ITEM_FOUND",
        expected_version=given.expected_version,
        note=given.note,
        mutation="markItemFound",
    )
    service = context.registry.service("lost_property")
    request = await move(context.runtime, service, viewer, wanted)  # judges scope, version, role
    today = day_in_india(context.runtime.now())
    item = _checked(report, given, today)
    await LostItem.filter(id=item.id).update(is_found=True, found_on=given.found_on)
    if not is_last:
        await _tell(context, viewer, request, item)
    return request


async def _tell(context: Context, viewer: Viewer, request: ServiceRequest, item: LostItem) -> None:
    """The last thing ends the report, and core tells of that."""
    told = {"kind": title_of(item.kind, item.details), "number": request.number}
    await tell(
        context.runtime,
        request.citizen_id,
        ITEM_FOUND.code,
        {**told, "station": request.unit.names},
        request_id=request.id,
        is_answer=viewer.citizen is not None,
    )


def _checked(report: LostReport, given: MarkItemFoundInput, today: date) -> LostItem:
    """The thing. Raises InvalidInput, which undoes the step."""
    findings = Findings()
    item = next((each for each in report.items if str(each.id) == given.item_id), None)
    if item is None:
        findings.at("itemId").wrong("ITEM_UNKNOWN", ITEM_UNKNOWN)
    elif item.is_found:
        findings.at("itemId").wrong("ITEM_FOUND", FOUND_BEFORE)
    if given.found_on > today:
        findings.at("foundOn").wrong("FOUND_IN_FUTURE", IN_FUTURE)
    if report.lost_from and given.found_on < day_in_india(report.lost_from):
        findings.at("foundOn").wrong("FOUND_BEFORE_LOST", BEFORE_LOSS)
    if findings.problems or item is None:
        raise InvalidInput(findings.problems)
    return item
