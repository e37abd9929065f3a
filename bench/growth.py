"""What our server's answers cost with 1,000,000 requests, against 10,000 of the same stations and
citizens' habits. The two take turns; times are microseconds of CPU of the server and of PostgreSQL.

    make bench, or `make bench-large` for 10,000,000, which takes 60 GB of disk and an hour to fill

`noise` is how far the same figure at the smaller count differs between rounds: what is closer to 1
says nothing. `inbox.py` has the inbox's searches and filters.
"""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import AsyncExitStack
from statistics import median

from compare import ASKED, LOAD_CORE, SERVER_CORE, measure
from filling import filled
from load import Round, require_wrk
from own_postgres import running
from questions import QUESTIONS, read_facts
from rich.console import Console
from rich.table import Table
from serving import FOLDER, our_server

COUNTS = tuple(map(int, os.environ.get("COUNTS", "10000,1000000").split(",")))


async def main(postgres: int) -> None:
    databases = [await filled(count) for count in COUNTS]
    facts = await read_facts(databases[0])
    names = [f"{count:,}" for count in COUNTS]
    rows = []
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(our_server(database, SERVER_CORE, name))
            for database, name in zip(databases, names, strict=True)
        ]
        for question in ASKED:
            rounds = await measure(servers, question, facts, postgres)
            rows.append([QUESTIONS[question], *_compared(*(rounds[name] for name in names))])
    shown = Table("", *names, "ratio", "noise", title="µs of CPU, server and PostgreSQL")
    for row in rows:
        shown.add_row(*row)
    Console().print(shown)
    content = {"columns": ["", *names, "ratio", "noise"], "rows": rows}
    (FOLDER / "growth.json").write_text(json.dumps(content), "utf-8")


def _compared(small: list[Round], large: list[Round]) -> list[str]:
    costs = [[each.server + each.database for each in rounds] for rounds in (small, large)]
    few, many = map(median, costs)
    return [
        f"{few:.0f}",
        f"{many:.0f}",
        f"{many / few:.2f}",
        f"{max(costs[0]) / min(costs[0]):.2f}",
    ]


if __name__ == "__main__":
    require_wrk()
    with running(LOAD_CORE) as of_postgres:
        asyncio.run(main(of_postgres))
