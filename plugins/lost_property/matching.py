"""Matches found things with lost ones by their marks, both ways, and tells both sides of it and
neither who the other is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from core import Event, Runtime, enqueue, fetch, record_audit, tell, tell_unit, transactional
from plugins.lost_property.labels import title_of
from plugins.lost_property.marks import Hashed, hashed, marks_of
from plugins.lost_property.models import FoundItem, ItemMark, ItemMatch, LostItem, MarkKind
from plugins.lost_property.workflow import LOOKED_FOR

EFFECT = "match"
MOST_PEOPLE = 50
"""Who reports a number that others have reported must not keep the station from registering it."""
EVENTS = (
    Event("lost_property.match_found", frozenset({"kind", "number", "station"})),
    Event(
        "lost_property.match_found_station",
        frozenset({"kind", "number", "found_number"}),
        by_sms=False,
    ),
)

LATEST = (
    "SELECT id, kind FROM (SELECT item.id, mark.kind, request.submitted_at, ROW_NUMBER() OVER"
    " (PARTITION BY request.citizen_id ORDER BY request.submitted_at DESC, item.id) AS place"
    " FROM lost_property_mark mark JOIN lost_property_item item ON item.id = mark.lost_item_id"
    " JOIN lost_property_report report ON report.id = item.report_id"
    " JOIN core_service_request request ON request.id = report.request_id"
    " JOIN core_citizen citizen ON citizen.id = request.citizen_id"
    " WHERE request.status IN ($2, $3)"
    " AND citizen.erased_at IS NULL AND NOT item.is_found AND mark.hash IN ({hashes})"
    ") AS lost WHERE place = 1 ORDER BY submitted_at DESC, id LIMIT $1"
)

Hashes = Mapping[str, Sequence[str]]
"""The hashes under every key in force, by the id of the thing."""


def hashes_of(marks: Iterable[Hashed]) -> list[str]:
    return [digest for mark in marks for digest in mark.hashes.values()]


async def match_later(runtime: Runtime, side: str, hashes: Hashes) -> None:
    """Have things (`lost` or `found`) matched after the commit, so that of two that come at the
    same moment at least one sees the other; needs a transaction around it.
    """
    if any(hashes.values()):
        await enqueue(runtime, f"lost_property.{EFFECT}", {"side": side, "hashes": hashes})


async def match(runtime: Runtime, _: uuid.UUID, wanted: Any) -> None:
    """The effect. Matching twice makes one match."""
    match_one = match_lost if wanted["side"] == "lost" else match_found
    for thing_id, hashes in wanted["hashes"].items():
        await match_one(runtime, uuid.UUID(thing_id), hashes)


@transactional
async def match_lost(runtime: Runtime, lost_id: uuid.UUID, hashes: Sequence[str]) -> None:
    """Match a lost thing with all that were found."""
    lost = await _lost_items().get_or_none(id=lost_id)
    if lost is None:
        return
    marks = ItemMark.filter(
        hash__in=list(hashes), found_item_id__isnull=False, found_item__closed_at=None
    )
    for mark in await marks.select_related("found_item__station"):
        await _match(runtime, lost, cast(FoundItem, mark.found_item), mark.kind)


@transactional
async def match_found(runtime: Runtime, found_id: uuid.UUID, hashes: Sequence[str]) -> None:
    """Match a found thing with all that were lost, once for each who has lost it."""
    found = await FoundItem.get_or_none(id=found_id, closed_at=None).select_related("station")
    if found is None:
        return
    for lost_id, kind in (await _latest(hashes)).items():
        lost = await _lost_items().get(id=lost_id)
        await _match(runtime, lost, found, kind)


async def rematch(runtime: Runtime, request_id: uuid.UUID) -> None:
    """A report is closed: what it was matched with is matched with the next one of those who look
    for it still, such as another report of the same citizen.
    """
    matches = ItemMatch.filter(
        lost_item__report__request_id=request_id, found_item__closed_at=None, dismissed_at=None
    )
    for match in await matches.select_related("found_item"):
        found = match.found_item
        own = hashed(runtime, marks_of(found.kind, found.details))
        kept = await ItemMark.filter(found_item_id=found.id).values_list("hash", flat=True)
        await match_found(runtime, found.id, [*hashes_of(own), *map(str, kept)])


async def _latest(hashes: Sequence[str]) -> dict[uuid.UUID, MarkKind]:
    """Of each citizen the latest lost thing with one of these marks that is still looked for, and
    by which kind of mark; of the latest MOST_PEOPLE. One statement, whatever has been reported.
    """
    if not hashes:
        return {}
    places = ", ".join(f"${number}" for number in range(4, len(hashes) + 4))
    rows = await fetch(LATEST.format(hashes=places), MOST_PEOPLE, *LOOKED_FOR, *hashes)
    return {uuid.UUID(str(row["id"])): MarkKind(row["kind"]) for row in rows}


def _lost_items() -> Any:
    """The things that somebody looks for who can still be told."""
    return LostItem.filter(
        is_found=False,
        report__request__status__in=LOOKED_FOR,
        report__request__citizen__erased_at=None,
    ).select_related("report__request")


async def _match(runtime: Runtime, lost: LostItem, found: FoundItem, kind: MarkKind) -> None:
    if await _is_told(lost, found):
        return
    match, is_new = await ItemMatch.get_or_create(
        {"id": uuid.uuid4(), "matched_on": kind, "at": runtime.now()},
        lost_item_id=lost.id,
        found_item_id=found.id,
    )
    if not is_new:
        return
    request = lost.report.request
    await record_audit(
        found.station_id,
        at=runtime.now(),
        actor="system:lost_property",
        action="lost_property.match",
        subject=f"found_item:{found.id}",
        details={"match": str(match.id), "number": request.number, "found_number": found.number},
    )
    what = title_of(found.kind, found.details)
    told: dict[str, Any] = {"kind": what, "number": request.number, "station": found.station.names}
    await tell(
        runtime, request.citizen_id, "lost_property.match_found", told, request_id=request.id
    )
    if not await _is_known(lost, found, match):
        told = {"kind": what, "number": request.number, "found_number": found.number}
        await tell_unit(runtime, found.station, "lost_property.match_found_station", told)


async def _is_known(lost: LostItem, found: FoundItem, match: ItemMatch) -> bool:
    """Whether the station has been told of this citizen before, whatever became of that."""
    others = ItemMatch.filter(
        found_item_id=found.id,
        lost_item__report__request__citizen_id=lost.report.request.citizen_id,
    )
    return await others.exclude(id=match.id).exists()


async def _is_told(lost: LostItem, found: FoundItem) -> bool:
    """Whether another report of the same citizen matches it: reporting a number again and again
    must not tell the station again and again.
    """
    others = ItemMatch.filter(
        found_item_id=found.id,
        dismissed_at=None,
        lost_item__report__request__citizen_id=lost.report.request.citizen_id,
        lost_item__report__request__status__in=LOOKED_FOR,
    )
    return await others.exclude(lost_item_id=lost.id).exists()
