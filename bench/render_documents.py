"""How long an acknowledgement takes: our path (xhtml2pdf, HarfBuzz) against WeasyPrint, on the same
HTML and in the same run, each in a sandbox of its own.

Run it from the project's folder; WeasyPrint comes with the dependency group `bench`:

    .venv/bin/python bench/render_documents.py

`first` is the first document with the start of its process; the others are of a warm one.
WeasyPrint does not know our frames for the head and the foot of a page, so the pages differ a
little: compare what a page costs. Only our path renders the template as well. The ratio is of the
warm seconds a page.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import pikepdf
from rich.console import Console
from rich.table import Table

from core.rendering.render import _html
from core.sandbox import Sandbox
from plugins.lost_property.acknowledgement import LABELS

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("plugins/lost_property/templates", "core/rendering/templates")
DOCUMENTS = 60
THINGS = 10
COLUMNS = ("", "pages", "first s", "warm s", "p99 s", "s a page", "pages a second", "peak MB")
WORDS = ("ज्योत्स्ना श्रीवास्तव, काला थैला, जिसमें ज़रूरी काग़ज़ और ₹ 1,500 थे", "a black bag, nearly new")


class Measured(NamedTuple):
    """Seconds of each document, its pages, and the process's peak of memory in megabytes."""

    seconds: list[float]
    pages: int
    peak: float

    @property
    def a_page(self) -> float:
        return median(self.seconds[1:]) / self.pages

    def cells(self) -> Iterator[str]:
        first, *warm = self.seconds
        yield str(self.pages)
        yield from (f"{of:.3f}" for of in (first, median(warm), quantiles(warm, n=100)[-1]))
        yield from (f"{self.a_page:.3f}", f"{1 / self.a_page:.1f}", f"{self.peak:.0f}")


def _both(words: str = WORDS[0], more: str = WORDS[1]) -> dict[str, str]:
    return {"hi": words, "en": more}


def _job() -> dict[str, Any]:
    paper = {name: _both() for name in ("title", "state", "unit", "unit_kind")}
    dates = dict.fromkeys(("issued_at", "made_at"), "23.11.2026, 12:00 IST")
    none = dict.fromkeys(("valid_until", "revoked_at", "revocation"))
    thing = {"title": _both("थैला", "Bag"), "is_found": False}
    details = [{"label": _both("विवरण", "Description"), "value": WORDS[0]}] * 3
    return {
        "folders": [str(ROOT / folder) for folder in FOLDERS],
        "template": "acknowledgement.html",
        "values": {
            "paper": {
                **paper,
                **dates,
                **none,
                "number": "MP/1",
                "code": "7K3M9",
                "verify_url": "x",
            },
            "labels": {name: _both(name, name) for name in LABELS},
            "reporter": {
                "relation": None,
                **dict.fromkeys(("name", "address", "contact"), WORDS[0]),
            },
            "circumstances": " ".join(WORDS * 8),
            "items": [{**thing, "details": details}] * THINGS,
            "declaration": _both(),
            "notes": [_both()] * 3,
            **dict.fromkeys(("submitted_at", "lost_from", "lost_until"), "23.11.2026"),
            **dict.fromkeys(("place", "district", "not_known", "photos"), WORDS[1]),
        },
        "metadata": {
            **dict.fromkeys(("title", "author", "subject", "keywords"), "पावती / Receipt"),
            "language": "hi",
            "at": "2026-11-23T06:30:00+00:00",
        },
        "qr": "https://seva.example.in/verify/" + "A" * 180,
    }


async def main() -> None:
    if find_spec("weasyprint") is None:
        sys.exit("WeasyPrint is not installed: it is in the dependency group bench.")
    measured = {
        "ours": await _measure("our_papers:make"),
        "WeasyPrint": await _measure("weasyprint_papers:make"),
    }
    table = Table(*COLUMNS, title=f"acknowledgements of {THINGS} things, {DOCUMENTS} of each")
    rows = [[name, *of.cells()] for name, of in measured.items()]
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    (ROOT / "var/bench").mkdir(parents=True, exist_ok=True)
    content = json.dumps({"columns": COLUMNS, "rows": rows})
    (ROOT / "var/bench/papers.json").write_text(content, "utf-8")
    ratio = measured["WeasyPrint"].a_page / measured["ours"].a_page
    print(f"a page takes WeasyPrint {ratio:.2f} times as long as us")


async def _measure(entry: str) -> Measured:
    sandbox, job = Sandbox(entry, seconds=60, megabytes=2048), _job()
    job["html"] = _html(job)  # WeasyPrint begins with this
    answer: dict[str, Any] = {}
    seconds: list[float] = []
    try:
        for _ in range(DOCUMENTS):
            started = time.perf_counter()
            answer = await sandbox.run(job)
            seconds.append(time.perf_counter() - started)
    finally:
        sandbox.close()
    pages = len(pikepdf.open(BytesIO(b64decode(answer["pdf"]))).pages)
    return Measured(seconds, pages, answer["peak"])


if __name__ == "__main__":
    asyncio.run(main())
