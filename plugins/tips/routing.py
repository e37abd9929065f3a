"""Whom a tip is addressed to: the nearest unit above that has a key and none of whose readers the
tipster has named.
"""

from __future__ import annotations

from collections.abc import Collection

from core import (
    Context,
    InvalidInput,
    Place,
    Problem,
    Responsibility,
    ServiceClosed,
    StationDirectory,
    Unit,
    UnitKind,
    unit_of,
)
from plugins.tips.categories import Category
from plugins.tips.conflicts import is_named
from plugins.tips.models import KeyShare, UnitKey
from plugins.tips.settings import Route
from plugins.tips.texts import text

MOST_LEVELS = 12


async def addressed(
    context: Context, category: Category, place: Place, named: Collection[str]
) -> tuple[UnitKey, str | None]:
    """The key of the unit that is to read the tip, and the code of the district it is about.

    Raises ServiceClosed where no unit has a key, InvalidInput with NOBODY_LEFT where every unit
    that has one has readers who are named.
    """
    at = await _responsible(context, place)
    district = place.district_code or at.district
    keys = await _keys_above(await _start(category, at.station, district))
    if not keys:
        raise ServiceClosed(text("The police of this state cannot read tips here yet."))
    for key in keys:
        if not await has_named_reader(key, named):
            return key, district
    message = text(
        "Nobody is left who could read this without the officers whom you name. Name fewer, or"
        " turn to the state's vigilance commission or a court."
    )
    raise InvalidInput([Problem(("excludeOfficers",), "NOBODY_LEFT", message)])


async def has_named_reader(key: UnitKey, named: Collection[str]) -> bool:
    """Whether one of the officers who could open what is addressed to this key is named."""
    shares = KeyShare.filter(unit_key_id=key.id)
    names = [str(name) for name in await shares.values_list("officer_name", flat=True)]
    return any(is_named(name, named) for name in names)


async def _responsible(context: Context, place: Place) -> Responsibility:
    directory = context.registry.port(StationDirectory, context.runtime)
    if directory is None or place.latitude is None or place.longitude is None:
        return Responsibility(None, None)
    found: Responsibility = await directory.responsible(place.latitude, place.longitude)
    return found


async def _start(category: Category, station: str | None, district: str | None) -> Unit | None:
    """The unit where the way up begins."""
    if category.unit is not None:
        return await unit_of(category.unit)
    if category.route is Route.STATION and station is not None:
        return await unit_of(station)
    if category.route is not Route.STATE and district is not None:
        return await unit_of(district)
    return await Unit.filter(kind=UnitKind.STATE).order_by("code").first()


async def _keys_above(unit: Unit | None) -> list[UnitKey]:
    """The keys of the unit and of those above it, from below; no unit has a key without readers."""
    keys = []
    for _ in range(MOST_LEVELS):
        if unit is None:
            break
        key = await UnitKey.get_or_none(unit_code=unit.code)
        if key is not None and await KeyShare.exists(unit_key_id=key.id):
            keys.append(key)
        unit = await unit_of(unit.parent_id) if unit.parent_id else None
    return keys
