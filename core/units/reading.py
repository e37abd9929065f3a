"""Units by their codes. Nearly every answer shows some, so their statement is not composed anew
each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from core.db import fetch
from core.units.models import Unit


async def units_by_code(codes: Sequence[str]) -> Mapping[str, Unit]:
    """Those of these codes that there are."""
    rows = await fetch(_statement(len(codes)), *codes)
    return {row["code"]: Unit._init_from_db(**row) for row in rows}


@lru_cache(maxsize=128)
def _statement(count: int) -> str:
    columns = ", ".join(sorted(Unit._meta.fields_db_projection.values()))
    places = ", ".join(f"${place}" for place in range(1, count + 1))
    return f"SELECT {columns} FROM core_unit WHERE code IN ({places})"  # noqa: S608
