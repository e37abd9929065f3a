"""Which found things a viewer may work on: an officer those at or under the own postings' units."""

from __future__ import annotations

import uuid
from typing import Any

from tortoise.queryset import QuerySet

from core import NotFound, Viewer, canonical_number, decode_id, units_under
from plugins.lost_property.models import FoundItem

FOUND_ITEM, MATCH = "FoundItem", "ItemMatch"


def in_jurisdiction(viewer: Viewer) -> QuerySet[FoundItem]:
    """The found things of an officer's stations; nothing for anyone else."""
    if not viewer.unit_codes:
        return FoundItem.filter(id__in=[])
    return FoundItem.filter(station_id__in=units_under(viewer.unit_codes))


async def visible(viewer: Viewer, key: str) -> FoundItem | None:
    """A found thing that lies at a station, for anyone; a closed one within the jurisdiction."""
    found_id = _uuid(key)
    return await FoundItem.get_or_none(id=found_id, closed_at=None) or await in_jurisdiction(
        viewer
    ).get_or_none(id=found_id)


async def by_id(viewer: Viewer, global_id: str) -> FoundItem:
    """The found thing of a global id. Raises NotFound outside the viewer's jurisdiction."""
    return await one(viewer, id=key_of(FOUND_ITEM, global_id))


async def by_number(viewer: Viewer, number: str) -> FoundItem:
    """The found thing of a number in any spelling. Raises NotFound outside the viewer's
    jurisdiction.
    """
    canonical = canonical_number(number)
    if canonical is None:
        raise NotFound
    return await one(viewer, number=canonical)


async def one(viewer: Viewer, **named: Any) -> FoundItem:
    """Raises NotFound outside the viewer's jurisdiction."""
    found = await in_jurisdiction(viewer).get_or_none(**named)
    if found is None:
        raise NotFound
    return found


def key_of(type_name: str, global_id: str) -> uuid.UUID:
    """The key in a global id of this type. Raises NotFound for anything else."""
    kind, key = decode_id(global_id) or ("", "")
    if kind != type_name:
        raise NotFound
    return _uuid(key)


def _uuid(key: str) -> uuid.UUID:
    try:
        found = uuid.UUID(key)
    except ValueError:
        raise NotFound from None
    if str(found) != key:
        raise NotFound
    return found
