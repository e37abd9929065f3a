"""Pages of requests and single ones, always within the viewer's scope."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.cleaning import clean_line, latin_digits
from core.context import Context
from core.records import Conditions, count_up_to, read_records
from core.relay import (
    COUNTED_UP_TO,
    Count,
    Cursors,
    bad_cursor,
    check_page,
    decode_cursor,
    encode_cursor,
)
from core.service_requests.models import Phase, ServiceRequest
from core.service_requests.numbering import canonical_number
from core.service_requests.scope import be_visible_to, visible_to
from core.viewers import Viewer

CURSOR = "requests"
NEEDED = ("id", "service", "submitted_at")
PAGE = (
    "SELECT {columns} FROM core_service_request WHERE {conditions}"
    " ORDER BY submitted_at DESC, id DESC LIMIT {most}"
)
CONTAINS = "UPPER(number) LIKE {} ESCAPE '\\'"


@dataclass(frozen=True)
class RequestFilter:
    """What to list: of one service, in one phase, with this in the number."""

    service: str | None = None
    phase: Phase | None = None
    search: str | None = None


@dataclass(frozen=True)
class RequestPage:
    """Up to `first` rows and one more where more follow, with a cursor for each."""

    rows: Sequence[ServiceRequest]
    cursors: Sequence[str]
    count: Count


async def by_number(viewer: Viewer, number: str) -> ServiceRequest | None:
    """The request of a number in any spelling, if the viewer may see it."""
    canonical = canonical_number(number)
    return await visible_to(viewer).get_or_none(number=canonical) if canonical else None


async def by_id(viewer: Viewer, key: str) -> ServiceRequest | None:
    """The request of an id in its canonical form, if the viewer may see it."""
    try:
        request_id = uuid.UUID(key)
    except ValueError:
        return None
    return await visible_to(viewer).get_or_none(id=request_id) if str(request_id) == key else None


async def page_of_citizen(
    context: Context,
    citizen_id: uuid.UUID,
    wanted: RequestFilter,
    first: int,
    after: str | None,
    columns: Collection[str],
) -> RequestPage:
    """A page of a citizen's requests within the viewer's scope, latest submission first, with these
    columns at least; its requests are noted as read.
    """
    check_page(first)
    viewer, shown = await context.viewer(), frozenset({*columns, *NEEDED})
    conditions = _matching(viewer, citizen_id, wanted)
    if after is not None:
        _begin_behind(conditions, after)
    sql = PAGE.format(columns=", ".join(shown), conditions=conditions, most=first + 1)
    rows = await read_records(ServiceRequest, shown, sql, *conditions.values)
    for row in rows[:first]:
        context.note_read("request", row.id)

    async def count() -> int:
        every = _matching(viewer, citizen_id, wanted)
        return await count_up_to(COUNTED_UP_TO + 1, "core_service_request", every)

    return RequestPage(rows, Cursors(rows, _cursor), count)


def _cursor(row: ServiceRequest) -> str:
    return encode_cursor(CURSOR, row.submitted_at.isoformat(), str(row.id))


def _matching(viewer: Viewer, citizen_id: uuid.UUID, wanted: RequestFilter) -> Conditions:
    conditions = Conditions()
    be_visible_to(conditions, viewer)
    conditions.add("citizen_id = {}", citizen_id)
    if wanted.service is not None:
        conditions.add("service = {}", clean_line(wanted.service)[:40])
    if wanted.phase is not None:
        conditions.add("phase = {}", wanted.phase)
    if search := latin_digits(clean_line(wanted.search or ""))[:60]:
        conditions.add(CONTAINS, _escaped(search.upper()))
    return conditions


def _escaped(part: str) -> str:
    """Of LIKE's signs only the text is meant."""
    signs = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
    return f"%{part.translate(signs)}%"


def _begin_behind(conditions: Conditions, cursor: str) -> None:
    at, key = decode_cursor(CURSOR, cursor, 2)
    try:
        moment, request_id = datetime.fromisoformat(at).astimezone(UTC), uuid.UUID(key)
    except (ValueError, OverflowError):
        raise bad_cursor() from None
    if (moment.isoformat(), str(request_id)) != (at, key):
        raise bad_cursor()
    conditions.add("(submitted_at, id) < ({}, {})", moment, request_id)
