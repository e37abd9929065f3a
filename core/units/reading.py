"""Units by their codes. Nearly every answer shows some, so their statement is not composed anew
each time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from core.records import columns_of, read_records
from core.units.models import Unit


async def units_by_code(
    codes: Sequence[str], columns: Collection[str] | None = None
) -> Mapping[str, Unit]:
    """Those of these codes that there are, with these columns beside the code, or with all."""
    if not codes:
        return {}
    wanted = columns_of(Unit) if columns is None else frozenset({"code", *columns})
    rows = await read_records(Unit, wanted, _statement(len(codes), wanted), *codes)
    return {row.code: row for row in rows}


@lru_cache(maxsize=128)
def _statement(count: int, columns: frozenset[str]) -> str:
    places = ", ".join(f"${place}" for place in range(1, count + 1))
    named = ", ".join(sorted(columns))
    return f"SELECT {named} FROM core_unit WHERE code IN ({places})"  # noqa: S608
