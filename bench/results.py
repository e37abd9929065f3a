"""What was measured, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from load import Round
from questions import QUESTIONS
from rich.table import Table

COLUMNS = (
    "", "a second", "from – to", "p50 ms", "p99 ms", "CPU µs each", "× raw", "PostgreSQL µs",
    "MB",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """The rounds by question and server, and the megabytes of each server afterwards."""

    rounds: Mapping[str, Mapping[str, Sequence[Round]]]
    memory: Mapping[str, float]


def middle(rounds: Sequence[Round], name: str) -> float:
    return median(getattr(each, name) for each in rounds)


def cells(question: str, compared: Compared) -> list[list[str]]:
    """A row for each server."""
    of_servers = compared.rounds[question]
    raw = middle(of_servers["raw"], "server") if "raw" in of_servers else 0
    return [_row(name, rounds, raw, compared.memory[name]) for name, rounds in of_servers.items()]


def _row(name: str, rounds: Sequence[Round], raw: float, memory: float) -> list[str]:
    rates = [each.a_second for each in rounds]
    cpu = middle(rounds, "server")
    return [
        name,
        f"{median(rates):.0f}",
        f"{min(rates):.0f} – {max(rates):.0f}",
        *(f"{middle(rounds, of):.1f}" for of in ("p50", "p99")),
        f"{cpu:.0f}",
        f"{cpu / raw:.2f}" if raw else "",
        f"{middle(rounds, 'database'):.0f}",
        f"{memory:.0f}",
    ]


def table(question: str, compared: Compared) -> Table:
    shown = Table(*COLUMNS, title=QUESTIONS[question])
    for row in cells(question, compared):
        shown.add_row(*row)
    return shown
