"""What a citizen gets of the own reports on entries, and what an erasure leaves of them (DPDP Act
2023, sections 11 and 12).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from core import Kept, Runtime, ServiceRequest, day_in_india
from plugins.directory.models import StationError
from plugins.directory.settings import DirectorySettings
from plugins.directory.texts import text


async def export(citizen_id: uuid.UUID) -> dict[str, Any]:
    """All reports of a citizen as JSON."""
    rows = StationError.filter(request__citizen_id=citizen_id).select_related("request")
    reports = [
        {
            "number": row.request.number,
            "station_code": row.station_id,
            "what": row.what,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "phone": row.phone,
        }
        for row in await rows.order_by("request__submitted_at", "id")
    ]
    return {"station_error_reports": reports} if reports else {}


async def erase(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    """Shred the reports that need not be kept any longer, and say of the others until when they
    are; needs a transaction around it.
    """
    settings = DirectorySettings(**runtime.settings.services.get("directory", {}))
    by_day: defaultdict[date, list[uuid.UUID]] = defaultdict(list)
    for request in await ServiceRequest.filter(citizen_id=citizen_id, service="directory"):
        kept_until = day_in_india(request.submitted_at) + timedelta(days=settings.retention_days)
        by_day[kept_until].append(request.id)
    today = day_in_india(runtime.now())
    over = [key for day, keys in by_day.items() if day < today for key in keys]
    shredded = {"what": None, "latitude": None, "longitude": None, "phone": None}
    await StationError.filter(request_id__in=over).update(**shredded)
    why = text(
        "Reports of errors in the directory are kept for {days} days, so that it can be seen why an"
        " entry was changed.",
        days=settings.retention_days,
    )
    kept = sorted((day, keys) for day, keys in by_day.items() if day >= today)
    return [Kept("directory", why, day, keys) for day, keys in kept]
