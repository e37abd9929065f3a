"""`inbox`: what an officer's postings cover and nothing else; filters, orders, search, pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR, lost_report
from lost_reports import SUBMIT
from processions import (
    OPERATIONS,
    Desk,
    Make,
    Person,
    act,
    apply,
    assign,
    listed,
    send_back,
    stored,
    transfer,
)

from core.identity.models import OfficerRole, Posting
from core.service_requests.models import ServiceRequest


async def page(officer: Person, first: int, after: str | None = None, **values: Any) -> Any:
    answer = await officer.run(OPERATIONS["Inbox"], first=first, after=after, **values)
    return answer["inbox"]


async def test_officer_sees_what_the_postings_cover_and_nothing_else(
    desk: Desk, citizen: Person, officer: Make
) -> None:
    here = (await apply(citizen))["number"]
    there = (await apply(citizen, TT_NAGAR))["number"]
    await citizen.run(SUBMIT, input=lost_report())
    report = (await ServiceRequest.get(service="lost_property")).number
    covered = {
        (MAKRONIYA, OfficerRole.BEAT_OFFICER): {here, report},
        (SAGAR, OfficerRole.DISTRICT_HEAD): {here, report},
        (TT_NAGAR, OfficerRole.STATION_HEAD): {there},
        (BHOPAL, OfficerRole.DISTRICT_HEAD): {there},
        (STATE, OfficerRole.STATE_ADMINISTRATOR): {here, there, report},
        (None, OfficerRole.STATION_HEAD): set(),
    }
    for posting, numbers in covered.items():
        seen = await listed(await officer(*posting))
        assert (posting, set(seen), len(seen)) == (posting, numbers, len(numbers))


async def test_ended_posting_covers_nothing_from_that_moment(
    desk: Desk, citizen: Person, head: Person
) -> None:
    request = await apply(citizen)
    assert await listed(head) == [request["number"]]
    await Posting.filter(officer_id=head.row.id).update(ends_at=desk.runtime.now())
    assert await listed(head) == []


async def test_citizen_and_nobody_are_refused(citizen: Person, as_nobody: GraphQLClient) -> None:
    await apply(citizen)
    before = await stored()
    for client, code in ((citizen, "FORBIDDEN"), (as_nobody, "UNAUTHENTICATED")):
        for name, values in (("Inbox", {"first": 10}), ("InboxCounts", {})):
            error = await client.refused(OPERATIONS[name], **values)
            assert error["extensions"] == {"code": code}
    assert await stored() == before


@pytest.mark.parametrize("order", ["DUE_FIRST", "NEWEST_FIRST", "OLDEST_FIRST"])
async def test_pages_have_no_gap_and_no_double_in_any_order(
    desk: Desk, citizen: Person, officer: Make, order: str
) -> None:
    stations, numbers = (MAKRONIYA, TT_NAGAR), []
    for each in range(7):
        request = await apply(citizen, stations[each % 2], is_local=each % 3 == 0)
        numbers.append(request["number"])
        if each % 2:
            desk.clock.move(minutes=1)  # the others are of one moment: the id decides
    state = await officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    whole = await listed(state, order)
    assert sorted(whole) == sorted(numbers)
    seen: list[str] = []
    after, sizes = None, []
    while True:
        found = await page(state, 3, after, orderBy=order)
        assert found["totalCount"] == 7
        seen += [edge["node"]["number"] for edge in found["edges"]]
        sizes.append(len(found["edges"]))
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
    assert (seen, sizes) == (whole, [3, 3, 1])
    assert found["pageInfo"]["endCursor"] is not None


async def test_what_is_due_first_comes_first_and_what_is_never_due_last(
    desk: Desk, citizen: Person, head: Person
) -> None:
    waiting = await send_back(head, await apply(citizen))
    undecided = await apply(citizen)
    for action in ("ENQUIRE", "RECOMMEND"):
        undecided |= await act(head, undecided, action, note="Fine.")  # due with the whole
    enquired = await act(head, await apply(citizen), "ENQUIRE")  # in five days
    new = await apply(citizen)  # in two days
    numbers = [each["number"] for each in (new, enquired, undecided, waiting)]
    assert await listed(head) == numbers
    assert await listed(head, "OLDEST_FIRST", phase="WAITING_ON_CITIZEN") == [waiting["number"]]


async def test_filters_choose_and_all_of_them_hold(
    desk: Desk, citizen: Person, head: Person, beat: Person
) -> None:
    await citizen.run(SUBMIT, input=lost_report())
    report = (await ServiceRequest.get(service="lost_property")).number
    new, mine, back = [await apply(citizen) for _ in range(3)]
    mine |= await act(beat, mine, "ENQUIRE")
    await act(beat, mine, "CLAIM")
    back = await send_back(beat, back)
    numbers = {
        "report": report,
        "new": new["number"],
        "mine": mine["number"],
        "back": back["number"],
    }
    words = {number: word for word, number in numbers.items()}

    async def seen(**wanted: Any) -> set[str]:
        return {words[number] for number in await listed(beat, **wanted)}

    assert await seen() == {"report", "new", "mine", "back"}
    assert await seen(service="procession") == {"new", "mine", "back"}
    assert await seen(status="ENQUIRY") == {"mine"}
    assert await seen(phase="OPEN") == {"report", "new", "mine"}
    assert await seen(phase="WAITING_ON_CITIZEN") == {"back"}
    assert await seen(unassigned=True) == {"report", "new"}
    assert await seen(assignedToMe=True) == {"mine"}
    assert await seen(stationCode=MAKRONIYA) == {"report", "new", "mine", "back"}
    assert await seen(stationCode=TT_NAGAR) == set()
    assert await seen(stationCode="99999999") == set()
    assert await seen(overdue=True) == set()
    assert await seen(service="procession", unassigned=True, status="SUBMITTED") == {"new"}
    assert await seen(service="tips") == set()
    await desk.later(days=4)
    assert await seen(overdue=True) == {"new"}


async def test_search_finds_by_number_serial_name_and_mobile_within_the_jurisdiction(
    another: Make, officer: Make
) -> None:
    asha = await another(full_name="Asha Rani Verma", mobile="+919812300001")
    ram = await another(full_name="राम प्रसाद", mobile="+919812300002")
    one, two = await apply(asha), await apply(ram)
    there = await apply(asha, TT_NAGAR)
    sagar = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    for words, found in (
        ("asha verma", [one]),
        ("VERMA Asha", [one]),
        ("राम", [two]),
        ("ram prasad", [two]),
        ("9812300002", [two]),
        ("+91 98123 00001", [one]),
        (one["number"].lower(), [one]),
        ("000002", [two]),
        ("asha prasad", []),
        (there["number"], []),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE core_service_request; --", []),
    ):
        numbers = [each["number"] for each in found]
        assert (words, await listed(sagar, search=words)) == (words, numbers)
    assert len(await listed(sagar, search="  ")) == 2


async def test_passed_on_request_is_found_where_it_is_now(
    citizen: Person, head: Person, officer: Make
) -> None:
    request = await transfer(head, await apply(citizen), TT_NAGAR)
    there = await officer(TT_NAGAR)
    assert await listed(head, search=request["number"]) == []
    assert await listed(there, search=request["number"]) == [request["number"]]


async def test_cursor_of_another_order_or_bent_is_refused(citizen: Person, head: Person) -> None:
    for _ in range(2):
        await apply(citizen)
    cursor = (await page(head, 1))["pageInfo"]["endCursor"]
    for after, order in ((cursor, "NEWEST_FIRST"), (cursor[:-3], "DUE_FIRST"), ("x", "DUE_FIRST")):
        wanted = {"first": 1, "after": after, "orderBy": order}
        error = await head.refused(OPERATIONS["Inbox"], **wanted)
        assert error["extensions"] == {"code": "BAD_REQUEST"}


async def test_count_is_exact_up_to_a_thousand_and_the_counts_are_by_service(
    desk: Desk, citizen: Person, head: Person
) -> None:
    await citizen.run(SUBMIT, input=lost_report())
    requests = [await apply(citizen) for _ in range(3)]
    await assign(head, requests[0], head.id)
    await send_back(head, requests[1])
    await desk.later(days=4)
    counts = (await head.run(OPERATIONS["InboxCounts"]))["inboxCounts"]
    assert [{**each, "service": each["service"]["code"]} for each in counts] == [
        {"service": "lost_property", "open": 1, "overdue": 0, "unassigned": 1},
        {"service": "procession", "open": 3, "overdue": 2, "unassigned": 1},
    ]
    (row, *_) = await ServiceRequest.filter(service="procession").values()
    copies = [row | {"id": uuid.uuid4(), "number": f"copy {n}"} for n in range(997)]
    many = [ServiceRequest(**each) for each in copies]
    await ServiceRequest.bulk_create(many[:-1])
    assert (await page(head, 1))["totalCount"] == 1000
    await many[-1].save(force_create=True)
    assert (await page(head, 1))["totalCount"] is None
