"""What the inbox filters, searches and orders by is read from indexes, in the order asked for and
no further than the page needs: the database's own plan says so.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import asyncpg
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from factories import MAKRONIYA, TT_NAGAR
from many_requests import make_many
from starlette.applications import Starlette

from core import records
from core.db import fetch
from core.desk import inbox
from core.identity.models import Officer, OfficerRole
from core.settings import Settings

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
Sent = list[tuple[str, Sequence[Any]]]

INBOX = """query Inbox($after: String, $filter: InboxFilter, $orderBy: InboxOrder) {
  inbox(first: 20, after: $after, filter: $filter, orderBy: $orderBy) {
    pageInfo { endCursor } edges { node { number } } } }"""
COUNTED = "query Inbox($filter: InboxFilter) { inbox(first: 1, filter: $filter) { totalCount } }"
COUNTS = "{ inboxCounts { open overdue unassigned } }"

STATIONS = (MAKRONIYA, "21346004", TT_NAGAR)
REQUESTS = 6_000
ORDERS = ("DUE_FIRST", "NEWEST_FIRST", "OLDEST_FIRST")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"service": "retired_service"},
    {"status": "SENT_BACK"},
    {"status": "FOUND"},
    {"phase": "OPEN"},
    {"phase": "CLOSED", "service": "lost_property"},
    {"phase": "OPEN", "status": "SUBMITTED"},
    {"unassigned": True},
    {"assignedToMe": True},
    {"assignedToMe": True, "phase": "OPEN"},
    {"stationCode": MAKRONIYA},
    {"search": "asha"},
    {"search": "4711"},
    {"search": "9876500002"},
    {"search": "Imran KHAN"},
    {"search": "asha khan"},
    {"search": "nobody"},
)
"""Of each the page is read and nothing else."""

WIDER: tuple[dict[str, Any], ...] = (
    {"overdue": True},
    {"service": "retired_service", "unassigned": True},
    {"search": "asha 9876500001"},
    {"search": "asha", "phase": "OPEN"},
)
"""Of these more may be read and sorted, but from an index."""

PAGE, PARTS = 21, len(STATIONS) * 3


@pytest.fixture
async def head(
    app: Starlette, clock: MovableClock, as_officer: AsSomebody, settings: Settings, kind: str
) -> GraphQLClient:
    """The head of a state's police, with thousands of requests in three stations."""
    client = await as_officer("MP", OfficerRole.STATE_ADMINISTRATOR)
    await make_many(REQUESTS, clock.now(), STATIONS, [await Officer.get()])
    if kind == "postgres":
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute("VACUUM (ANALYZE)")
        await connection.close()
    return client


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """The statements that the inbox has sent."""
    statements: Sent = []

    async def fetch_and_note(sql: str, *values: Any) -> Sequence[Mapping[str, Any]]:
        statements.append((sql, values))
        return await fetch(sql, *values)

    for module in (inbox, records):
        monkeypatch.setattr(module, "fetch", fetch_and_note)
    return statements


async def plan_of(statement: tuple[str, Sequence[Any]], kind: str) -> Any:
    sql, values = statement
    if kind == "sqlite":
        return await fetch(f"EXPLAIN QUERY PLAN {sql}", *values)
    (row,) = await fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
    return json.loads(row["QUERY PLAN"])[0]["Plan"]


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def faults(plan: Any, most: int | None, kind: str) -> list[str]:
    """What is wrong with a plan: whole tables read, more than `most` rows read or sorted."""
    return [*(_sqlite_faults if kind == "sqlite" else _postgres_faults)(plan, most)]


def _sqlite_faults(plan: Any, most: int | None) -> Iterator[str]:
    """It says of each table whether it is scanned, and of each list whether it is sorted; the last
    sort is that of the page.
    """
    for row in plan:
        step, is_page = row["detail"], row["parent"] == 0
        if step.split()[:2] in (["SCAN", name] for name in ("r", "w", "other", "request")):
            yield step
        if step == "USE TEMP B-TREE FOR ORDER BY" and not is_page and most is not None:
            yield step


def _postgres_faults(plan: Any, most: int | None) -> Iterator[str]:
    read = 0
    for node in nodes(plan):
        is_ours = node.get("Relation Name") in ("core_service_request", "core_request_word")
        if is_ours and node["Node Type"] in ("Seq Scan", "Bitmap Heap Scan"):
            yield node["Node Type"]
        if is_ours:
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read += rows * node["Actual Loops"]
        if "Sort" in node["Node Type"] and most is not None:
            rows = node["Plans"][0]["Actual Rows"] * node["Plans"][0]["Actual Loops"]
            if rows > most:
                yield f"{rows} rows sorted"
    if most is not None and read > most:
        yield f"{read} rows read"


async def test_pages_and_counts_are_read_from_indexes(
    head: GraphQLClient, sent: Sent, kind: str
) -> None:
    found = {}
    for order, wanted in product(ORDERS, (*FILTERS, *WIDER)):
        page = (await head.run(INBOX, filter=wanted, orderBy=order))["inbox"]
        after = page["pageInfo"]["endCursor"]
        await head.run(INBOX, filter=wanted, orderBy=order, after=after)
        is_bounded = wanted in FILTERS or (wanted, order) == ({"overdue": True}, "DUE_FIRST")
        most = PAGE * (PARTS + 1) if is_bounded else None
        assert len(sent) == 2
        found |= await wrong_of(sent, most, kind)
    for wanted in (*FILTERS, *WIDER):
        await head.run(COUNTED, filter=wanted)
    await head.run(COUNTS)
    assert len(sent) == 2 * len((*FILTERS, *WIDER)) + 1
    found |= await wrong_of(sent, None, kind)
    assert found == {}


async def test_postgres_compiles_no_statement(app: Starlette, kind: str) -> None:
    if kind == "postgres":
        assert (await fetch("SHOW jit"))[0]["jit"] == "off"


async def wrong_of(sent: Sent, most: int | None, kind: str) -> dict[str, list[str]]:
    """What is wrong with the plans of these statements, which are forgotten."""
    plans = {sql: await plan_of((sql, values), kind) for sql, values in sent}
    sent.clear()
    wrong = {sql: faults(plan, most, kind) for sql, plan in plans.items()}
    return {sql: those for sql, those in wrong.items() if those}
