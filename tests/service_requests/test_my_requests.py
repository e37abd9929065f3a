"""`viewer.requests`: pages without gap or double, filters, counts, cursors, and few statements."""

from __future__ import annotations

import uuid
from typing import Any

from factories import MAKRONIYA, TT_NAGAR, make_citizen, make_request
from own_statements import own_statements
from request_owners import CARDS, Owner

from core.service_requests.models import Phase, ServiceRequest
from core.texts import Language

WITH_LAST_EVENT = """query MyRequests { viewer { ... on Citizen { requests(first: 100) { edges {
  node { number station { code name } status { code label phase isFinal }
    timeline(first: 1) { edges { node { at note } } } } } } } } }"""
BAD_REQUEST = {"code": "BAD_REQUEST"}


async def test_250_requests_are_paged_through_without_gap_or_double(
    owner: Owner, clock: Any
) -> None:
    made: list[str] = []
    for _ in range(5):  # of one moment each: the order needs more than the time
        made += await owner.has(50)
        clock.move(minutes=1)
    await make_request(owner.platform, await make_citizen(owner.platform.runtime))
    seen: list[str] = []
    after, sizes = None, []
    while True:
        page = await owner.page(60, after=after)
        seen += [edge["node"]["number"] for edge in page["edges"]]
        sizes.append(len(page["edges"]))
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert sizes == [60, 60, 60, 60, 10]
    assert len(set(seen)) == 250
    latest_first = [made[start : start + 50] for start in (200, 150, 100, 50, 0)]
    for place, of_one_moment in enumerate(latest_first):
        assert set(seen[place * 50 : place * 50 + 50]) == set(of_one_moment)


async def test_request_made_meanwhile_moves_no_page(owner: Owner, clock: Any) -> None:
    made = []
    for _ in range(4):
        made += await owner.has(1)
        clock.move(minutes=1)
    first = await owner.page(2)
    await owner.has(1)
    second = await owner.page(2, after=first["pageInfo"]["endCursor"])
    assert [edge["node"]["number"] for edge in second["edges"]] == [made[1], made[0]]


async def test_empty_page_has_no_end(owner: Owner) -> None:
    end = {"hasNextPage": False, "endCursor": None}
    assert await owner.page(10) == {"pageInfo": end, "edges": []}
    await owner.has(1)
    cursor = (await owner.page(1))["pageInfo"]["endCursor"]
    assert await owner.page(1, after=cursor) == {"pageInfo": end, "edges": []}


async def test_filters_choose_by_service_phase_and_part_of_the_number(owner: Owner) -> None:
    makroniya = await owner.has(1, unit_code=MAKRONIYA)
    tt_nagar = await owner.has(1, unit_code=TT_NAGAR)
    await ServiceRequest.filter(number=tt_nagar[0]).update(status="WITHDRAWN", phase=Phase.CLOSED)
    both = sorted(makroniya + tt_nagar)
    assert sorted(await owner.numbers(service="lost_property")) == both
    assert await owner.numbers(service="tips") == []
    assert await owner.numbers(phase="OPEN") == makroniya
    assert await owner.numbers(phase="CLOSED") == tt_nagar
    assert await owner.numbers(phase="CLOSED", search="21346058") == []
    assert await owner.numbers(search="21346058") == makroniya
    assert sorted(await owner.numbers(search=" lp-2026-000001 ")) == both
    assert await owner.numbers(search="२१३४६०५८") == makroniya
    assert sorted(await owner.numbers(search="")) == both


async def test_filter_holds_no_pattern_and_no_sql(owner: Owner) -> None:
    await owner.has(1)
    for search in ("%", "_", "MP%LP", "\\", "'", "id;drop", "a__b__c", "\0%", "%" * 5000):
        assert await owner.numbers(search=search) == [], search
        assert await owner.numbers(service=search) == [], search


async def test_field_or_sort_that_is_not_listed_is_refused(owner: Owner) -> None:
    for wanted in ({"password": "x"}, {"a__b__c": 1}, {"id;drop": 1}, {"phase": "ANY"}):
        error = await owner.refused(CARDS, first=1, filter=wanted)
        assert error["extensions"] == BAD_REQUEST, wanted
    for argument in ('sort: "password"', 'orderBy: "id;drop"', "last: 1", 'before: "x"'):
        query = "{ viewer { ... on Citizen { requests(first: 1, %s) { totalCount } } } }"
        assert (await owner.refused(query % argument))["extensions"] == BAD_REQUEST


async def test_total_count_is_exact_up_to_1000_and_null_above(owner: Owner) -> None:
    await owner.has(1)
    assert await owner.count() == 1
    await _copy(owner, 999)
    assert await owner.count() == 1000
    assert await owner.count(search="LP") == 1
    await _copy(owner, 1)
    assert await owner.count() is None


async def _copy(owner: Owner, many: int) -> None:
    """Rows as they might have been, at once."""
    now = owner.platform.runtime.now()
    await ServiceRequest.bulk_create(
        ServiceRequest(
            id=uuid.uuid4(),
            number=str(uuid.uuid4()),
            service="lost_property",
            status="ACKNOWLEDGED",
            phase=Phase.OPEN,
            citizen=owner.citizen,
            unit_id=MAKRONIYA,
            language=Language.EN,
            submitted_at=now,
            updated_at=now,
        )
        for _ in range(many)
    )


async def test_page_of_100_with_station_status_and_last_event_costs_at_most_6_statements(
    owner: Owner,
) -> None:
    await owner.has(60)
    await owner.has(50, unit_code=TT_NAGAR)
    with own_statements() as statements:
        answer = await owner.run(WITH_LAST_EVENT)
    edges = answer["viewer"]["requests"]["edges"]
    assert len(edges) == 100
    assert {len(edge["node"]["timeline"]["edges"]) for edge in edges} == {1}
    assert {edge["node"]["station"]["code"] for edge in edges} == {MAKRONIYA, TT_NAGAR}
    assert 3 <= len(statements) <= 6, "\n".join(statements)
