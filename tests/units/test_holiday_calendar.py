"""A calendar of holidays with gaps: the gaps are known, and deadlines lead over them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from conftest import MovableClock
from factories import MAKRONIYA
from lost_reports import stored
from starlette.applications import Starlette

from core.service_requests.deadlines import days_until, due_after
from core.settings import Settings
from core.units.holidays import years_without_holidays
from core.units.models import Holiday


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A state whose officers acknowledge reports within 20 working days."""
    own = {"acknowledged": "by_officer", "days": 20}
    return settings.model_copy(update={"services": {"lost_property": own}})


@pytest.mark.parametrize(
    ("known", "today", "missing"),
    [
        ((2026, 2027), date(2026, 11, 29), []),
        ((2026,), date(2026, 11, 1), []),
        ((2026,), date(2026, 11, 2), [2027]),
        ((2026,), date(2026, 12, 31), [2027]),
        ((2026,), date(2027, 1, 1), [2027]),
        ((2026, 2028), date(2026, 3, 1), [2027]),
        ((2026, 2206), date(2026, 3, 1), []),
        ((), date(2026, 3, 1), [2026]),
        ((), date(2026, 12, 1), [2026, 2027]),
    ],
)
async def test_years_of_which_no_holidays_are_known(
    app: Starlette, known: tuple[int, ...], today: date, missing: list[int]
) -> None:
    await Holiday.all().delete()
    for year in known:
        await Holiday.create(day=date(year, 8, 15), names={"en": "Independence Day"})
    assert await years_without_holidays(today) == missing


async def test_a_deadline_in_years_without_holidays_leaves_sundays_out(
    as_citizen: Any, clock: MovableClock
) -> None:
    """The calendar ends on 25 December 2027."""
    clock.moment = datetime(2027, 12, 24, 6, 30, tzinfo=UTC)  # Friday
    assert (await stored(await as_citizen()))["dueAt"] == "2028-01-18T23:59:59+05:30"
    clock.moment = datetime(2031, 1, 13, 6, 30, tzinfo=UTC)  # Monday
    assert (await stored(await as_citizen()))["dueAt"] == "2031-02-05T23:59:59+05:30"


async def test_working_days_are_counted_back_as_they_were_counted_on(app: Starlette) -> None:
    start = datetime(2027, 12, 24, 6, 30, tzinfo=UTC)
    for days in (0, 1, 20, 366):
        due = await due_after(start, days, MAKRONIYA)
        assert await days_until(start, due, MAKRONIYA) == days
