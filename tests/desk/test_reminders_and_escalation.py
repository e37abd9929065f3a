"""Nobody acts: the station is reminded before the due date, the unit above learns of it after."""

from __future__ import annotations

import logging

import pytest
from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from messages import Post
from processions import Desk, Make, Person, act, apply, listed, read, send_back, stored, transfer

from core.identity.models import OfficerRole
from core.service_requests.models import RequestEvent, ServiceRequest
from core.units.models import Unit


@pytest.fixture(autouse=True)
async def mailboxes(desk: Desk) -> None:
    """Units with an e-mail address of their own."""
    for code in (MAKRONIYA, SAGAR, STATE):
        await Unit.filter(code=code).update(email=f"{code.lower()}@police.example.in")


async def letters(desk: Desk, to: str) -> list[str]:
    """The subjects of what was sent to a unit, oldest first."""
    await Post(desk.app, desk.clock).deliver()
    sent = await GraphQLClient(desk.http).outbox()
    address = f"{to.lower()}@police.example.in"
    return [letter["text"] for letter in reversed(sent) if letter["to"] == address]


async def test_station_is_reminded_once_on_the_morning_of_the_day_before(
    desk: Desk, citizen: Person, head: Person
) -> None:
    request = await apply(citizen)  # to be acted on by Thursday, 26 November
    await desk.later(days=1, hours=20, minutes=59)
    assert await desk.run_clocks() == 0
    before = await read(citizen, request)
    await desk.later(minutes=1)  # Wednesday, nine in the morning
    assert (await desk.run_clocks(), await desk.run_clocks()) == (1, 0)
    assert await letters(desk, MAKRONIYA) == [
        f"Procession: थाना Makroniya के अनुरोध {request['number']} पर 2026-11-26 तक कार्रवाई होनी है।"
        " स्थिति: Submitted।"
    ]
    assert await read(citizen, request) == before  # no step: nothing has happened to it


async def test_overdue_request_goes_before_the_district_and_then_before_the_state(
    desk: Desk, citizen: Person, officer: Make
) -> None:
    district = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    await officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    request = await apply(citizen)
    await desk.later(days=3)
    assert await desk.run_clocks() == 1
    await desk.later(hours=11, minutes=59)
    assert await desk.run_clocks() == 0  # 26 November, one second before midnight in India
    await desk.later(minutes=1)
    assert await desk.run_clocks() == 1
    seen = await read(district, request)
    assert (seen["escalatedTo"], seen["station"], seen["version"]) == (
        {"code": SAGAR},
        {"code": MAKRONIYA},
        2,
    )
    assert await listed(district, overdue=True) == [request["number"]]
    await desk.later(days=5)  # three working days later, nothing has been done
    assert (await desk.run_clocks(), await desk.run_clocks()) == (1, 0)
    assert (await read(district, request))["escalatedTo"] == {"code": STATE}
    await desk.later(days=30)
    assert await desk.run_clocks() == 1  # nobody is left above: it rests there
    assert (await read(district, request))["escalatedTo"] == {"code": STATE}
    await desk.later(days=30)
    assert await desk.run_clocks() == 0
    events = await RequestEvent.filter(action="ESCALATE").order_by("version")
    assert [(each.actor_kind.value, each.unit_id) for each in events] == [
        ("SYSTEM", SAGAR),
        ("SYSTEM", STATE),
    ]
    letter = (
        f"Procession: थाना Makroniya के अनुरोध {request['number']} पर 2026-11-26 तक कार्रवाई होनी थी,"
        " जो नहीं हुई। स्थिति: Submitted। कृपया इसे देखें।"
    )
    assert (await letters(desk, SAGAR), await letters(desk, STATE)) == ([letter], [letter])


async def test_unit_without_officers_is_passed_over(
    desk: Desk, citizen: Person, officer: Make
) -> None:
    administrator = await officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    request = await apply(citizen)
    await desk.later(days=4)
    assert (await desk.run_clocks(), await desk.run_clocks()) == (1, 0)
    assert (await read(administrator, request))["escalatedTo"] == {"code": STATE}


async def test_step_in_time_ends_it_and_a_pass_on_begins_below_again(
    desk: Desk, citizen: Person, head: Person, officer: Make
) -> None:
    district = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    request = await apply(citizen)
    await desk.later(days=4)
    assert await desk.run_clocks() == 1  # too late for a reminder
    escalated = await read(district, request)
    assert escalated["escalatedTo"] == {"code": SAGAR}
    enquired = await act(head, escalated, "ENQUIRE")
    assert (enquired["escalatedTo"], enquired["statusDueAt"]) == (None, "2026-12-03T23:59:59+05:30")
    assert await desk.run_clocks() == 0
    await desk.later(days=7)
    assert await desk.run_clocks() == 1
    late = await read(district, request)
    assert late["escalatedTo"] == {"code": SAGAR}
    assert (await read(citizen, await transfer(head, late, SAGAR)))["escalatedTo"] is None


async def test_what_waits_on_the_citizen_is_neither_reminded_of_nor_escalated(
    desk: Desk, citizen: Person, head: Person, officer: Make
) -> None:
    await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    await send_back(head, await apply(citizen))
    await desk.later(days=60)
    before = await stored()
    assert await desk.run_clocks() == 0
    assert await stored() == before


async def test_one_bad_row_never_stops_the_run_for_the_others(
    desk: Desk, citizen: Person, officer: Make, caplog: pytest.LogCaptureFixture
) -> None:
    district = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    requests = [await apply(citizen) for _ in range(3)]
    await desk.later(days=4)
    bad = await ServiceRequest.get(number=requests[0]["number"])
    await ServiceRequest.filter(id=bad.id).update(
        status="NO_SUCH_STATUS", clock_at=bad.submitted_at
    )
    with caplog.at_level(logging.ERROR, "thana.desk"):
        assert await desk.run_clocks() == 2
    assert [record.getMessage() for record in caplog.records if record.name == "thana.desk"] == [
        f"clock of request {bad.id} failed: KeyError"
    ]
    for request in requests[1:]:
        assert (await read(district, request))["escalatedTo"] == {"code": SAGAR}
    await ServiceRequest.filter(id=bad.id).update(status="SUBMITTED")
    assert await desk.run_clocks() == 1  # mended, it is next


async def test_clock_that_rested_above_goes_on_at_the_station_that_gets_the_request(
    desk: Desk, citizen: Person, head: Person, officer: Make
) -> None:
    await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    bhopal = await officer(BHOPAL, OfficerRole.DISTRICT_HEAD)
    request = await apply(citizen)
    for _ in range(2):
        await desk.later(days=10)
        assert await desk.run_clocks() == 1  # before the district, above which nobody is
    await transfer(head, await read(head, request), TT_NAGAR)
    assert (await read(bhopal, request))["escalatedTo"] is None
    await desk.later(days=5)
    assert await desk.run_clocks() == 1
    assert (await read(bhopal, request))["escalatedTo"] == {"code": BHOPAL}


async def test_vacant_posts_above_are_looked_at_again(
    desk: Desk, citizen: Person, officer: Make
) -> None:
    await apply(citizen)
    await desk.later(days=4)
    before = await stored()
    assert (await desk.run_clocks(), await desk.run_clocks()) == (1, 0)  # nobody is there
    row = await ServiceRequest.get()
    assert (row.escalated_to_id, row.version) == (None, 1)
    assert len((await stored())[0][1]) == len(before[0][1])
    await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    await desk.later(days=5)
    assert await desk.run_clocks() == 1
    assert (await ServiceRequest.get()).escalated_to_id == SAGAR
