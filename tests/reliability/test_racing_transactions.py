"""Transactions that stand in each other's way, and callers that give up in the middle of one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from servers import variables

from core.db import fetch, is_sqlite, transactional
from core.runtime import Runtime
from core.service_requests.models import NumberSeries
from core.settings import Settings
from core.units.models import UnitAncestry

PROGRAM = Path(__file__).with_name("read_then_write.py")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """One connection, so that one that is not given back is missed at once."""
    return settings.model_copy(update={"database_connections": 1})


async def test_two_processes_read_then_write_six_hundred_times_without_an_error(
    database: Runtime, settings: Settings
) -> None:
    await NumberSeries.create(name="R-6", value=0)
    outputs = await asyncio.gather(*(_run(variables(settings), "300", "4") for _ in range(2)))

    assert outputs == ["{}", "{}"]
    assert (await NumberSeries.get(name="R-6")).value == 600


async def _run(environment: Mapping[str, str], *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, PROGRAM, *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode().strip()


async def test_callers_who_give_up_at_any_moment_leave_nothing_open_and_nothing_half_done(
    database: Runtime,
) -> None:
    await NumberSeries.create(name="first", value=0)
    await NumberSeries.create(name="second", value=0)
    steps, is_through = 0, False
    while not is_through:
        writing = asyncio.create_task(_write_both_or_read())
        for _ in range(steps := steps + 1 + steps // 20):
            await asyncio.sleep(0)
        is_through = writing.done()
        writing.cancel()
        await writing

    async with asyncio.timeout(10):
        await asyncio.gather(*(_write_both() for _ in range(20)))
    first, second = await NumberSeries.all().order_by("name").values_list("value", flat=True)
    assert first == second
    assert first >= 20


async def _write_both_or_read() -> None:
    """Whoever gives up goes on with something else, as a request goes on to its error."""
    try:
        await _write_both()
    except asyncio.CancelledError:
        assert await NumberSeries.all().count() == 2


@transactional
async def _write_both() -> None:
    for name in ("first", "second"):
        series = await NumberSeries.select_for_update().get(name=name)
        await NumberSeries.filter(name=name).update(value=series.value + 1)


async def test_a_commit_that_fails_changes_nothing_and_leaves_the_database_usable(
    database: Runtime,
) -> None:
    await NumberSeries.create(name="first", value=0)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await _write_what_cannot_be_committed()

    assert (await NumberSeries.get(name="first")).value == 0
    await transactional(NumberSeries.filter(name="first").update)(value=2)
    assert (await NumberSeries.get(name="first")).value == 2


@transactional
async def _write_what_cannot_be_committed() -> None:
    if is_sqlite():
        await fetch("PRAGMA defer_foreign_keys = ON")  # or it would fail before the commit
    await NumberSeries.filter(name="first").update(value=1)
    await UnitAncestry.create(unit_id="nowhere", ancestor_id="nowhere", depth=0)
