"""PostgreSQL keeps with each row the number of the transaction that wrote it: deploy/tips_order.sql
takes that away, as an operator runs it.
"""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest
from conftest import KINDS
from good_files import photo
from tipping import Reader, Tipster

SQL = Path(__file__).parents[2] / "deploy" / "tips_order.sql"
TABLES = ("tips_tip", "tips_message", "tips_attachment", "tips_spent_puzzle")


async def _is_told(owner: asyncpg.Connection, table: str) -> bool:
    """Whether rows tell in which order they came: by their transactions, or by their places, also
    those of the pieces into which long values are cut.
    """
    toast = await owner.fetchval(
        "SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = $1", table
    )
    numbers = await owner.fetchval(f"SELECT count(DISTINCT xmin::text) FROM {table}")
    pieces = 0
    if toast != "-":
        pieces = await owner.fetchval(f"SELECT count(DISTINCT xmin::text) FROM {toast}")
    ids = [row["id"] for row in await owner.fetch(f"SELECT id FROM {table} ORDER BY ctid")]
    return numbers > 1 or pieces > 1 or ids != sorted(ids)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "sqlite"], indirect=True)
async def test_no_row_tells_which_tip_came_first(
    database_url: str, tipster: Tipster, reader: Reader
) -> None:
    for _ in range(6):
        await tipster.told(text="x" * 3000, attachments=[await tipster.uploads(photo())])
    owner = await asyncpg.connect(database_url)
    try:
        assert [await _is_told(owner, table) for table in TABLES] == [True] * 4
        lines = SQL.read_text(encoding="utf-8").splitlines()
        for line in lines:
            if not line.startswith("--"):
                await owner.execute(line)
        assert [await _is_told(owner, table) for table in TABLES] == [False] * 4
    finally:
        await owner.close()
    assert len((await tipster.reads())["messages"]) == 1
