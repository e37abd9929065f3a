"""What processes keep in memory: read once for all who ask, though they give up, and anew when it
was revised or could not be read.
"""

from __future__ import annotations

import asyncio

import pytest

from core.db import transactional
from core.revisions import Remembered, revise
from core.runtime import Runtime


class Book:
    """Something that takes its time to be read, and fails while it is `torn`."""

    def __init__(self) -> None:
        self.begun, self.opened = 0, asyncio.Event()
        self.is_torn = False

    async def read(self) -> int:
        self.begun += 1
        edition = self.begun
        await self.opened.wait()
        if self.is_torn:
            raise OSError
        return edition


class Counted(Remembered[int]):
    """Knows how often the revisions were looked at."""

    looks = 0

    async def _present(self) -> dict[str, int]:
        numbers = await super()._present()
        self.looks += 1
        return numbers


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def remembered(runtime: Runtime, book: Book) -> Counted:
    return Counted(book.read, "test.book")


async def begun(book: Book, times: int) -> None:
    async with asyncio.timeout(30):
        while book.begun < times:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_it_is_read_once_however_many_ask(book: Book, remembered: Remembered[int]) -> None:
    asking = [asyncio.create_task(remembered.get()) for _ in range(50)]
    await begun(book, 1)
    book.opened.set()
    assert await asyncio.gather(*asking) == [1] * 50
    assert await remembered.get() == 1


async def test_whoever_gives_up_does_not_have_it_begin_anew(
    book: Book, remembered: Remembered[int]
) -> None:
    for _ in range(3):
        impatient = asyncio.create_task(remembered.get())
        await begun(book, 1)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
    book.opened.set()
    assert (await remembered.get(), book.begun) == (1, 1)


async def test_a_failure_is_that_of_all_who_wait_and_is_not_kept(
    book: Book, remembered: Counted
) -> None:
    book.is_torn = True
    asking = [asyncio.create_task(remembered.get()) for _ in range(50)]
    async with asyncio.timeout(30):
        while remembered.looks <= len(asking):  # noqa: ASYNC110  (all of them, and the reading)
            await asyncio.sleep(0)
    book.opened.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(answer) for answer in answers] == [OSError] * 50
    assert book.begun == 1
    book.is_torn = False
    assert await remembered.get() == 2


async def test_what_was_revised_while_it_was_read_is_read_once_more(
    book: Book, remembered: Remembered[int]
) -> None:
    early = asyncio.create_task(remembered.get())
    await begun(book, 1)
    await transactional(revise)("test.book")
    late = [asyncio.create_task(remembered.get()) for _ in range(5)]
    book.opened.set()
    assert await early == 1
    assert await asyncio.gather(*late) == [2] * 5
    assert book.begun == 2
