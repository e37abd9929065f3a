"""Telling citizens, and what has become of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conftest import MovableClock
from starlette.applications import Starlette

from core.db import transactional
from core.identity.models import Citizen
from core.identity.one_time_codes import CODE
from core.notifications import notices
from core.notifications.models import Delivery, NotificationChannel
from core.outbox.models import OutboxEntry
from core.outbox.queue import enqueue
from core.runtime import Runtime

MOVED = {
    "number": "MP-21346058-LP-2026-000001-0",
    "service": {"en": "Lost property report", "hi": "खोए सामान की रिपोर्ट"},
    "station": {"en": "Makroniya", "hi": "मकरोनिया"},
    "status": {"en": "Withdrawn", "hi": "वापस लिया गया"},
}
IN_ENGLISH = (
    "Lost property report: your request MP-21346058-LP-2026-000001-0 at Makroniya is now:"
    " Withdrawn."
)
IN_HINDI = (
    "खोए सामान की रिपोर्ट: आपके अनुरोध MP-21346058-LP-2026-000001-0 की स्थिति बदल गई है। थाना:"
    " मकरोनिया। अब की स्थिति: वापस लिया गया।"
)

tell = transactional(notices.tell)
tell_unit = transactional(notices.tell_unit)


@dataclass
class Post:
    """A platform and its outbox."""

    app: Starlette
    clock: MovableClock

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.app.state.platform.runtime
        return runtime

    async def tell(
        self,
        citizen: Citizen,
        event: str = "request_moved",
        values: Mapping[str, Any] = MOVED,
        *,
        is_answer: bool = False,
    ) -> None:
        """Tell a citizen, and deliver what is due."""
        await tell(self.runtime, citizen.id, event, values, is_answer=is_answer)
        await self.deliver()

    async def send_code(self, to: str, channel: str = "SMS", **changes: Any) -> uuid.UUID:
        """Send a code, and deliver what is due; the outbox's id."""
        values = {"code": "123456", "minutes": 5, "until": "12:05"}
        message = {"event": "one_time_code", "channel": channel, "to": to, "language": "en"}
        id = await transactional(enqueue)(
            self.runtime, CODE, message | {"values": values} | changes
        )
        await self.deliver()
        return id

    async def deliver(self, **later: float) -> None:
        """Deliver what is due, now or after a while."""
        self.clock.move(**later)
        await self.app.state.effects.codes.deliver_due()
        await self.app.state.effects.messages.deliver_due()


async def deliveries(channel: str = "SMS") -> list[tuple[str, int, str | None]]:
    """The status, tries and fault of each delivery by a channel, oldest first."""
    rows = await Delivery.filter(channel=NotificationChannel(channel)).order_by("id")
    return [(row.status.value, row.attempts, row.fault) for row in rows]


async def dead_letters() -> list[str | None]:
    """The faults of what was given up."""
    return [entry.fault for entry in await OutboxEntry.exclude(dead_at=None)]
