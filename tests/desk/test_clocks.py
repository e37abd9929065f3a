"""Due dates: by purpose and by status, in working days of the unit, with the rule's words."""

from __future__ import annotations

from datetime import date

from factories import BHOPAL, SAGAR, TT_NAGAR
from processions import Desk, Make, Person, act, apply, read, send_back, transfer

from core.units.models import Holiday, UnitHoliday


async def test_rule_goes_by_what_is_asked_for_and_stands_in_both_languages(
    citizen: Person,
) -> None:
    local, through = await apply(citizen), await apply(citizen, is_local=False)
    assert (local["dueAt"], local["dueRule"]) == (
        "2026-12-05T23:59:59+05:30",
        "A procession within one station's limits is decided in 10 working days.",
    )
    assert (through["dueAt"], through["dueRule"]) == (
        "2026-12-18T23:59:59+05:30",
        "A procession through several stations is decided in 21 working days.",
    )


async def test_holidays_of_the_unit_and_of_those_above_count_and_others_do_not(
    desk: Desk, citizen: Person
) -> None:
    for unit, day in ((SAGAR, date(2026, 11, 25)), (BHOPAL, date(2026, 11, 26))):
        await UnitHoliday.create(unit_id=unit, day=day, names={"en": "Fair"})
    here, there = await apply(citizen), await apply(citizen, TT_NAGAR)
    assert (here["statusDueAt"], there["statusDueAt"]) == (
        "2026-11-27T23:59:59+05:30",
        "2026-11-27T23:59:59+05:30",
    )
    await UnitHoliday.all().delete()
    assert (await apply(citizen))["statusDueAt"] == "2026-11-26T23:59:59+05:30"


async def test_year_without_holidays_leaves_out_sundays_alone(desk: Desk, citizen: Person) -> None:
    await Holiday.all().delete()
    assert (await apply(citizen))["dueAt"] == "2026-12-04T23:59:59+05:30"


async def test_each_status_has_its_own_date_and_none_where_none_is_set(
    desk: Desk, citizen: Person, head: Person
) -> None:
    request = await apply(citizen)
    enquired = await act(head, request, "ENQUIRE")
    assert (enquired["statusDueAt"], enquired["dueAt"]) == (
        "2026-11-30T23:59:59+05:30",
        request["dueAt"],
    )
    decided = await act(head, enquired, "RECOMMEND", note="Fine.")
    assert (decided["statusDueAt"], decided["dueAt"]) == (None, request["dueAt"])


async def test_clock_stops_with_the_request(citizen: Person, head: Person) -> None:
    back = await send_back(head, await apply(citizen))
    withdrawn = await act(citizen, back, "WITHDRAW")
    seen = await read(citizen, withdrawn)
    assert (seen["dueAt"], seen["statusDueAt"], seen["daysLeft"]) == (None, None, None)


async def test_passing_on_keeps_the_dates_as_they_are(
    desk: Desk, citizen: Person, head: Person, officer: Make
) -> None:
    request = await apply(citizen)
    await desk.later(days=2)
    moved = await read(citizen, await transfer(head, request, TT_NAGAR))
    assert {name: moved[name] for name in ("dueAt", "statusDueAt", "dueRule")} == {
        name: request[name] for name in ("dueAt", "statusDueAt", "dueRule")
    }
