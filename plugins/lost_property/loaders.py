"""Batched reads of reports by request, and of items by report."""

from __future__ import annotations

from typing import Any

from core import Context, Loader, StoredFile
from plugins.lost_property.models import ItemMatch, LostItem, LostReport
from plugins.lost_property.workflow import LOOKED_FOR

MOST_MATCHES = 10
STILL_SHOWN = (*LOOKED_FOR, "FOUND")
"""Reports that were withdrawn, refused or cancelled must not crowd out the owner's."""
MOST_MATCHES_OF_LOST = 4
"""A page of twenty reports with their things and matches stays below the limit on documents."""


async def load_reports(_: Context, request_ids: list[Any]) -> list[LostReport | None]:
    rows = {row.request_id: row for row in await LostReport.filter(request_id__in=request_ids)}
    return [rows.get(request_id) for request_id in request_ids]


async def load_items(_: Context, report_ids: list[Any]) -> list[list[LostItem]]:
    rows = await LostItem.filter(report_id__in=report_ids).order_by("position")
    return [[row for row in rows if row.report_id == report_id] for report_id in report_ids]


async def load_matches_of_lost(_: Context, item_ids: list[str]) -> list[list[ItemMatch]]:
    rows = await _matches(lost_item_id__in=item_ids)
    return [
        [row for row in rows if str(row.lost_item_id) == key][:MOST_MATCHES_OF_LOST]
        for key in item_ids
    ]


async def load_matches_of_found(_: Context, found_ids: list[Any]) -> list[list[ItemMatch]]:
    rows = await _matches(
        found_item_id__in=found_ids, lost_item__report__request__status__in=STILL_SHOWN
    )
    return [[row for row in rows if row.found_item_id == key][:MOST_MATCHES] for key in found_ids]


async def _matches(**of: Any) -> list[ItemMatch]:
    both_sides = ("found_item", "lost_item__report__request")
    return await ItemMatch.filter(**of).order_by("-at", "id").select_related(*both_sides)


async def load_photos(_: Context, file_ids: list[Any]) -> list[StoredFile | None]:
    rows = await StoredFile.in_bulk(file_ids, "id")
    return [rows.get(file_id) for file_id in file_ids]


LOADERS: dict[str, Loader] = {
    "lost_property.report": load_reports,
    "lost_property.items": load_items,
    "lost_property.matches_of_found": load_matches_of_found,
    "lost_property.matches_of_lost": load_matches_of_lost,
    "lost_property.photo": load_photos,
}
