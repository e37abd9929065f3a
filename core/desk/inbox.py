"""The inbox: the requests at or under the units of the postings that an officer holds now, and
nothing else, in pages and in numbers.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import strawberry

from core.db import fetch
from core.desk.statements import Statement
from core.desk.wanted import Wanted
from core.records import read_records
from core.relay import COUNTED_UP_TO, bad_cursor, decode_cursor, encode_cursor
from core.service_requests.models import ServiceRequest
from core.viewers import Viewer


@strawberry.enum(description="In which order the inbox is listed.")
class InboxOrder(StrEnum):
    DUE_FIRST = "DUE_FIRST"
    NEWEST_FIRST = "NEWEST_FIRST"
    OLDEST_FIRST = "OLDEST_FIRST"


ORDERS = {
    InboxOrder.DUE_FIRST: ("due_order", "ASC"),
    InboxOrder.NEWEST_FIRST: ("submitted_at", "DESC"),
    InboxOrder.OLDEST_FIRST: ("submitted_at", "ASC"),
}


NEEDED = ("id", "service")


async def rows(
    viewer: Viewer,
    now: datetime,
    wanted: Wanted,
    order: InboxOrder,
    first: int,
    after: str | None,
    columns: Collection[str],
) -> Sequence[ServiceRequest]:
    """Up to `first` requests behind the cursor, and one more where more follow, with these columns
    at least.
    """
    needed = frozenset({*columns, *NEEDED, ORDERS[order][0]})
    statement = Statement(viewer, now)
    beyond = _place(order, after) if after is not None else None
    shown = ", ".join(f"request.{column}" for column in needed)
    sql = statement.page(wanted, *ORDERS[order], first + 1, beyond, shown)
    return await read_records(ServiceRequest, needed, sql, *statement.values)


async def ids(
    viewer: Viewer, now: datetime, wanted: Wanted, order: InboxOrder, most: int
) -> Sequence[uuid.UUID]:
    """The ids of up to `most` requests."""
    statement = Statement(viewer, now)
    sql = statement.page(wanted, *ORDERS[order], most, shown="request.id")
    return [uuid.UUID(str(row["id"])) for row in await fetch(sql, *statement.values)]


async def count(viewer: Viewer, now: datetime, wanted: Wanted, most: int = COUNTED_UP_TO) -> int:
    """How many there are, counted up to `most` and one more."""
    return (await counts(viewer, now, [wanted], most))[0]


async def counts(
    viewer: Viewer, now: datetime, wanted: Sequence[Wanted], most: int = COUNTED_UP_TO
) -> Sequence[int]:
    """How many there are of each, counted in one statement and each as `count` does."""
    if not wanted:
        return []
    statement = Statement(viewer, now)
    sql = statement.counts(wanted, most + 1)
    return list((await fetch(sql, *statement.values))[0].values())


def cursor_of(order: InboxOrder, row: ServiceRequest) -> str:
    """Where a request stands in the inbox's order."""
    return encode_cursor(_kind(order), getattr(row, ORDERS[order][0]).isoformat(), str(row.id))


def _place(order: InboxOrder, cursor: str) -> tuple[datetime, uuid.UUID]:
    at, request_id = decode_cursor(_kind(order), cursor, 2)
    try:
        moment, last = datetime.fromisoformat(at).astimezone(UTC), uuid.UUID(request_id)
    except (ValueError, OverflowError):
        raise bad_cursor() from None
    if (moment.isoformat(), str(last)) != (at, request_id):
        raise bad_cursor()
    return moment, last


def _kind(order: InboxOrder) -> str:
    return f"inbox.{order.value}"
