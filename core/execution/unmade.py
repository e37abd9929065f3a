"""Objects of rows that are made when they are asked for: an operation that shows what the rows hold
makes none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from core.execution.leaves import Bind
from core.execution.reading import ROW
from core.records import Reader, Rows

T = TypeVar("T")

Columns = frozenset[str] | None
"""What a field reads of a record; None where that is not settled."""

HOOKS = ("__post_init__", "__getattr__")
"""By these a class may read anything."""

NODE = "node"
"""The attribute by which an edge holds its object."""


class UnmadeEdges(Iterable[T]):
    """Edges over rows. `of` is the type of the nodes, which hold their record by `row`; `edge`
    makes an edge of a place and its node.
    """

    def __init__(self, of: type, rows: Rows[Any], edge: Callable[[int, Any], T]) -> None:
        self.of = of
        self.rows = rows
        self._edge = edge

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[T]:
        return (self._edge(place, self.of(row=row)) for place, row in enumerate(self.rows))


@dataclass(frozen=True)
class RowInPlace:
    """A row in the place of an object: the object's class, and what makes its record."""

    of: type
    reader: Reader[Any]

    def read(self, wanted: Iterable[Columns]) -> Callable[[Any], Any]:
        """What makes the record for fields that read these columns, or its stand-in where that is
        settled for all of them and nothing runs as the object is made.
        """
        asked = list(wanted)
        columns = {column for each in asked if each is not None for column in each}
        is_settled = None not in asked and not any(hasattr(self.of, each) for each in HOOKS)
        return self.reader.stand_in(columns) if is_settled else self.reader.read

    def column(self, name: str, bind: Bind) -> str | None:
        """The code that reads an attribute of the record, `row.code`, off its row `s`; None for
        what is no column.
        """
        held, _, attribute = name.partition(".")
        found = self.reader.conversions.get(attribute) if held == ROW else None
        if found is None:
            return None
        column, convert = found
        value = f"s[{column!r}]"
        return f"{bind(convert)}({value})" if convert else value
