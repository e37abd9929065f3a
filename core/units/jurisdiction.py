"""Who lies under whom: the tests and queries that every jurisdiction rule is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tortoise.expressions import Subquery

from core.units.models import Unit, UnitAncestry, UnitKind


def units_under(unit_codes: Collection[str]) -> Subquery:
    """The codes of all units at or under these, as a subquery over one index."""
    return Subquery(UnitAncestry.filter(ancestor_id__in=list(unit_codes)).values("unit_id"))


async def codes_under(unit_codes: Collection[str]) -> set[str]:
    """The codes of all units at or under these."""
    under = UnitAncestry.filter(ancestor_id__in=list(unit_codes))
    return {str(code) for code in await under.values_list("unit_id", flat=True)}


async def is_under(unit_code: str, unit_codes: Collection[str]) -> bool:
    """Whether a unit lies at or under one of these."""
    return await UnitAncestry.exists(unit_id=unit_code, ancestor_id__in=list(unit_codes))


async def district_of(unit_code: str) -> Unit | None:
    """The district that a unit lies in, itself if it is one."""
    row = (
        await UnitAncestry.filter(unit_id=unit_code, ancestor__kind=UnitKind.DISTRICT)
        .select_related("ancestor")
        .first()
    )
    return row.ancestor if row else None


async def rebuild_ancestry() -> None:
    """Write the ancestry anew from the parents; needs a transaction around it."""
    parents = dict(await Unit.all().values_list("code", "parent_id"))
    rows = [
        UnitAncestry(unit_id=code, ancestor_id=ancestor, depth=depth)
        for code in parents
        for depth, ancestor in enumerate(line_of(code, parents))
    ]
    await UnitAncestry.all().delete()
    await UnitAncestry.bulk_create(rows, batch_size=500)


def line_of(code: str | None, parents: Mapping[str, str | None]) -> list[str]:
    """The unit and its ancestors, from below. A circle is a ValueError that names the unit."""
    line: list[str] = []
    while code is not None:
        if code in line:
            raise ValueError(f"unit {code} would be its own ancestor")
        line.append(code)
        code = parents.get(code)
    return line
