"""A read waits for no writer, sees what is committed, and holds nobody up however long it takes."""

from __future__ import annotations

import asyncio

from factories import MAKRONIYA
from starlette.applications import Starlette

from core.db import fetch, transactional
from core.units.models import Unit

PHONE = "SELECT phone FROM core_unit WHERE code = $1"
LONG = (
    "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted"
    " WHERE number < 300000) SELECT MAX(number) AS last FROM counted"
)


async def _phone() -> str:
    (row,) = await fetch(PHONE, MAKRONIYA)
    return str(row["phone"])


async def test_a_read_beside_a_writer_sees_what_was_committed(app: Starlette) -> None:
    before, written, may_end = await _phone(), asyncio.Event(), asyncio.Event()

    @transactional
    async def write() -> str:
        await Unit.filter(code=MAKRONIYA).update(phone="07582 000000")
        written.set()
        await may_end.wait()
        return await _phone()

    writing = asyncio.create_task(write())
    await written.wait()
    assert await _phone() == before != "07582 000000"
    may_end.set()
    assert await writing == "07582 000000"
    assert await _phone() == "07582 000000"


async def test_others_go_on_while_a_long_read_runs(app: Starlette) -> None:
    reading, turns = asyncio.create_task(fetch(LONG)), 0
    while not reading.done():
        turns += 1
        await asyncio.sleep(0)
    assert [dict(row) for row in await reading] == [{"last": 300000}]
    assert turns > 10
