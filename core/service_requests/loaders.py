"""Batched reads of requests, one statement for all of a request to the platform."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from core.context import Context, Loader
from core.identity.models import Citizen, Officer
from core.records import read_records
from core.service_requests import enquiries
from core.service_requests.missing import load_missing
from core.service_requests.models import RequestEvent, ServiceRequest
from core.service_requests.scope import visible_to
from core.units.models import UnitAncestry

OF_EVENTS = frozenset({"request_id", "version"})
"""What their loader and their cursors read of them."""

NEWEST_EVENTS = (
    "SELECT {columns} FROM (SELECT e.*,"
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


async def load_asked_above(_: Context, request_ids: list[Any]) -> list[set[str]]:
    """For each request the codes of the units that enquire about it now, and of all above them."""
    above: defaultdict[Any, set[str]] = defaultdict(set)
    for request_id, code in await enquiries.asked_above(request_ids):
        above[request_id].add(code)
    return [above[request_id] for request_id in request_ids]


class EventsAsked(NamedTuple):
    """Up to `first` events of a request before a version, with these columns at least."""

    request_id: Any
    first: int
    before: int
    columns: frozenset[str]


async def load_events(_: Context, keys: list[EventsAsked]) -> list[list[RequestEvent]]:
    """For each the events, newest first, and one more where there is one."""
    found: dict[EventsAsked, list[RequestEvent]] = {}
    for first, before, columns in {key[1:] for key in keys}:
        ids = [key.request_id for key in keys if key[1:] == (first, before, columns)]
        for event in await _newest_events(ids, first + 1, before, columns | OF_EVENTS):
            asked = EventsAsked(event.request_id, first, before, columns)
            found.setdefault(asked, []).append(event)
    return [found.get(key, []) for key in keys]


async def _newest_events(
    request_ids: list[Any], most: int, before: int, columns: frozenset[str]
) -> list[RequestEvent]:
    places = ", ".join(f"${number}" for number in range(3, len(request_ids) + 3))
    sql = NEWEST_EVENTS.format(columns=", ".join(sorted(columns)), places=places)
    return await read_records(RequestEvent, columns, sql, most, before, *request_ids)


async def load_visible_requests(context: Context, ids: list[Any]) -> list[ServiceRequest | None]:
    """For each id the request, if the viewer may see it."""
    rows = {row.id: row for row in await visible_to(await context.viewer()).filter(id__in=ids)}
    for request_id in rows:
        context.note_read("request", request_id)
    return [rows.get(request_id) for request_id in ids]


async def load_officers(_: Context, ids: list[Any]) -> list[Officer | None]:
    rows = await Officer.in_bulk([each for each in ids if each is not None], "id")
    return [rows.get(officer_id) for officer_id in ids]


async def load_own_actions(context: Context, request_ids: list[Any]) -> list[set[str]]:
    """For each request the actions that the viewer has taken on it."""
    taken: defaultdict[Any, set[str]] = defaultdict(set)
    viewer = await context.viewer()
    own = RequestEvent.filter(request_id__in=request_ids, actor_id=viewer.id)
    for request_id, action in await own.values_list("request_id", "action"):
        taken[request_id].add(action)
    return [taken[request_id] for request_id in request_ids]


LOADERS: dict[str, Loader] = {
    "missing": load_missing,
    "officer": load_officers,
    "visible_request": load_visible_requests,
    "citizen": load_citizens,
    "units_above": load_units_above,
    "asked_above": load_asked_above,
    "own_actions": load_own_actions,
    "request_events": load_events,
}
