"""Batched reads of reports by request, and of items by report."""

from __future__ import annotations

from typing import Any

from core import Context, Loader
from plugins.lost_property.models import LostItem, LostReport


async def load_reports(_: Context, request_ids: list[Any]) -> list[LostReport | None]:
    rows = {row.request_id: row for row in await LostReport.filter(request_id__in=request_ids)}
    return [rows.get(request_id) for request_id in request_ids]


async def load_items(_: Context, report_ids: list[Any]) -> list[list[LostItem]]:
    rows = await LostItem.filter(report_id__in=report_ids).order_by("position")
    return [[row for row in rows if row.report_id == report_id] for report_id in report_ids]


LOADERS: dict[str, Loader] = {
    "lost_property.report": load_reports,
    "lost_property.items": load_items,
}
