"""What the citizen is asked for when a request is sent back."""

from __future__ import annotations

from typing import Any

from core.context import Context
from core.policy import field as described
from core.policy import object_type
from core.service_requests.models import RequestEvent


@object_type("Something that the citizen is asked for.", name="Missing")
class MissingType:
    field: str | None = described("The field of the service's form; null for none in particular.")
    upload: str | None = described("The purpose of the upload; null where none is asked for.")
    text: str = described("What is missing or wrong, in words.")


async def load_missing(_: Context, request_ids: list[Any]) -> list[list[dict[str, Any]]]:
    """For each request what was asked for when it was last sent back."""
    asked = RequestEvent.filter(request_id__in=request_ids, missing__isnull=False)
    latest = {row.request_id: row.missing or [] for row in await asked.order_by("version")}
    return [latest.get(request_id, []) for request_id in request_ids]
