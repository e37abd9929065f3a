"""Batched reads of requests, one statement for all of a request to the platform."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from core.context import Context, Loader
from core.db import fetch
from core.identity.models import Citizen
from core.service_requests.models import RequestEvent
from core.units.models import UnitAncestry

NEWEST_EVENTS = (
    "SELECT * FROM (SELECT e.*,"
    " ROW_NUMBER() OVER (PARTITION BY request_id ORDER BY version DESC) AS place"
    " FROM core_request_event e WHERE version < $2 AND request_id IN ({places})) newest"
    " WHERE place <= $1 ORDER BY request_id, version DESC"
)


async def load_citizens(_: Context, ids: list[Any]) -> list[Citizen | None]:
    rows = await Citizen.in_bulk(ids, "id")
    return [rows.get(citizen_id) for citizen_id in ids]


async def load_units_above(_: Context, codes: list[str]) -> list[set[str]]:
    """For each unit the codes of itself and of all units above it."""
    above: defaultdict[str, set[str]] = defaultdict(set)
    for unit, ancestor in await UnitAncestry.filter(unit_id__in=codes).values_list(
        "unit_id", "ancestor_id"
    ):
        above[unit].add(ancestor)
    return [above[code] for code in codes]


async def load_events(_: Context, keys: list[tuple[Any, int, int]]) -> list[list[RequestEvent]]:
    """For (request id, how many, before which version) the events, newest first, and one more where
    there is one.
    """
    found: dict[tuple[Any, int, int], list[RequestEvent]] = {}
    for first, before in {key[1:] for key in keys}:
        ids = [key[0] for key in keys if key[1:] == (first, before)]
        for event in await _newest_events(ids, first + 1, before):
            found.setdefault((event.request_id, first, before), []).append(event)
    return [found.get(key, []) for key in keys]


async def _newest_events(request_ids: list[Any], most: int, before: int) -> list[RequestEvent]:
    places = ", ".join(f"${number}" for number in range(3, len(request_ids) + 3))
    rows = await fetch(NEWEST_EVENTS.format(places=places), most, before, *request_ids)
    return [
        RequestEvent._init_from_db(**{k: v for k, v in row.items() if k != "place"}) for row in rows
    ]


LOADERS: dict[str, Loader] = {
    "citizen": load_citizens,
    "units_above": load_units_above,
    "request_events": load_events,
}
