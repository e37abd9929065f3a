"""Writes authorisation.md from the matrix that the tests try cell by cell, so that the two cannot
differ. `--check` only says whether they do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from authorisation_table import MARKS, VIEWERS, Row, rows  # noqa: E402

PAGE = Path(__file__).parent / "authorisation.md"
BEGIN, END = "<!-- matrix:begin -->", "<!-- matrix:end -->"
SECTIONS = {
    "queries": ("Queries", "query"),
    "mutations": ("Mutations", "mutation"),
    "subscriptions": ("Subscriptions", "subscription"),
    "fields": ("Fields of object types", "type and policy"),
    "urls": ("URLs", "route"),
}
PLAIN = {"yes", "null", "none", "0", *MARKS.values()}


def matrix() -> str:
    """The viewers in words, and a table for each section, as Markdown."""
    parts = ["## Viewers", "\n".join(f"- **{name}**: {who}" for name, who in VIEWERS.items())]
    for section, (title, first) in SECTIONS.items():
        if rows(section):
            parts += [f"## {title}", "\n".join(_table(section, first))]
    return "\n\n".join(parts)


def _table(section: str, first: str) -> Iterator[str]:
    yield f"| {first} | {' | '.join(VIEWERS)} |"
    yield "| --- |" + " --- |" * len(VIEWERS)
    for row in rows(section):
        cells = (cell if cell in PLAIN else f"`{cell}`" for cell in row.cells.values())
        yield f"| {_name(row)} | {' | '.join(cells)} |"


def _name(row: Row) -> str:
    if row.section != "fields":
        return f"`{row.name}`"
    name, policy = row.name.split()
    return f"**{name}** {policy}: {' '.join(f'`{field}`' for field in row.fields)}"


def main() -> None:
    """Write the tables, or with `--check` end with 1 where the page does not hold them."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    current = f"{head}{BEGIN}\n\n{matrix()}\n\n{END}{tail}"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(current, encoding="utf-8")
    elif page != current:
        sys.exit(
            "docs/authorisation.md is not current; run: .venv/bin/python docs/authorisation_page.py"
        )


if __name__ == "__main__":
    main()
