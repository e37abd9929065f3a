"""Nobody is told news in the quiet hours; answers and codes come at any hour."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from factories import make_citizen
from messages import IN_ENGLISH, deliveries
from sms_gateways import Answer, SmsGatewayServer, through

from core.clock import IST
from core.notifications.quiet_hours import quiet_until
from core.outbox.models import OutboxEntry
from core.setting_sections import Notifications

EDGES = [
    ("21:00", "08:00", "20:59:59", None),
    ("21:00", "08:00", "21:00:00", "24 08:00"),
    ("21:00", "08:00", "23:59:59", "24 08:00"),
    ("21:00", "08:00", "00:00:00", "23 08:00"),
    ("21:00", "08:00", "07:59:59", "23 08:00"),
    ("21:00", "08:00", "08:00:00", None),
    ("00:00", "06:00", "23:59:59", None),
    ("00:00", "06:00", "00:00:00", "23 06:00"),
    ("22:00", "00:00", "23:00:00", "24 00:00"),
    ("22:00", "00:00", "00:00:00", None),
    ("13:00", "15:00", "12:59:59", None),
    ("13:00", "15:00", "13:00:00", "23 15:00"),
    ("13:00", "15:00", "15:00:00", None),
    ("00:00", "00:00", "00:00:00", None),
    ("12:00", "12:00", "12:00:00", None),
]


def ist(day_and_time: str) -> datetime:
    """A moment of November 2026 in India."""
    return datetime.fromisoformat(f"2026-11-{day_and_time}").replace(tzinfo=IST)


@pytest.mark.parametrize(("begins", "ends", "now", "until"), EDGES)
def test_quiet_hours_begin_and_end_to_the_second(
    begins: str, ends: str, now: str, until: str | None
) -> None:
    settings = Notifications(quiet_from=begins, quiet_until=ends)
    moment = ist(f"23 {now}").astimezone(UTC)
    assert quiet_until(settings, moment) == (ist(until) if until else None)


async def test_news_of_the_night_comes_in_the_morning(
    start: Any, gateway: SmsGatewayServer, clock: Any
) -> None:
    post = await start(through(gateway))
    clock.moment = ist("23 21:00").astimezone(UTC)
    await post.tell(await make_citizen(post.runtime))
    assert await deliveries() == [("WAITING", 0, None)]
    assert await deliveries("IN_APP") == [("SENT", 1, None)]
    entry = await OutboxEntry.get(topic="message")
    assert (entry.attempts, entry.available_at) == (0, ist("24 08:00"))
    clock.moment = ist("24 07:59:59").astimezone(UTC)
    await post.deliver()
    assert gateway.tries == []
    await post.deliver(seconds=1)
    assert gateway.texts == [IN_ENGLISH]
    assert await deliveries() == [("SENT", 1, None)]


async def test_answers_and_codes_come_at_night(
    start: Any, gateway: SmsGatewayServer, clock: Any
) -> None:
    post = await start(through(gateway))
    clock.moment = ist("24 02:00").astimezone(UTC)
    await post.tell(await make_citizen(post.runtime), is_answer=True)
    await post.send_code("+919812345678")
    assert len(gateway.texts) == 2


async def test_a_failure_does_not_bring_news_into_the_night(
    start: Any, gateway: SmsGatewayServer, clock: Any
) -> None:
    post = await start(through(gateway))
    clock.moment = ist("23 20:59:59").astimezone(UTC)
    gateway.plan(Answer(500))
    await post.tell(await make_citizen(post.runtime))
    await post.deliver(seconds=10)
    assert await deliveries() == [("FAILED", 1, "SMS_HTTP_500")]
    assert len(gateway.tries) == 1
    clock.moment = ist("24 08:00").astimezone(UTC)
    await post.deliver()
    assert gateway.texts == [IN_ENGLISH]


async def test_quiet_hours_can_be_switched_off(
    start: Any, gateway: SmsGatewayServer, clock: Any
) -> None:
    post = await start(through(gateway) | {"quiet_from": "00:00", "quiet_until": "00:00"})
    clock.moment = ist("24 00:00").astimezone(UTC)
    await post.tell(await make_citizen(post.runtime))
    assert gateway.texts == [IN_ENGLISH]
