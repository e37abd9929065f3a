"""Units learn that something waits: in few words, once for all of it, at a moment of its own."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import MovableClock
from factories import SAGAR
from starlette.applications import Starlette
from tipping import Reader, Tipster

from core import ServiceEvent
from core.notifications.models import DemoMessage
from core.runtime import Runtime
from core.units.models import Unit
from plugins.tips import notices
from plugins.tips.notices import is_moment, tell
from plugins.tips.settings import TipsSettings

OFFICE = "sp.sagar@example.org"
TITLE = "सूचना पेटी"
BODY = "सागर की सूचना पेटी में कुछ आया है। जब कोई देख न रहा हो, तब साइन इन करके पेटी खोलिए।"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[ServiceEvent]:
    """What the other plugins are told."""
    events: list[ServiceEvent] = []

    async def tell_plugins(_: Runtime, event: ServiceEvent) -> None:
        events.append(event)

    monkeypatch.setattr(notices, "tell_plugins", tell_plugins)
    return events


async def letters(app: Starlette) -> list[tuple[str, str, str]]:
    """What was sent to whom."""
    await app.state.effects.messages.deliver_due()
    rows = await DemoMessage.all().order_by("id")
    return [(row.recipient, row.subject, row.text) for row in rows]


def until_the_moment(runtime: Runtime, clock: MovableClock) -> int:
    """Move the clock on to the unit's moment; how many minutes that took."""
    for minutes in range(0, 2 * 6 * 60, 5):
        if is_moment(runtime, SAGAR, runtime.now()):
            return minutes
        clock.move(minutes=5)
    raise AssertionError


@pytest.fixture
async def office(runtime: Runtime) -> None:
    await Unit.filter(code=SAGAR).update(email=OFFICE)


async def test_a_unit_is_told_once_of_all_that_waits_and_not_what(
    tipster: Tipster,
    reader: Reader,
    app: Starlette,
    clock: MovableClock,
    told: list[ServiceEvent],
    office: None,
) -> None:
    runtime = app.state.platform.runtime
    until_the_moment(runtime, clock)
    clock.move(minutes=5)
    for _ in range(3):
        await tipster.told()
        await tell(runtime)
    assert (await letters(app), told) == ([], [])
    until_the_moment(runtime, clock)
    await tell(runtime)
    await tell(runtime)
    assert await letters(app) == [(OFFICE, TITLE, BODY)]
    assert told == [ServiceEvent("tips", "waiting", SAGAR, date(2026, 11, 23), 3)]


async def test_a_message_of_the_tipster_is_told_of_as_well(
    tipster: Tipster,
    reader: Reader,
    app: Starlette,
    clock: MovableClock,
    told: list[ServiceEvent],
    office: None,
) -> None:
    runtime = app.state.platform.runtime
    await tipster.told()
    until_the_moment(runtime, clock)
    await tell(runtime)
    clock.move(minutes=5)
    await tipster.adds("One more thing.")
    until_the_moment(runtime, clock)
    await tell(runtime)
    assert await letters(app) == [(OFFICE, TITLE, BODY)] * 2
    assert [event.count for event in told] == [1, 1]


async def test_the_moment_is_another_one_in_each_span_and_for_each_unit(
    app: Starlette, runtime: Runtime, clock: MovableClock
) -> None:
    moments: dict[str, list[int]] = {SAGAR: [], "MP": []}
    for slot in range(0, 8 * 24 * 12):
        for unit, found in moments.items():
            if is_moment(runtime, unit, runtime.now()):
                found.append(slot % 72)
        clock.move(minutes=5)
    assert TipsSettings.of(runtime).notice_hours == 6
    for found in moments.values():
        assert 31 <= len(found) <= 33
        assert len(set(found)) > 15
    assert moments[SAGAR] != moments["MP"]
