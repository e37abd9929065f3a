"""Either side may say that a match is none; it never returns."""

from __future__ import annotations

from core import (
    Context,
    Findings,
    InvalidInput,
    NotFound,
    Viewer,
    as_of_now,
    is_under,
    transactional,
)
from plugins.lost_property.found_inputs import DismissMatchInput
from plugins.lost_property.found_items import record
from plugins.lost_property.found_scope import MATCH, key_of
from plugins.lost_property.models import ItemMatch
from plugins.lost_property.rules import DESCRIPTION


@transactional
async def dismiss(context: Context, given: DismissMatchInput) -> ItemMatch:
    """The match, dismissed now or before. Raises NotFound unless the viewer is the report's citizen
    or an officer over one of the two stations.
    """
    runtime = context.runtime
    viewer = await as_of_now(runtime, await context.viewer())
    match = await ItemMatch.get_or_none(id=key_of(MATCH, given.match_id)).select_related(
        "found_item", "lost_item__report__request"
    )
    if match is None or not await _is_concerned(viewer, match):
        raise NotFound
    findings = Findings()
    note = findings.at("note").lines(given.note, DESCRIPTION)
    if findings.problems:
        raise InvalidInput(findings.problems)
    change = {"dismissed_at": runtime.now(), "dismissed_by": viewer.actor, "note": note}
    if await ItemMatch.filter(id=match.id, dismissed_at=None).update(**change):
        match.update_from_dict(change)
        number = match.lost_item.report.request.number
        details = {"match": str(match.id), "report": number}
        await record(runtime, viewer, match.found_item, "dismiss_match", details)
    return match


async def _is_concerned(viewer: Viewer, match: ItemMatch) -> bool:
    request = match.lost_item.report.request
    if viewer.citizen is not None:
        return bool(request.citizen_id == viewer.citizen.id)
    stations = (match.found_item.station_id, request.unit_id)
    return any([await is_under(code, viewer.unit_codes) for code in stations])
