"""Batched reads of units, one statement for all of a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from core.units.models import Unit, UnitAncestry, UnitKind
from core.units.reading import units_by_code


async def load_units(_: Any, codes: list[str]) -> list[Unit | None]:
    rows = await units_by_code(codes)
    return [rows.get(code) for code in codes]


async def load_districts_of_units(_: Any, codes: list[str]) -> list[Unit | None]:
    rows = await UnitAncestry.filter(
        unit_id__in=codes, ancestor__kind=UnitKind.DISTRICT
    ).select_related("ancestor")
    districts = {row.unit_id: row.ancestor for row in rows}
    return [districts.get(code) for code in codes]


LOADERS: dict[str, Callable[[Any, list[Any]], Awaitable[list[Any]]]] = {
    "unit": load_units,
    "district_of_unit": load_districts_of_units,
}
