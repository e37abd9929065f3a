"""The hours in which nobody is told news."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from core.clock import IST
from core.setting_sections import Notifications


def quiet_until(settings: Notifications, now: datetime) -> datetime | None:
    """When the quiet hours end in which a moment lies; None when it lies in none. From a time until
    the same time there are none.
    """
    begins, ends = time.fromisoformat(settings.quiet_from), time.fromisoformat(settings.quiet_until)
    here = now.astimezone(IST)
    is_after, is_before = here.time() >= begins, here.time() < ends
    is_quiet = is_after and is_before if begins <= ends else is_after or is_before
    if not is_quiet:
        return None
    day = here.date() if is_before else here.date() + timedelta(days=1)
    return datetime.combine(day, ends, IST).astimezone(UTC)
