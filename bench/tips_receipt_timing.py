"""Whether the time of an answer tells that a receipt leads to a tip (T-6): calls of two kinds, one by
one in random order, over HTTP to `thana serve --only tips,directory`, at the real cost of a receipt.

Run it from the project's folder, on a SQLite file of its own or on an EMPTY PostgreSQL database; the
number of calls of each kind goes before it, 2000 without:

    PYTHONPATH=tests .venv/bin/python bench/tips_receipt_timing.py [CALLS]
    PYTHONPATH=tests .venv/bin/python bench/tips_receipt_timing.py CALLS postgres://USER@HOST:PORT/DATABASE

`difference` is that of the medians, to be below 2 %; `KS p` is the probability that two samples of one
distribution differ so much (Kolmogorov-Smirnov), to be above 0.01. The two kinds of refusal must be
answered by the same bytes under the same headers, or the program stops.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx
from clients import GraphQLClient
from rich.console import Console
from rich.table import Table
from scipy.stats import ks_2samp
from tip_benches import tips_server
from tipping import CONFIRM, THREAD, Tipster

from plugins.tips.receipts import LOCATOR, Receipt, check_character, new_receipt, read_receipt

CALLS = 2000
WARM_UP = 50
TIPS = 50
UNLIMITED = {"tries_of_a_source": 1_000_000, "tries_an_hour": 1_000_000, "difficulty": 1}
COLUMNS = ("operation", "receipts", "median ms", "10 % to 90 %", "difference", "KS p", "goal")

Receipts = Callable[[], str]


def altered(receipt: str) -> str:
    """The receipt of a known locator with another secret."""
    locator = read_receipt(receipt).locator
    while True:
        made = Receipt(locator, new_receipt().secret)
        if check_character(made.locator + made.secret):
            return made.shown


async def compare(
    http: httpx.AsyncClient, document: str, kinds: dict[str, Receipts], calls: int
) -> tuple[dict[str, list[float]], dict[str, set[bytes]]]:
    """Milliseconds of each call by kind, and the different answers with their headers."""
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    answers: dict[str, set[bytes]] = {kind: set() for kind in kinds}
    client = GraphQLClient(http, language="en")
    for number in range(-WARM_UP, calls):
        for kind in random.sample([*kinds], len(kinds)):
            receipt = kinds[kind]()
            begun = time.perf_counter()
            answer = await client.send(document, receipt=receipt)
            if number >= 0:
                times[kind].append((time.perf_counter() - begun) * 1000)
            headers = sorted((name, it) for name, it in answer.headers.items() if name != "date")
            answers[kind].add(repr((answer.status_code, headers, answer.content)).encode())
    return times, answers


def add_rows(table: Table, operation: str, times: dict[str, list[float]]) -> None:
    (first, second) = times.values()
    difference = abs(median(first) - median(second)) / median(first)
    p = ks_2samp(first, second).pvalue
    is_met = difference < 0.02 and p > 0.01
    shown = (f"{difference:.2%}", f"{p:.3f}", "met" if is_met else "MISSED")
    for kind, each in times.items():
        tenths = quantiles(each, n=10)
        spread = f"{tenths[0]:.1f} to {tenths[-1]:.1f}"
        table.add_row(operation, kind, f"{median(each):.2f}", spread, *shown)
        shown = ("", "", "")


async def main(calls: int, url: str, folder: Path) -> None:
    table = Table(*COLUMNS, title=f"{url.partition(':')[0]}, {calls} calls of each kind")
    async with tips_server(url, folder, UNLIMITED) as server:
        tipster = Tipster(GraphQLClient(server.http))
        known = [await tipster.told() for _ in range(TIPS)]
        unknown: Receipts = lambda: new_receipt().shown  # noqa: E731
        wrong: Receipts = lambda: altered(random.choice(known))  # noqa: E731, S311
        right: Receipts = lambda: random.choice(known)  # noqa: E731, S311
        for name, document in (("tipThread", THREAD), ("confirmTipReceipt", CONFIRM)):
            kinds = {"known, wrong secret": wrong, "unknown": unknown}
            times, answers = await compare(server.http, document, kinds, calls)
            assert len(set.union(*answers.values())) == 1, "the refusals differ"
            add_rows(table, name, times)
        kinds = {"right": right, "unknown": unknown}
        times, _ = await compare(server.http, CONFIRM, kinds, calls)
        add_rows(table, "confirmTipReceipt", times)
    Console(width=120).print(table)


if __name__ == "__main__":
    with TemporaryDirectory() as own:
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS
        given = sys.argv[2] if len(sys.argv) > 2 else f"sqlite://{own}/bench.sqlite3"
        asyncio.run(main(wanted, given, Path(own)))
