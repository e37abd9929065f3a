"""Units as the indexes in memory are built of them."""

from __future__ import annotations

from typing import NamedTuple

from core import Unit, UnitKind

PAGE = 1000
COLUMNS = (
    "code", "kind", "parent_id", "is_active", "latitude", "longitude", "source_name", "search_key",
)  # fmt: skip


class UnitRow(NamedTuple):
    """What is read of a unit."""

    code: str
    kind: UnitKind
    parent: str | None
    is_active: bool
    latitude: float | None
    longitude: float | None
    name: str
    keys: str


async def read_units() -> dict[str, UnitRow]:
    """All units by code, in pages, so that other work goes on in between. A unit that comes while
    they are read may be there without the one above it; its revision has all read again.
    """
    units: dict[str, UnitRow] = {}
    last = ""
    while (
        page := await Unit.filter(code__gt=last).order_by("code").limit(PAGE).values_list(*COLUMNS)
    ):
        units |= {row[0]: UnitRow(*row) for row in page}
        last = page[-1][0]
    return units
