"""Time comes from the injected clock alone, lies in the database as UTC, and is told in Indian
Standard Time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from factories import lost_report

from core.db import fetch, is_sqlite

ROOT = Path(__file__).parents[1]
OF_THE_MACHINE = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
ALLOWED = {
    ("core/clock.py", "datetime.now"),  # the clock itself
    ("core/files/storage.py", "time.time"),  # compared with the times that the file system keeps
}
SUBMIT = """mutation SubmitLostReport($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) { lostReport { submittedAt } errors { code } } }"""


def test_nothing_but_the_clock_asks_the_machine_for_the_time() -> None:
    files = [*ROOT.glob("core/**/*.py"), *ROOT.glob("plugins/**/*.py")]
    found = {(str(file.relative_to(ROOT)), call) for file in files for call in _asked(file)}
    assert found == ALLOWED


def _asked(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                if name in ("datetime", "date", "time") and attribute in OF_THE_MACHINE:
                    yield f"{name}.{attribute}"


async def test_moments_are_kept_in_utc_and_told_in_indian_standard_time(as_citizen: Any) -> None:
    client = await as_citizen()
    made = await client.run(SUBMIT, input=lost_report())
    assert made["submitLostReport"]["lostReport"] == {"submittedAt": "2026-11-23T12:00:00+05:30"}

    (row,) = await fetch("SELECT submitted_at FROM core_service_request")
    kept = row["submitted_at"]
    assert (kept if is_sqlite() else kept.isoformat(" ")) == "2026-11-23 06:30:00+00:00"
