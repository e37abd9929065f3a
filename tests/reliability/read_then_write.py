"""A program: read a counter and write it one higher, in transactions; prints the errors it saw.

Arguments: how many transactions, how many at once. The database is the one of the settings.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter

from core import db
from core.app import create_platform
from core.db import transactional
from core.service_requests.models import NumberSeries
from core.settings import read_settings


@transactional
async def read_then_write() -> None:
    series = await NumberSeries.select_for_update().get(name="R-6")
    await NumberSeries.filter(name="R-6").update(value=series.value + 1)


async def run(count: int, at_once: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    turns = iter(range(count))

    async def work() -> None:
        for _ in turns:
            try:
                await read_then_write()
            except Exception as error:
                seen[repr(error)] += 1

    context = await db.connect(create_platform(read_settings()).database)
    try:
        await asyncio.gather(*(work() for _ in range(at_once)))
    finally:
        await context.close_connections()
    return seen


if __name__ == "__main__":
    print(dict(asyncio.run(run(int(sys.argv[1]), int(sys.argv[2])))))
