"""Lists of rows and the arguments of their fields, beside graphql-core's executor and however often
they have run: a service's types in every way that they may be written.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Any

import pytest
from executors import executors_of
from shelves import SCHEMA, Calendar

TIMES = 5
PAGES = (
    "code",
    "code kind source",
    "name",
    "name(times: 2) name2: name(day: \"2026-11-30\") label",
    "code phone",
    "torn code",
    "itself { code source itself { phone } }",
    "renamed source code",
    "source renamed again: source",
    "later code",
    "later(n: 13) source",
    "word code",
    "... on Labelled { label } ... on Book { kind }",
    "__typename code",
)  # fmt: skip
LISTS = (
    "books {{ edges {{ node {{ {0} }} }} }}",
    "books {{ edges {{ cursor node {{ {0} }} }} pageInfo {{ endCursor }} totalCount }}",
    'books(phone: "", first: 2) {{ edges {{ __typename a: node {{ {0} }} }} }}',
    "books(count: 0) {{ edges {{ node {{ {0} }} }} }}",
)


class OneByOne:
    """A context whose loader gives each word."""

    asked: dict[object, Any]

    async def load(self, loader: str, key: str) -> str:
        return f"{loader} {key}"

    async def load_ahead(self, loader: str, keys: list[str]) -> None:
        """Nothing is loaded before it is asked for."""


async def equal(text: str, variables: dict[str, Any] | None = None) -> bytes:
    """What is answered at each of several runs."""
    both, found = executors_of(SCHEMA, text), b""
    for _ in range(TIMES):
        context = OneByOne()
        context.asked = {}
        found = await both.ours(variables or {}, context)
        context.asked = {}
        assert found == await both.theirs(variables or {}, context), text
    return found


@pytest.mark.parametrize("selected", PAGES)
@pytest.mark.parametrize("of", LISTS)
async def test_pages(of: str, selected: str) -> None:
    await equal(f"{{ {of.format(selected)} }}")


@pytest.mark.parametrize("selected", ["stamp", "code stamp", "source label", "name"])
async def test_a_type_that_reads_as_it_is_made(selected: str) -> None:
    answer = await equal(f"{{ stamped {{ edges {{ node {{ {selected} }} }} }} }}")
    assert b"null" not in answer


@pytest.mark.parametrize(
    "text",
    [
        "{ times broken awaited(n: 1) }",
        "{ broken needed awaited(n: 1) times }",
        "{ a: times(n: 3) b: times c: times(day: \"2026-11-30\") __typename }",
        "query Q($n: Int) { times(n: $n) awaited(n: 2) }",
        "query Q($no: Boolean = false) { times @include(if: $no) broken @skip(if: $no) }",
    ],
)  # fmt: skip
async def test_root_fields(text: str) -> None:
    await equal(text)


async def test_a_variable_within_a_literal_is_that_of_the_request() -> None:
    both = executors_of(SCHEMA, "query Q($a: String!) { price(of: { amount: $a }) }")
    for amount in ("1", "2", "3", "4"):
        answer = await both.ours({"a": amount}, OneByOne())
        assert answer == b'[{"price":"Decimal(\'%s\')"},[]]' % amount.encode()


async def test_a_word_of_a_scalar_means_what_it_means_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = executors_of(SCHEMA, '{ on(day: "today") }')
    for days in range(4):
        today = date(2026, 1, 1) + timedelta(days)
        monkeypatch.setattr(Calendar, "today", today)
        asked: Awaitable[bytes] = both.ours({}, OneByOne())
        assert await asked == b'[{"on":"%s"},[]]' % repr(today).encode()


async def test_functions_are_written_once_for_an_operation() -> None:
    both = executors_of(SCHEMA, "{ books { edges { node { code name } } } }")
    shape = None
    for _ in range(TIMES):
        await both.ours({}, OneByOne())
        shape = both.ready._shapes.of(both.ready, ())
    assert shape is not None
    assert len(shape.over_rows) == 1
