"""Every filter and order of the inbox lists what a plain look through all requests finds, page by
page, and counts it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from factories import MAKRONIYA, SAGAR, TT_NAGAR, make_officer
from many_requests import make_many
from starlette.applications import Starlette

from core.identity.models import Citizen, Officer, OfficerRole
from core.service_requests.models import Phase, ServiceRequest

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
Test = Callable[[ServiceRequest], bool]

INBOX = """query Inbox($after: String, $filter: InboxFilter, $orderBy: InboxOrder) {
  inbox(first: 37, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { number } } } }"""
STATIONS = (MAKRONIYA, "21346004", "21346005", TT_NAGAR)


def is_open(row: ServiceRequest) -> bool:
    return row.phase is Phase.OPEN


FILTERS: Sequence[tuple[dict[str, Any], Test]] = (
    ({}, lambda row: True),
    ({"service": "lost_property"}, lambda row: row.service == "lost_property"),
    ({"service": " retired_service"}, lambda row: row.service == "retired_service"),
    ({"service": "nothing"}, lambda row: False),
    ({"status": "FOUND"}, lambda row: row.status == "FOUND"),
    ({"phase": "OPEN"}, is_open),
    ({"phase": "WAITING_ON_CITIZEN"}, lambda row: row.status == "SENT_BACK"),
    ({"phase": "CLOSED"}, lambda row: row.phase is Phase.CLOSED),
    ({"unassigned": True}, lambda row: is_open(row) and row.assignee_id is None),
    ({"unassigned": True, "phase": "CLOSED"}, lambda row: False),
    ({"unassigned": False}, lambda row: True),
    ({"stationCode": MAKRONIYA}, lambda row: row.unit_id == MAKRONIYA),
    ({"stationCode": TT_NAGAR}, lambda row: False),
    ({"stationCode": "99999999"}, lambda row: False),
    ({"search": " "}, lambda row: True),
    ({"search": "?"}, lambda row: False),
    ({"search": "17"}, lambda row: row.number.endswith("-000017-0")),
    ({"search": "nobody"}, lambda row: False),
)
ORDERS: dict[str, tuple[str, bool]] = {
    "DUE_FIRST": ("due_order", False),
    "NEWEST_FIRST": ("submitted_at", True),
    "OLDEST_FIRST": ("submitted_at", False),
}


@pytest.fixture
async def covered(
    app: Starlette, clock: MovableClock, as_officer: AsSomebody
) -> tuple[GraphQLClient, list[ServiceRequest], Officer]:
    """A head of a district, and of 400 requests those of its stations."""
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    me = await Officer.get()
    other = await make_officer(app.state.platform.runtime, TT_NAGAR)
    rows = await make_many(400, clock.now(), STATIONS, [me, other.row])
    return head, [row for row in rows if row.unit_id != TT_NAGAR], me


async def listed(client: GraphQLClient, order: str, wanted: dict[str, Any]) -> list[str]:
    """The numbers of all pages; each page counts as many."""
    numbers: list[str] = []
    after, counts = None, set()
    while True:
        page = (await client.run(INBOX, after=after, filter=wanted, orderBy=order))["inbox"]
        numbers += [edge["node"]["number"] for edge in page["edges"]]
        counts.add(page["totalCount"])
        if not page["pageInfo"]["hasNextPage"]:
            assert counts == {len(numbers)}
            return numbers
        after = page["pageInfo"]["endCursor"]


def expected(rows: list[ServiceRequest], order: str, test: Test) -> list[str]:
    column, is_reversed = ORDERS[order]
    found = [row for row in rows if test(row)]
    found.sort(key=lambda row: (getattr(row, column), row.id), reverse=is_reversed)
    return [row.number for row in found]


@pytest.mark.parametrize("order", ORDERS)
async def test_pages_hold_what_is_asked_for_in_its_order(
    covered: tuple[GraphQLClient, list[ServiceRequest], Officer], clock: MovableClock, order: str
) -> None:
    client, rows, me = covered
    now = clock.now()
    mine: list[tuple[dict[str, Any], Test]] = [
        ({"assignedToMe": True}, lambda row: row.assignee_id == me.id),
        (
            {"assignedToMe": True, "phase": "OPEN", "service": "lost_property"},
            lambda row: (
                row.assignee_id == me.id and is_open(row) and row.service == "lost_property"
            ),
        ),
        ({"overdue": True}, lambda row: is_open(row) and row.due_order < now),
        (
            {"overdue": True, "unassigned": True},
            lambda row: is_open(row) and row.due_order < now and row.assignee_id is None,
        ),
    ]
    ashas = await Citizen.filter(full_name__startswith="Asha ").values_list("id", flat=True)
    (imran,) = await Citizen.filter(full_name="Imran Khan").values_list("id", flat=True)
    mine += [
        ({"search": "asha"}, lambda row: row.citizen_id in ashas),
        ({"search": "आशा"}, lambda row: row.citizen_id in ashas),
        ({"search": "khan imran"}, lambda row: row.citizen_id == imran),
        ({"search": "asha khan"}, lambda row: False),
        ({"search": "+91-98765 00002"}, lambda row: row.citizen_id == imran),
        ({"search": "०९८७६५००००२"}, lambda row: row.citizen_id == imran),
        ({"search": "asha", "phase": "OPEN"}, lambda row: row.citizen_id in ashas and is_open(row)),
        (
            {"search": "imran", "unassigned": True, "stationCode": MAKRONIYA},
            lambda row: (
                row.citizen_id == imran
                and is_open(row)
                and row.assignee_id is None
                and row.unit_id == MAKRONIYA
            ),
        ),
    ]
    for wanted, test in (*FILTERS, *mine):
        assert await listed(client, order, wanted) == expected(rows, order, test), wanted
