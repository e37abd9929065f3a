"""Orders in force: who must report a tenant, where, and by when. Without one nobody must."""

from __future__ import annotations

from datetime import date, timedelta

from core import fetch
from plugins.tenant.content import Content, first_day
from plugins.tenant.models import TenancyOrder

ABOVE = "SELECT ancestor_id FROM core_unit_ancestry WHERE unit_id = $1 ORDER BY depth"


async def order_in_force(station_code: str, day: date) -> TenancyOrder | None:
    """The order at a station on a day: that of the nearest unit, the latest of several."""
    above = [str(row["ancestor_id"]) for row in await fetch(ABOVE, station_code)]
    orders = await TenancyOrder.filter(
        unit_id__in=above, valid_from__lte=day, valid_until__gte=day
    ).order_by("-valid_from", "number")
    return min(orders, key=lambda order: above.index(order.unit_id), default=None)


def report_by(order: TenancyOrder, content: Content) -> date:
    """The last day on which a tenancy is reported in time."""
    since = first_day(content)
    if since < order.valid_from:
        return order.valid_from + timedelta(days=order.existing_within_days)
    agreed = content["tenancy"]["agreed_on"]
    begun = date.fromisoformat(agreed) if agreed else since
    return max(begun, order.valid_from) + timedelta(days=order.report_within_days)
