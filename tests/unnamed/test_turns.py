"""Those who stay unnamed take turns: whoever has asked least comes next."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from core import turns
from core.errors import Unavailable
from core.turns import Turns


async def asks(of: Turns, source: str, served: list[str], may_end: asyncio.Event) -> None:
    async with of.of(source):
        served.append(source)
        await may_end.wait()


async def in_order(of: Turns, *sources: str) -> list[str]:
    """Who is served after whom, when all have asked one behind the other while one was served."""
    served: list[str] = []
    may_end = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for source in ("first", *sources):
            group.create_task(asks(of, source, served, may_end))
            await asyncio.sleep(0)
        assert served == ["first"]
        may_end.set()
    return served[1:]


async def test_whoever_has_asked_least_comes_next() -> None:
    order = await in_order(Turns(1), "flood", "flood", "another", "flood", "tipster")
    assert order == ["flood", "another", "tipster", "flood", "flood"]


async def test_what_was_asked_before_counts() -> None:
    of = Turns(1)
    await in_order(of, "flood")
    assert await in_order(of, "flood", "tipster") == ["tipster", "flood"]


async def test_so_many_are_served_at_once_and_no_more() -> None:
    of, served, may_end = Turns(2), list[str](), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for source in "abc":
            group.create_task(asks(of, source, served, may_end))
        for _ in range(3):
            await asyncio.sleep(0)
        assert served == ["a", "b"]
        may_end.set()
    assert served == ["a", "b", "c"]


async def test_somebody_who_goes_away_while_waiting_holds_up_nobody() -> None:
    of, served, may_end = Turns(1), list[str](), asyncio.Event()
    may_end.set()
    async with of.of("one"):
        gone, given = (asyncio.create_task(asks(of, name, served, may_end)) for name in "bc")
        await asyncio.sleep(0)
        gone.cancel()
    given.cancel()  # at the moment when its turn has come
    for each in (gone, given):
        with suppress(asyncio.CancelledError):
            await each
    async with asyncio.timeout(5):
        await asks(of, "last", served, may_end)
    assert served == ["last"]


async def test_too_many_who_wait_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 1)
    of, served, may_end = Turns(1), list[str](), asyncio.Event()
    waiting = [asyncio.create_task(asks(of, name, served, may_end)) for name in "abc"]
    for _ in range(2):
        await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await waiting[2]
    may_end.set()
    await asyncio.gather(*waiting[:2])
    assert served == ["a", "b"]
