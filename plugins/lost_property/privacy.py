"""What a citizen gets of the own lost reports, and what an erasure leaves of them (DPDP Act 2023,
sections 11 and 12).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core import IST, Citizen, Kept, Runtime, ServiceRequest, Text, day_in_india
from plugins.lost_property.models import ItemMark, ItemMatch, LostItem, LostReport
from plugins.lost_property.settings import LostPropertySettings
from plugins.lost_property.texts import text

WORDS: Mapping[str, Text] = {
    "reporter": text("what your profile said of you on the day of the report"),
    "lost_from, lost_until": text("between when and when it was lost, as you said"),
    "is_found": text("whether you or the station have said that it was found"),
    "matches": text("things at a police station that have the same number as yours"),
    "on": text("which number it was; IMEI is that of a phone, PLATE and CHASSIS of a vehicle"),
    "dismissed_at": text("when you or an officer said that it is another thing"),
}
"""What a citizen cannot guess of the words in the own copy."""


async def export(runtime: Runtime, citizen_id: uuid.UUID) -> dict[str, Any]:
    """All reports of a citizen with their things and matches, as JSON, and its words explained."""
    rows = LostReport.filter(request__citizen_id=citizen_id).order_by("request__submitted_at")
    reports = [await _report(row) for row in await rows.select_related("request")]
    if not reports:
        return {}
    language = runtime.settings.offered((await Citizen.get(id=citizen_id)).language)
    words = {word: runtime.texts(meaning, language) for word, meaning in WORDS.items()}
    return {"words": words, "reports": reports}


async def _report(report: LostReport) -> dict[str, Any]:
    return {
        "number": report.request.number,
        "reporter": report.reporter,
        "lost_from": _moment(report.lost_from),
        "lost_until": _moment(report.lost_until),
        "place": report.place_text,
        "latitude": report.latitude,
        "longitude": report.longitude,
        "district_code": report.district_code,
        "circumstances": report.circumstances,
        "items": [await _item(item) for item in await report.items.all().order_by("position")],
    }


async def _item(item: LostItem) -> dict[str, Any]:
    matches = ItemMatch.filter(lost_item_id=item.id).order_by("at").select_related("found_item")
    return {
        "kind": item.kind.value,
        "details": item.details,
        "is_found": item.is_found,
        "found_on": item.found_on.isoformat() if item.found_on else None,
        "matches": [
            {
                "found_item": match.found_item.number,
                "station_code": match.found_item.station_id,
                "on": match.matched_on.value,
                "at": _moment(match.at),
                "dismissed_at": _moment(match.dismissed_at),
            }
            for match in await matches
        ],
    }


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(IST).isoformat(timespec="seconds") if value else None


async def erase(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    """Shred the reports that need not be kept any longer, and say of the others until when they
    are; needs a transaction around it.
    """
    settings = LostPropertySettings(**runtime.settings.services.get("lost_property", {}))
    requests = ServiceRequest.filter(citizen_id=citizen_id, service="lost_property")
    by_day: defaultdict[date, list[uuid.UUID]] = defaultdict(list)
    for request in await requests:
        kept_until = day_in_india(request.submitted_at) + timedelta(days=settings.retention_days)
        by_day[kept_until].append(request.id)
    today = day_in_india(runtime.now())
    await _shred([key for day, keys in by_day.items() if day < today for key in keys])
    why = text(
        "Reports of lost things are kept for {days} days, so that the acknowledgements that were"
        " given out can still be checked.",
        days=settings.retention_days,
    )
    return [
        Kept("lost_property", why, day, keys)
        for day, keys in sorted(by_day.items())
        if day >= today
    ]


async def _shred(request_ids: Collection[uuid.UUID]) -> None:
    """Shells stay, so that numbers and counts do."""
    reports = LostReport.filter(request_id__in=list(request_ids))
    items = LostItem.filter(report__request_id__in=list(request_ids))
    item_ids = await items.values_list("id", flat=True)
    await ItemMark.filter(lost_item_id__in=item_ids).delete()
    await ItemMatch.filter(lost_item_id__in=item_ids).delete()
    await LostItem.filter(id__in=item_ids).update(details={}, found_on=None)
    await reports.update(**EMPTY)


EMPTY: Mapping[str, Any] = {
    "reporter": {},
    "lost_from": None,
    "lost_until": None,
    "place_text": None,
    "latitude": None,
    "longitude": None,
    "district_code": None,
    "circumstances": None,
}
