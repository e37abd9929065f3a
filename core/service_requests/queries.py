"""Pages of requests and single ones, always within the viewer's scope."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core.cleaning import clean_line, latin_digits
from core.context import Context, Viewer
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
from core.service_requests.scope import visible_to

CURSOR = "requests"


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


async def page(
    context: Context,
    query: QuerySet[ServiceRequest],
    wanted: RequestFilter,
    first: int,
    after: str | None,
) -> RequestPage:
    """A page of a scoped query, latest submission first; its requests are noted as read."""
    check_page(first)
    matching = _filtered(query, wanted)
    shown = matching.filter(_behind(after)) if after is not None else matching
    rows = await shown.order_by("-submitted_at", "-id").limit(first + 1)
    for row in rows[:first]:
        context.note_read("request", row.id)

    async def count() -> int:
        return len(await matching.limit(COUNTED_UP_TO + 1).values_list("id", flat=True))

    return RequestPage(rows, Cursors(rows, _cursor), count)


def _cursor(row: ServiceRequest) -> str:
    return encode_cursor(CURSOR, row.submitted_at.isoformat(), str(row.id))


def _filtered(query: QuerySet[ServiceRequest], wanted: RequestFilter) -> QuerySet[ServiceRequest]:
    conditions: dict[str, Any] = {}
    if wanted.service is not None:
        conditions["service"] = clean_line(wanted.service)[:40]
    if wanted.phase is not None:
        conditions["phase"] = wanted.phase
    if search := latin_digits(clean_line(wanted.search or ""))[:60]:
        conditions["number__icontains"] = search
    return query.filter(**conditions)


def _behind(cursor: str) -> Q:
    at, key = decode_cursor(CURSOR, cursor, 2)
    try:
        moment, request_id = datetime.fromisoformat(at).astimezone(UTC), uuid.UUID(key)
    except (ValueError, OverflowError):
        raise bad_cursor() from None
    if (moment.isoformat(), str(request_id)) != (at, key):
        raise bad_cursor()
    return Q(submitted_at__lt=moment) | Q(submitted_at=moment, id__lt=request_id)
