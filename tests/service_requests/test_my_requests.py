"""`viewer.requests`: pages without gap or double, filters, counts, cursors, and few statements."""

from __future__ import annotations

import json
import logging
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from factories import MAKRONIYA, TT_NAGAR, make_citizen, make_request, session_token
from starlette.applications import Starlette

from core.app import Platform
from core.db import transactional
from core.identity.models import Citizen
from core.service_requests.models import Phase, ServiceRequest
from core.texts import Language

CARDS = """query MyRequests($first: Int!, $after: String, $filter: ServiceRequestFilter) {
  viewer { ... on Citizen { requests(first: $first, after: $after, filter: $filter) {
    pageInfo { hasNextPage endCursor } edges { cursor node { number } } } } } }"""
COUNTED = """query MyRequests($filter: ServiceRequestFilter) { viewer { ... on Citizen {
  requests(first: 1, filter: $filter) { totalCount edges { node { number } } } } } }"""
TIMELINE = """query Timeline($number: String!, $after: String) { serviceRequest(number: $number) {
  timeline(first: 1, after: $after) { edges { cursor node { action { code } } } } } }"""
WITH_LAST_EVENT = """query MyRequests { viewer { ... on Citizen { requests(first: 100) { edges {
  node { number station { code name } status { code label phase isFinal }
    timeline(first: 1) { edges { node { at note } } } } } } } } }"""
BAD_REQUEST = {"code": "BAD_REQUEST"}


class Owner(GraphQLClient):
    """A citizen with requests."""

    platform: Platform
    citizen: Citizen

    async def has(self, many: int, **values: Any) -> list[str]:
        """That many requests more; their numbers."""

        @transactional
        async def make() -> list[str]:
            return [
                (await make_request(self.platform, self.citizen, **values)).number
                for _ in range(many)
            ]

        return await make()

    async def page(self, first: int, **values: Any) -> Any:
        return (await self.run(CARDS, first=first, **values))["viewer"]["requests"]

    async def numbers(self, **wanted: Any) -> list[str]:
        found = await self.page(100, filter=wanted)
        return [edge["node"]["number"] for edge in found["edges"]]

    async def count(self, **wanted: Any) -> int | None:
        answer = await self.run(COUNTED, filter=wanted)
        total: int | None = answer["viewer"]["requests"]["totalCount"]
        return total


@pytest.fixture
async def owner(app: Starlette, http: Any) -> Owner:
    platform: Platform = app.state.platform
    citizen = await make_citizen(platform.runtime)
    client = Owner(http, await session_token(platform.runtime, citizen=citizen))
    client.platform, client.citizen = platform, citizen
    return client


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


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
async def test_page_of_no_or_too_many_is_refused(owner: Owner, first: int) -> None:
    error = await owner.refused(CARDS, first=first)
    assert error["extensions"]["code"] in ("BAD_REQUEST", "TOO_COMPLEX")
    if first <= 101:
        assert error["extensions"] == BAD_REQUEST
        assert error["message"] == "Ask for 1 to 100 with `first`."


async def test_count_beyond_an_integer_is_refused(owner: Owner) -> None:
    assert (await owner.refused(CARDS, first=10**10))["extensions"] == BAD_REQUEST


def opaque(content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


async def test_edited_and_foreign_cursors_are_refused(owner: Owner) -> None:
    numbers = await owner.has(2)
    cursor = (await owner.page(1))["pageInfo"]["endCursor"]
    kind, at, key = json.loads(urlsafe_b64decode(cursor + "=="))
    timeline = await owner.run(TIMELINE, number=numbers[0])
    event = timeline["serviceRequest"]["timeline"]["edges"][0]["cursor"]
    for edited in (
        "",
        "x",
        "ü",
        cursor[:-1],
        cursor + "=",
        f" {cursor}",
        event,
        opaque("[" * 30_000),
        opaque("null"),
        opaque({kind: 1, at: 1, key: 1}),
        opaque([kind]),
        opaque([kind, at]),
        opaque([kind, at, key, key]),
        opaque(["other", at, key]),
        opaque([kind, key, at]),
        opaque([kind, at, 1]),
        opaque([kind, at, key.upper()]),
        opaque(json.dumps([kind, at, key])),
        opaque([kind, at.replace("+00:00", ""), key]),
        opaque([kind, at.replace("+00:00", "+05:30"), key]),
        opaque([kind, "9999-12-31T23:59:59-14:00", key]),
        opaque([kind, "0001-01-01T00:00:00+14:00", key]),
        opaque([kind, "2026-11-23", key]),
        opaque([kind, at, "' OR 1=1 --"]),
    ):
        error = await owner.refused(CARDS, first=1, after=edited)
        assert error["extensions"] == BAD_REQUEST, edited
    for edited in (
        cursor,
        opaque(["events", "-1"]),
        opaque(["events", "²"]),
        opaque(["events", "9" * 20]),
        opaque(["events", ""]),
    ):
        error = await owner.refused(TIMELINE, number=numbers[0], after=edited)
        assert error["extensions"] == BAD_REQUEST, edited


async def test_cursor_of_another_citizen_shows_nothing_of_theirs(
    owner: Owner, as_citizen: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    await owner.has(2)
    cursor = (await owner.page(1))["pageInfo"]["endCursor"]
    stranger = await as_citizen()
    seen = (await stranger.run(CARDS, first=10, after=cursor))["viewer"]["requests"]
    assert seen["edges"] == []


async def test_page_of_100_with_station_status_and_last_event_costs_at_most_6_statements(
    owner: Owner, app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    await owner.has(60)
    await owner.has(50, unit_code=TT_NAGAR)
    await app.state.worker.deliver_due()  # so that it is at rest while the page is read
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        answer = await owner.run(WITH_LAST_EVENT)
        statements = [
            record.getMessage()[:80]
            for record in caplog.records
            if record.name == "tortoise.db_client"
        ]
    edges = answer["viewer"]["requests"]["edges"]
    assert len(edges) == 100
    assert {len(edge["node"]["timeline"]["edges"]) for edge in edges} == {1}
    assert {edge["node"]["station"]["code"] for edge in edges} == {MAKRONIYA, TT_NAGAR}
    assert 3 <= len(statements) <= 6, "\n".join(statements)
