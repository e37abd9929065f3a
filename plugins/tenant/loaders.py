"""Batched reads of tenancies and of what officers have found, by request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import Context, Loader, StoredFile
from plugins.tenant.content import Content, content_of
from plugins.tenant.models import FieldVisit, HomeQuery, Tenancy


@dataclass(frozen=True)
class Told:
    """A tenancy, and what was said of it."""

    row: Tenancy
    content: Content


async def load_tenancies(context: Context, request_ids: list[Any]) -> list[Told]:
    """For each request what its landlord has said; a sealed one is only ever the viewer's own."""
    rows = await Tenancy.filter(request_id__in=request_ids).select_related("order")
    told = {row.request_id: Told(row, content_of(context.runtime, row)) for row in rows}
    return [told[request_id] for request_id in request_ids]


async def load_visits(_: Context, request_ids: list[Any]) -> list[list[FieldVisit]]:
    """For each request its visits, oldest first."""
    rows = await FieldVisit.filter(request_id__in=request_ids).order_by("visited_at", "id")
    return [[row for row in rows if row.request_id == key] for key in request_ids]


async def load_home_queries(_: Context, request_ids: list[Any]) -> list[HomeQuery | None]:
    rows = {row.request_id: row for row in await HomeQuery.filter(request_id__in=request_ids)}
    return [rows.get(request_id) for request_id in request_ids]


async def load_files(_: Context, file_ids: list[str]) -> list[StoredFile | None]:
    rows = await StoredFile.in_bulk([UUID(key) for key in file_ids], "id")
    return [rows.get(UUID(key)) for key in file_ids]


LOADERS: dict[str, Loader] = {
    "tenant.tenancy": load_tenancies,
    "tenant.visits": load_visits,
    "tenant.home_query": load_home_queries,
    "tenant.file": load_files,
}
