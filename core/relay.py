"""Relay's global identification and connections: opaque ids and cursors that accept their own exact
form only.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar, overload

import strawberry

from core.errors import BadRequest
from core.execution.unmade import UnmadeEdges
from core.policy import field, interface_type, object_type, resolver
from core.records import Rows
from core.texts import text

T = TypeVar("T")
R = TypeVar("R")

LARGEST_PAGE = 100
COUNTED_UP_TO = 1000

First = Annotated[int, strawberry.argument(description="How many, 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="The `endCursor` of the page before.")
]


def encode_id(type_name: str, key: object) -> strawberry.ID:
    """The opaque global id of a record."""
    return strawberry.ID(_encode(f"{type_name}:{key}"))


def decode_id(global_id: str) -> tuple[str, str] | None:
    """Type name and key of a global id; None for anything that this platform would not have
    written.
    """
    plain = _decode(global_id)
    if plain is None or ":" not in plain:
        return None
    type_name, key = plain.split(":", 1)
    return type_name, key


def type_name(node: object) -> str:
    """The GraphQL name of an object's type, or of a type."""
    of = node if isinstance(node, type) else type(node)
    return str(of.__strawberry_definition__.name)  # type: ignore[attr-defined]


def encode_cursor(kind: str, *keys: str) -> str:
    """A cursor of one kind of connection; the keys are the values that it is ordered by."""
    return _encode(json.dumps([kind, *keys], separators=(",", ":")))


def decode_cursor(kind: str, cursor: str, count: int) -> list[str]:
    """The keys in a cursor of this kind; BadRequest for an edited or foreign one."""
    try:
        content: list[str] = json.loads(_decode(cursor) or "")
        found, *keys = content
    except (ValueError, TypeError, RecursionError):
        raise bad_cursor() from None
    is_text = all(isinstance(key, str) for key in keys)
    if found != kind or len(keys) != count or not is_text or encode_cursor(kind, *keys) != cursor:
        raise bad_cursor()
    return keys


def check_page(first: int) -> None:
    """BadRequest unless a page of this size can be asked for."""
    if not 1 <= first <= LARGEST_PAGE:
        raise BadRequest(text("Ask for 1 to {most} with `first`.", most=LARGEST_PAGE))


def bad_cursor() -> BadRequest:
    """The answer to a cursor that is not one of this list."""
    return BadRequest(
        text("`after` is not a cursor of this list. Send the `endCursor` of the page before.")
    )


def _encode(plain: str) -> str:
    return urlsafe_b64encode(plain.encode()).decode("ascii").rstrip("=")


def _decode(opaque: str) -> str | None:
    try:
        plain = urlsafe_b64decode(opaque + "=" * (-len(opaque) % 4)).decode("utf-8")
    except ValueError:
        return None
    return plain if _encode(plain) == opaque else None


@interface_type("Whatever has a global id.")
class Node:
    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        raise NotImplementedError


@object_type("Where a page ends.")
class PageInfo:
    cursors: strawberry.Private[Sequence[str]]
    has_next_page: bool = field("Whether more follow.")

    @resolver("The cursor of the last edge; null on an empty page.")
    def end_cursor(self) -> str | None:
        return self.cursors[-1] if self.cursors else None


class Cursors(Sequence[str]):
    """The cursors of a page's rows, each made when it is asked for: few are."""

    def __init__(self, rows: Sequence[R], cursor_of: Callable[[R], str]) -> None:
        self._rows = rows
        self._cursor_of = cursor_of

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return Cursors(self._rows[place], self._cursor_of)
        return self._cursor_of(self._rows[place])


def _cursor(self: Any) -> str:
    cursor: str = self.cursors[self.place]
    return cursor


@object_type("An entry of a connection.")
class Edge(Generic[T]):
    cursors: strawberry.Private[Sequence[str]]
    place: strawberry.Private[int]
    cursor: str = field("The position of this entry.", resolver=_cursor, init=False)
    node: T = field("The entry.")


Count = Callable[[], Awaitable[int]]


@object_type("A page of a list.")
class Connection(Generic[T]):
    count: strawberry.Private[Count]
    page_info: PageInfo = field("Where this page ends.")
    edges: list[Edge[T]] = field("The entries of this page.", bound=LARGEST_PAGE)

    @resolver("How many there are in all, exact up to 1,000, null above.")
    async def total_count(self) -> int | None:
        count = await self.count()
        return count if count <= COUNTED_UP_TO else None


def connection(
    nodes: Sequence[Any], cursors: Sequence[str], first: int, count: Count
) -> Connection[Any]:
    """A page of up to `first` nodes; one more than that says that more follow. `count` may stop
    above COUNTED_UP_TO.
    """
    edges = [
        Edge(cursors=cursors, place=place, node=node) for place, node in enumerate(nodes[:first])
    ]
    return _page(edges, len(nodes), cursors, first, count)


def connection_of_rows(
    of: type, rows: Sequence[Any], cursors: Sequence[str], first: int, count: Count
) -> Connection[Any]:
    """As `connection`, of nodes that hold a record each by `row`: no more of them are made than
    the operation needs.
    """
    if not isinstance(rows, Rows):
        return connection([of(row=row) for row in rows], cursors, first, count)

    def edge(place: int, node: Any) -> Edge[Any]:
        return Edge(cursors=cursors, place=place, node=node)

    return _page(UnmadeEdges(of, rows[:first], edge), len(rows), cursors, first, count)


def _page(
    edges: Any, found: int, cursors: Sequence[str], first: int, count: Count
) -> Connection[Any]:
    page_info = PageInfo(has_next_page=found > first, cursors=cursors[:first])
    return Connection(count=count, page_info=page_info, edges=edges)
