"""When documents were checked, for those who see them through the request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.context import Context
from core.db import fetch
from core.documents.models import DocumentCheck
from core.runtime import Runtime

MOST_SHOWN = 20
KEPT = timedelta(days=365)
NEWEST = (
    "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY document_id ORDER BY at DESC,"
    " id DESC) AS place FROM core_document_check WHERE document_id IN ({places})) newest"
    " WHERE place <= $1"
)
NOT_SHOWN = (
    "DELETE FROM core_document_check WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER"
    " (PARTITION BY document_id ORDER BY at DESC, id DESC) AS place FROM core_document_check)"
    " numbered WHERE place > $1)"
)


async def load_checks(_: Context, document_ids: list[Any]) -> list[list[DocumentCheck]]:
    """For each document its newest checks, newest first."""
    places = ", ".join(f"${number}" for number in range(2, len(document_ids) + 2))
    newest = await fetch(NEWEST.format(places=places), MOST_SHOWN, *document_ids)
    checks = DocumentCheck.filter(id__in=[row["id"] for row in newest])
    rows = await checks.order_by("-at", "-id")
    return [[row for row in rows if row.document_id == key] for key in document_ids]


async def forget_checks(runtime: Runtime) -> None:
    """Delete the checks that are older than a year, and those that nobody is shown any more."""
    await DocumentCheck.filter(at__lt=runtime.now() - KEPT).delete()
    await fetch(NOT_SHOWN, MOST_SHOWN)
