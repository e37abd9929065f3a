"""Batched reads of verifications and of what the stations have reported, by request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import Context, Enquiry, Loader, StoredFile
from plugins.verification.models import EnquiryReport, Verification


@dataclass(frozen=True)
class AskedStation:
    """A station's enquiry, and its report once it has filed one."""

    enquiry: Enquiry
    report: EnquiryReport | None


async def load_verifications(_: Context, request_ids: list[Any]) -> list[Verification | None]:
    found = Verification.filter(request_id__in=request_ids).prefetch_related("addresses")
    rows = {row.request_id: row for row in await found}
    return [rows.get(request_id) for request_id in request_ids]


async def load_enquiries(_: Context, request_ids: list[Any]) -> list[list[AskedStation]]:
    """For each request the stations that were asked, by code."""
    enquiries = await Enquiry.filter(request_id__in=request_ids).order_by("unit_id")
    reports = EnquiryReport.filter(enquiry__request_id__in=request_ids, is_current=True)
    by_enquiry = {row.enquiry_id: row for row in await reports}
    asked = [AskedStation(row, by_enquiry.get(row.id)) for row in enquiries]
    return [[each for each in asked if each.enquiry.request_id == key] for key in request_ids]


async def load_files(_: Context, file_ids: list[str]) -> list[StoredFile | None]:
    rows = await StoredFile.in_bulk([UUID(key) for key in file_ids], "id")
    return [rows.get(UUID(key)) for key in file_ids]


LOADERS: dict[str, Loader] = {
    "verification.verification": load_verifications,
    "verification.enquiries": load_enquiries,
    "verification.file": load_files,
}
