"""The one writer of single units: whoever decides who may change one and checks what it is changed
to, what is written is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.audit import service as audit
from core.clock import day_in_india
from core.errors import Conflict
from core.revisions import revise
from core.runtime import Runtime
from core.texts import text
from core.units.models import UNITS, Unit

CHANGEABLE = ("names", "phone", "email", "address", "latitude", "longitude")
PASSED = text("This unit has changed since you read it. Read it again.")


async def change_unit(
    runtime: Runtime, unit: Unit, change: Mapping[str, Any], *, expected_version: int, actor: str
) -> Unit:
    """Write checked columns of CHANGEABLE; needs a transaction around it. A position that is set,
    be it the old one, counts as verified from then on. What changes nothing is not written.

    Raises Conflict when the version has passed. The audit has the names of what changed, and no
    value.
    """
    if strange := set(change) - set(CHANGEABLE):
        raise ValueError(f"of a unit {sorted(strange)} cannot be changed")
    if unit.version != expected_version:
        raise Conflict(PASSED)
    differing = _differing(unit, change)
    if not differing:
        return unit
    today = day_in_india(runtime.now())
    unit.update_from_dict({**differing, "version": unit.version + 1, "updated_on": today})
    unit.renew_search_key()
    written = {name: getattr(unit, name) for name in (*differing, "version", "updated_on")}
    unchanged = Unit.filter(code=unit.code, version=expected_version)
    if not await unchanged.update(**written, search_key=unit.search_key):
        raise Conflict(PASSED)
    await revise(UNITS)
    await audit.record(
        unit.code,
        at=runtime.now(),
        actor=actor,
        action="unit.change",
        subject=f"unit:{unit.code}",
        details={"fields": sorted(differing), "version": unit.version},
    )
    return unit


def _differing(unit: Unit, change: Mapping[str, Any]) -> dict[str, Any]:
    wanted = dict(change)
    if wanted.get("latitude") is not None:
        wanted["flag"] = ""
    return {name: value for name, value in wanted.items() if getattr(unit, name) != value}
