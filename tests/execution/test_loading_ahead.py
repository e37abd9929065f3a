"""What the objects of a page ask a loader for is read at once, before any of them asks; what comes
of it, faults among them, is what graphql-core's executor makes of each object by itself.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import strawberry
from executors import executors_of

from core.context import Context
from core.execution.ahead import ahead

DOCUMENT = """query Page($with: Boolean!) { page { __typename number wordless
  word(of: 3) @include(if: $with) ... on Even { half { word(of: 1) } } } }"""
NUMBERS = range(6)


@strawberry.interface
class Numbered:
    number: int

    @strawberry.field
    @ahead("words", lambda self, of: f"{self.number % 2}/{of}")
    async def word(self, info: strawberry.Info[Context, None], of: int) -> str:
        return str(await info.context.load("words", f"{self.number % 2}/{of}"))

    @strawberry.field
    @ahead("words", lambda self, of: str(1 // of))
    async def share(self, info: strawberry.Info[Context, None], of: int) -> str:
        return str(await info.context.load("words", str(1 // of)))

    @strawberry.field
    @ahead("words", lambda self: None)
    async def wordless(self) -> int | None:
        await asyncio.sleep(0)
        return None if self.number else 1


@strawberry.type
class Even(Numbered):
    half: Numbered


@strawberry.type
class Odd(Numbered):
    pass


@strawberry.type
class Query:
    @strawberry.field
    async def page(self) -> list[Numbered]:
        return [
            Odd(number=n) if n % 2 else Even(number=n, half=Odd(number=n // 2)) for n in NUMBERS
        ]


class Words:
    """A loader that notes what it is asked for, and fails for one key or for all."""

    def __init__(self, failing: str = "") -> None:
        self.asked: list[list[str]] = []
        self._failing = failing

    async def __call__(self, _: Context, keys: list[str]) -> list[Any]:
        self.asked.append(sorted(keys))
        if self._failing == "all":
            raise LookupError("no words")
        return [LookupError(key) if key == self._failing else f"word {key}" for key in keys]

    def context(self) -> Context:
        return Context(runtime=None, registry=None, loaders={"words": self})  # type: ignore[arg-type]


@pytest.fixture
def both() -> Any:
    schema = strawberry.Schema(query=Query, types=[Even, Odd])
    return executors_of(schema._schema, DOCUMENT)


async def test_a_page_asks_once_for_all_its_objects(both: Any) -> None:
    for _ in range(3):  # compiled at the second
        theirs, ours = Words(), Words()
        expected = await both.theirs({"with": True}, theirs.context())
        assert await both.ours({"with": True}, ours.context()) == expected
    assert b"word 1/3" in expected
    assert ours.asked == [["0/1", "0/3", "1/1", "1/3"]]


async def test_what_is_left_out_is_not_asked_for(both: Any) -> None:
    for _ in range(3):
        words = Words()
        await both.ours({"with": False}, words.context())
    assert words.asked == [["0/1", "1/1"]]


async def test_a_key_that_cannot_be_made_is_told_of_at_each_object() -> None:
    document = "{ page { number share(of: 0) } }"
    both = executors_of(strawberry.Schema(query=Query, types=[Even, Odd])._schema, document)
    for _ in range(3):
        expected = await both.theirs({}, Words().context())
        assert await both.ours({}, Words().context()) == expected
    assert b"modulo by zero" in expected


@pytest.mark.parametrize("failing", ["1/3", "all"])
async def test_what_fails_is_told_of_as_ever(both: Any, failing: str) -> None:
    for _ in range(3):
        expected = await both.theirs({"with": True}, Words(failing).context())
        assert await both.ours({"with": True}, Words(failing).context()) == expected
    assert b"1/3" in expected or b"no words" in expected
