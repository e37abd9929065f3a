"""Who has lived at premises: for officers of the station alone, and noted as read."""

from __future__ import annotations

from core import Context, ServiceRequest, is_under, search_key
from plugins.tenant.models import Tenancy

MOST, MOST_WORDS, SHORTEST = 50, 6, 3


async def premises_history(context: Context, station_code: str, words: str) -> list[ServiceRequest]:
    """The requests about premises of a station whose address has all the words, newest first.
    Nothing for a station that is not the viewer's, nor for words that find everything.
    """
    viewer = await context.viewer()
    key = search_key([words]).replace("\n", " ").split()[:MOST_WORDS]
    if max(map(len, key), default=0) < SHORTEST:
        return []
    if not await is_under(station_code, viewer.unit_codes):
        return []
    context.note_read("premises_history", station_code)
    found = Tenancy.filter(request__unit_id=station_code, request__is_hidden=False)
    for word in key:
        found = found.filter(premises_key__contains=word)
    rows = await found.select_related("request").order_by("-request__submitted_at").limit(MOST)
    for row in rows:
        context.note_read("request", row.request_id)
    return [row.request for row in rows]
