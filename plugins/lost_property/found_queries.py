"""The public list of found things: a page of those that are not closed, newest first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core import (
    COUNTED_UP_TO,
    BadRequest,
    DocumentKind,
    bad_cursor,
    check_page,
    clean_line,
    decode_cursor,
    encode_cursor,
    latin_digits,
    units_under,
)
from plugins.lost_property.found_inputs import FoundItemFilter
from plugins.lost_property.found_items import folded
from plugins.lost_property.models import FoundItem, ItemKind, OtherKind
from plugins.lost_property.texts import text

CURSOR = "found_items"
LONGEST_CODE = 20
LONGEST_SEARCH = 100
KINDS = {each.value for kind in (ItemKind, DocumentKind, OtherKind) for each in kind}


@dataclass(frozen=True)
class FoundPage:
    """Up to `first` rows and one more where more follow, a cursor for each, and all that match."""

    rows: Sequence[FoundItem]
    cursors: Sequence[str]
    matching: QuerySet[FoundItem]

    async def count(self) -> int:
        return len(await self.matching.limit(COUNTED_UP_TO + 1).values_list("id", flat=True))


async def page(wanted: FoundItemFilter, first: int, after: str | None) -> FoundPage:
    """A page of the public list. Raises BadRequest for a cursor or size that is none."""
    check_page(first)
    matching = _filtered(FoundItem.filter(closed_at=None), wanted)
    shown = matching.filter(_behind(after)) if after is not None else matching
    rows = await shown.order_by("-registered_at", "-id").limit(first + 1)
    cursors = [encode_cursor(CURSOR, row.registered_at.isoformat(), str(row.id)) for row in rows]
    return FoundPage(rows, cursors, matching)


def _filtered(query: QuerySet[FoundItem], wanted: FoundItemFilter) -> QuerySet[FoundItem]:
    if wanted.kind is not None:
        query = query.filter(_of_kind(clean_line(wanted.kind).upper()))
    if wanted.station_code is not None:
        query = query.filter(station_id__in=_codes(wanted.station_code))
    if wanted.district_code is not None:
        query = query.filter(station_id__in=units_under(_codes(wanted.district_code)))
    if wanted.found_after is not None:
        query = query.filter(found_on__gte=wanted.found_after)
    if search := folded(clean_line(wanted.search or ""))[:LONGEST_SEARCH]:
        query = query.filter(search_text__contains=search)  # masked as the public reads it
    return query


def _of_kind(kind: str) -> Q:
    if kind not in KINDS:
        kinds = ", ".join(sorted(KINDS))
        raise BadRequest(text("There is no such kind of thing. Known: {kinds}.", kinds=kinds))
    own = Q(sub_kind=kind)
    return own | Q(kind=ItemKind(kind)) if kind in set(ItemKind) else own


def _codes(spelling: str) -> list[str]:
    """The code, if a unit could have it."""
    code = latin_digits(clean_line(spelling))
    return [code] if len(code) <= LONGEST_CODE else []


def _behind(cursor: str) -> Q:
    at, key = decode_cursor(CURSOR, cursor, 2)
    try:
        moment, found_id = datetime.fromisoformat(at).astimezone(UTC), uuid.UUID(key)
    except (ValueError, OverflowError):
        raise bad_cursor() from None
    if (moment.isoformat(), str(found_id)) != (at, key):
        raise bad_cursor()
    return Q(registered_at__lt=moment) | Q(registered_at=moment, id__lt=found_id)
