"""Units are told that something waits: in few words, not at once, at a moment that says nothing
about when it came.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core import (
    Event,
    Runtime,
    ServiceEvent,
    day_in_india,
    tell_plugins,
    tell_unit,
    transactional,
    unit_of,
)
from plugins.tips.models import Tip, UnitKey
from plugins.tips.settings import TipsSettings

WAITING = Event("tips.waiting", frozenset({"unit"}), by_sms=False)
SLOT = timedelta(minutes=5)


async def tell(runtime: Runtime) -> None:
    """Tell each unit whose moment it is of the tips and messages that it was not told of."""
    for key in await UnitKey.all().order_by("id"):
        if is_moment(runtime, key.unit_code, runtime.now()):
            await _tell(runtime, key)


def is_moment(runtime: Runtime, unit_code: str, now: datetime) -> bool:
    """Whether it is the unit's moment: one of five minutes in each span of `notice_hours`, which
    nobody knows beforehand who has not the secret key.
    """
    span = timedelta(hours=TipsSettings.of(runtime).notice_hours)
    slots = span // SLOT
    begun, slot = divmod(int(now.timestamp() // SLOT.total_seconds()), slots)
    drawn = int(runtime.secrets.digest("tips.notice", f"{unit_code}:{begun}")[:12], 16)
    return drawn % slots == slot


@transactional
async def _tell(runtime: Runtime, key: UnitKey) -> None:
    count = await Tip.filter(unit_key_id=key.id, is_told=False).update(is_told=True)
    unit = await unit_of(key.unit_code)
    if not count or unit is None:
        return
    await tell_unit(runtime, unit, WAITING.code, {"unit": dict(unit.names)})
    told = ServiceEvent("tips", "waiting", key.unit_code, day_in_india(runtime.now()), count)
    await tell_plugins(runtime, told)
