"""Each station has a date of its own: it is reminded before it, the unit above is told after it."""

from __future__ import annotations

from factories import MAKRONIYA, TT_NAGAR
from processions import Desk, Person, listed
from verification_people import Officers
from verifications import applied, reported, two_addresses

from core.desk.enquiry_clocks import run_enquiry_clocks
from core.service_requests.models import Enquiry
from core.units.models import Unit

NUMBER = "MP-21346058-CC-2026-000001-J"
ASKED = "अनुरोध … की जाँच"


async def run(desk: Desk) -> int:
    return await run_enquiry_clocks(desk.runtime, desk.platform.registry)


async def told(desk: Desk) -> list[tuple[str, str]]:
    """Which letters units have had, by subject and address, oldest first."""
    await desk.app.state.effects.messages.deliver_due()
    letters = [each for each in await Person(desk.http).outbox() if "police" in each["to"]]
    return [(each["subject"].replace(NUMBER, "…"), each["to"]) for each in reversed(letters)]


async def with_addresses() -> None:
    for code in (MAKRONIYA, TT_NAGAR, "21346", "21316"):
        await Unit.filter(code=code).update(email=f"{code}@police.example.in")


async def test_the_stations_are_told_when_they_are_asked(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    await with_addresses()
    await applied(citizen, addresses=two_addresses())
    assert await told(desk) == [
        (ASKED, f"{TT_NAGAR}@police.example.in"),
        (ASKED, f"{MAKRONIYA}@police.example.in"),
    ]


async def test_a_station_is_reminded_once_and_the_unit_above_told_once(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    await with_addresses()
    await applied(citizen)
    assert await run(desk) == 0
    await desk.later(days=8)
    assert await run(desk) == 1
    assert await run(desk) == 0
    await desk.later(days=3)
    assert await run(desk) == 1
    assert await run(desk) == 0
    assert await told(desk) == [
        (ASKED, f"{MAKRONIYA}@police.example.in"),
        ("… की जाँच रिपोर्ट की अंतिम तिथि 2026-12-02 है", f"{MAKRONIYA}@police.example.in"),
        ("… की जाँच रिपोर्ट में देरी", "21346@police.example.in"),
    ]


async def test_who_has_filed_is_not_reminded(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    await reported(officers.head, request)
    await desk.later(days=20)
    assert await run(desk) == 0  # TT Nagar's is not due yet
    assert await Enquiry.filter(clock_at__isnull=False).values_list("unit_id", flat=True) == [
        TT_NAGAR
    ]


async def test_an_overdue_enquiry_is_overdue_in_its_stations_inbox_alone(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    await desk.later(days=35)
    assert await listed(officers.outside, overdue=True) == [request["number"]]
    assert await listed(officers.head, overdue=True) == []
