"""What the officers' inbox costs with 1,000,000 requests of twenty stations, against 10,000 of the
same stations: pages, counts, searches and filters, for an officer of a station, of a district and
of the state.

Run it from the project's folder, with a PostgreSQL server on this machine:

    PYTHONPATH=tests .venv/bin/python bench/inbox.py postgres://USER@127.0.0.1:PORT settled
    PYTHONPATH=tests .venv/bin/python bench/inbox.py postgres://USER@127.0.0.1:PORT open

The second word is how much is open, see `inbox_rows.py`. The databases `thana_inbox_…` are filled
once, in some minutes, and left for the next run; drop them when their tables have changed.

Times are milliseconds of CPU of both sides, the platform's process and PostgreSQL's, since others
may use the machine; in brackets PostgreSQL's alone. The two registers take turns. `noise` is how
far the same figure at 10,000 differs between the even and the odd rounds of this run: what is
closer to 1 than that says nothing. `found` is how many there were in either register, at most a
page, or as far as is counted: where the small one has fewer, less was done.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from inbox_registers import OFFICERS, Register, opened
from rich.console import Console
from rich.table import Table

from core.desk import counts, inbox
from core.desk.counts import Totals
from core.desk.inbox import InboxOrder
from core.desk.wanted import Wanted
from core.records import columns_of
from core.service_requests.models import Phase, ServiceRequest

COUNTS = (10_000, 1_000_000)
ROUNDS = 16
TIMES = 3
FIRST = 20
COLUMNS = ("", "officer of", "found", "10,000", "1,000,000", "ratio", "noise")
DUE, NEWEST = InboxOrder.DUE_FIRST, InboxOrder.NEWEST_FIRST
SHOWN = """query Inbox($first: Int!, $after: String, $filter: InboxFilter, $orderBy: InboxOrder) {
  inbox(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { __typename id number service { code title } status { code label phase isFinal }
      station { code name } submittedAt updatedAt dueAt assignee { id fullName } } } } }"""
COUNTED = "query InboxCounts { inboxCounts { service { code title } open overdue unassigned } }"

Call = Callable[[Register, str], Awaitable[Any]]


def page(order: InboxOrder = DUE, *, last: bool = False, **wanted: Any) -> Call:
    """Rows of the first or the last page."""

    async def call(of: Register, officer: str) -> Any:
        chosen = Wanted(**of.filled(wanted))
        after = of.cursors[officer] if last else None
        shown = columns_of(ServiceRequest)
        return await inbox.rows(of.viewers[officer], of.now, chosen, order, FIRST, after, shown)

    return call


def count(**wanted: Any) -> Call:
    async def call(of: Register, officer: str) -> Any:
        return await inbox.count(of.viewers[officer], of.now, Wanted(**of.filled(wanted)))

    return call


async def totals(of: Register, officer: str) -> Any:
    found = await counts.totals_of(of.viewers[officer], of.now, of.counted_services)
    return found[-1:]


def asked(document: str = SHOWN, *, last: bool = False, **wanted: Any) -> Call:
    """The whole query over HTTP."""

    async def call(of: Register, officer: str) -> Any:
        chosen = {
            "first": FIRST,
            "after": of.cursors[officer] if last else None,
            "filter": of.filled(wanted),
        }
        client = of.clients[officer]
        if document is COUNTED:
            of_service = (await client.run(document))["inboxCounts"][-1]
            return [Totals(*(of_service[name] for name in ("open", "overdue", "unassigned")))]
        return (await client.run(document, **chosen))["inbox"]["edges"]

    return call


SEARCHES = {
    "number": {"search": "{number}"},
    "serial": {"search": "{serial}"},
    "mobile": {"search": "{mobile}"},
    "common name": {"search": "rajesh"},
    "rare name": {"search": "gond"},
    "whole name": {"search": "rajesh yadav"},
    "rare whole name": {"search": "usha gond"},
    "nobody's name": {"search": "zacharias"},
}
FILTERS: Mapping[str, Mapping[str, Any]] = {
    "service": {"service": "lost_property"},
    "rare service": {"service": "tips"},
    "status": {"status": "SUBMITTED"},
    "rare status": {"status": "INSPECTED"},
    "open": {"phase": Phase.OPEN},
    "waiting": {"phase": Phase.WAITING_ON_CITIZEN},
    "closed": {"phase": Phase.CLOSED},
    "overdue": {"overdue": True},
    "unassigned": {"unassigned": True},
    "assigned to me": {"assigned_to_me": True},
    "station": {"station_code": "{station}"},
    "service, open, mine": {
        "service": "lost_property",
        "phase": Phase.OPEN,
        "assigned_to_me": True,
    },
}
GOALS: dict[str, Call] = {
    "first page": page(),
    "last page": page(last=True),
    "total count": count(),
    "counts": totals,
    **{f"search: {name}": page(**of) for name, of in SEARCHES.items()},
    **{f"search, counted: {name}": count(**of) for name, of in SEARCHES.items()},
}
FILTERED: dict[str, Call] = {
    **{f"{name}, due first": page(DUE, **of) for name, of in FILTERS.items()},
    **{f"{name}, newest first": page(NEWEST, **of) for name, of in FILTERS.items()},
    **{f"{name}, counted": count(**of) for name, of in FILTERS.items()},
}
OVER_HTTP: dict[str, Call] = {
    "first page": asked(),
    "last page": asked(last=True),
    "counts": asked(COUNTED),
    **{f"search: {name}": asked(**of) for name, of in SEARCHES.items()},
}


async def compare(registers: tuple[Register, Register], title: str, calls: dict[str, Call]) -> None:
    """A table of what each call costs in either register."""
    table = Table(*COLUMNS, title=title)
    for name, call in calls.items():
        for officer in OFFICERS:
            small, large = await _in_turns(registers, call, officer)
            found = await _found(registers, call, officer)
            table.add_row(name, officer, found, *_shown(small, large))
    Console(width=120).print(table)


async def _found(registers: tuple[Register, Register], call: Call, officer: str) -> str:
    found = []
    for register in registers:
        with register.context:
            answer = await call(register, officer)
        if isinstance(answer, int):
            found.append(f"{answer:,}")
        elif answer and isinstance(answer[0], Totals):
            found.append(" ".join("-" if n is None else str(n) for n in vars(answer[0]).values()))
        else:
            found.append(f"{min(len(answer), FIRST)}")
    return " : ".join(found)


Cost = tuple[float, float]
"""Milliseconds of CPU of one call: of both sides, and of PostgreSQL."""


async def _in_turns(
    registers: tuple[Register, Register], call: Call, officer: str
) -> tuple[list[Cost], list[Cost]]:
    taken: tuple[list[Cost], list[Cost]] = ([], [])
    for turn in range(ROUNDS + 1):
        for register, costs in zip(registers, taken, strict=True):
            with register.context:
                before = register.cpu()
                for _ in range(TIMES):
                    await call(register, officer)
                after = register.cpu()
            if turn:  # the first warms up
                own, database = ((b - a) / TIMES / 1e6 for a, b in zip(before, after, strict=True))
                costs.append((own + database, database))
    return taken


def _shown(small: list[Cost], large: list[Cost]) -> list[str]:
    middles = [tuple(median(each) for each in zip(*costs, strict=True)) for costs in (small, large)]
    halves = [median(cost for cost, _ in small[start::2]) for start in (0, 1)]
    ratio = middles[1][0] / middles[0][0]
    return [
        *(f"{both:.2f} ({database:.2f})" for both, database in middles),
        f"[bold red]{ratio:.2f}[/]" if ratio >= 1.3 else f"{ratio:.2f}",
        f"{max(halves) / min(halves):.2f}",
    ]


async def main(server: str, spread: str, folder: Path) -> None:
    started = time.monotonic()
    async with opened(server, spread, COUNTS, folder) as registers:
        await compare(registers, f"{spread}: the functions", GOALS)
        await compare(registers, f"{spread}: the functions, filtered", FILTERED)
        await compare(tuple(each.served() for each in registers), f"{spread}: over HTTP", OVER_HTTP)
    Console().print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    with TemporaryDirectory() as own_folder:
        asyncio.run(main(sys.argv[1].rstrip("/"), sys.argv[2], Path(own_folder)))
