"""What waits for the end of a transaction is written in it, and nothing is left over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.applications import Starlette

from core.db import before_commit, is_in_transaction, transactional


async def test_what_is_written_at_the_end_may_have_more_written(app: Starlette) -> None:
    written: list[Sequence[str]] = []

    async def write_more(items: Sequence[str]) -> None:
        written.append(items)
        if "first" in items:
            before_commit(write_more, "second")

    @transactional
    async def work() -> None:
        before_commit(write_more, "first")

    await work()
    assert written == [["first"], ["second"]]


async def test_a_task_that_outlives_its_transaction_is_in_none(app: Starlette) -> None:
    may_go_on = asyncio.Event()
    found: list[bool] = []

    async def outlive() -> None:
        await may_go_on.wait()
        found.append(is_in_transaction())
        with pytest.raises(RuntimeError):
            before_commit(_nothing, "lost")

    @transactional
    async def work() -> asyncio.Task[None]:
        return asyncio.create_task(outlive())

    task = await work()
    may_go_on.set()
    await task
    assert found == [False]


async def _nothing(_: Sequence[str]) -> None:
    raise AssertionError("nothing is to be written")
