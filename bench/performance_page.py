"""Writes docs/performance.md and its chart from what the benchmarks have left in `var/bench`.

.venv/bin/python bench/performance_page.py
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
from load import CONNECTIONS, Round
from matplotlib import pyplot
from questions import QUESTIONS
from results import COLUMNS, Compared, cells, middle

FOLDER, DOCS = Path("var/bench"), Path("docs")
WORDS = Path(__file__).with_name("performance.md")
GOALS: Sequence[tuple[str, str, str, str, float]] = (
    ("ours", "Station", "raw", "server", 1.15),
    ("ours", "Stations", "raw", "server", 1.15),
    ("ours", "Requests", "raw", "server", 1.15),
    ("ours", "Pages", "raw", "server", 1.15),
    ("ours", "Inbox", "raw", "server", 1.15),
    ("ours", "Station", "postgraphile", "a_second", 1.5),
    ("ours", "Stations", "postgraphile", "a_second", 2.2),
    ("ours", "Requests", "postgraphile", "a_second", 2.2),
    ("ours", "Station", "mercurius", "a_second", 0.6),
    ("ours", "Stations", "mercurius", "a_second", 1.0),
    ("ours", "Requests", "mercurius", "a_second", 1.2),
    ("ours", "Pages", "mercurius", "a_second", 1.7),
    ("ours", "Stations", "strawberry", "server", 1 / 15),
    ("ours", "Requests", "strawberry", "server", 1 / 15),
    ("ours-sqlite", "Station", "raw", "server", 1.0),
    ("ours-sqlite", "Stations", "raw", "server", 1.0),
    ("ours-sqlite", "Requests", "raw", "server", 1.0),
    ("ours-sqlite", "Pages", "raw", "server", 1.0),
    ("ours-sqlite", "Inbox", "raw", "server", 1.0),
    ("ours", "Submit", "raw", "a_second", 0.6),
)
"""Which of ours, asked what, against whom, by what, and the ratio that is wanted."""
ASKED_FOR = ("", "question", "against", "by", "goal", "measured", "")
MEASURES = {"server": "CPU, at most", "a_second": "a second, at least"}


def main() -> None:
    compared = _compared()
    parts: dict[str, Any] = {
        "machine": f"{datetime.now(UTC):%d %b %Y}, {_processor()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}",
        "connections": CONNECTIONS,
        "goals": _table(ASKED_FOR, _goals(compared)),
        "compared": "\n\n".join(
            f"### {QUESTIONS[each]}\n\n{_table(COLUMNS, cells(each, compared))}"
            for each in compared.rounds
        ),
        **{name: _measured(name) for name in ("growth", "papers", "upload", "one_process")},
    }
    page = WORDS.read_text("utf-8").format(**parts)
    (DOCS / "performance.md").write_text(page, "utf-8")
    _draw(compared)


def _compared() -> Compared:
    read = json.loads((FOLDER / "compare.json").read_text("utf-8"))
    rounds = {
        question: {name: [Round(**each) for each in taken] for name, taken in of.items()}
        for question, of in read["rounds"].items()
    }
    return Compared(rounds, read["memory"])


def _goals(compared: Compared) -> Iterator[list[str]]:
    for ours, question, other, by, goal in GOALS:
        of = compared.rounds.get(question, {})
        if ours not in of or other not in of:
            continue
        ratio = middle(of[ours], by) / middle(of[other], by)
        is_met = ratio <= goal if by == "server" else ratio >= goal
        told = [ours, QUESTIONS[question], other, MEASURES[by], f"{goal:.2f}", f"{ratio:.2f}"]
        yield [*told, "met" if is_met else "missed"]


def _measured(name: str) -> str:
    file = FOLDER / f"{name}.json"
    if not file.exists():
        return "Not measured in this run."
    content = json.loads(file.read_text("utf-8"))
    return _table(content["columns"], content["rows"])


def _table(columns: Sequence[str], rows: Any) -> str:
    lines = [columns, ["---"] + ["--:"] * (len(columns) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _draw(compared: Compared) -> None:
    """CPU of each answer, on a scale of powers of ten, a group of bars for each question."""
    names = list(next(iter(compared.rounds.values())))
    figure, axes = pyplot.subplots(figsize=(9, 4.2))
    for place, name in enumerate(names):
        known = [(n, of[name]) for n, of in enumerate(compared.rounds.values()) if name in of]
        across = [n + (place - len(names) / 2) * 0.13 for n, _ in known]
        heights = [middle(rounds, "server") for _, rounds in known]
        axes.bar(across, heights, 0.13, label=name)
    axes.set_yscale("log")
    axes.set_ylabel("µs of the server's CPU for an answer")
    axes.set_xticks(range(len(compared.rounds)), list(compared.rounds))
    axes.legend(ncols=3, fontsize="small")
    figure.tight_layout()
    matplotlib.rcParams["svg.hashsalt"] = "thana"
    figure.savefig(DOCS / "performance.svg", metadata={"Date": None})


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


if __name__ == "__main__":
    main()
