"""A schema of its own whose list shows rows in every way a service may."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

from core import OF_PAGES, Connection, Unit, UnitKind, asked_columns, connection_of_rows
from core.execution.ahead import ahead
from core.records import Rows, reader

Money = NewType("Money", Decimal)
Day = NewType("Day", date)


def parsed_money(value: Any) -> Decimal:
    return Decimal(value["amount"] if isinstance(value, dict) else value)


class Calendar:
    """What day `today` is."""

    today = date(2026, 1, 1)


SCALARS = {
    Money: strawberry.scalar(name="Money", parse_value=parsed_money, serialize=str),
    Day: strawberry.scalar(
        name="Day",
        parse_value=lambda text: (
            Calendar.today if text == "today" else date.fromisoformat(str(text))
        ),
        serialize=str,
    ),
}


@strawberry.interface
class Labelled:
    @strawberry.field
    def label(self) -> str:
        raise NotImplementedError


@strawberry.type
class Book(Labelled):
    row: strawberry.Private[Unit]

    @strawberry.field
    def code(self) -> str:
        return self.row.code

    @strawberry.field
    def kind(self) -> UnitKind:
        return self.row.kind

    @strawberry.field
    def source(self) -> str:
        return self.row.source

    @strawberry.field
    def phone(self) -> str:
        return self.row.phone  # type: ignore[return-value]

    @strawberry.field
    def label(self) -> str:
        return f"{self.row.code}/{self.row.source_name}"

    @strawberry.field
    def name(self, times: int = 1, day: date = date(2020, 1, 1)) -> str:
        return f"{self.row.names['en'] * times} {day}"

    @strawberry.field
    def renamed(self) -> str:
        row = self.row
        row.source = "renamed"
        return "done"

    @strawberry.field
    def torn(self) -> str | None:
        raise ValueError(self.row.code)

    @strawberry.field
    def itself(self) -> Book:
        return self

    @strawberry.field
    async def later(self, n: int = 0) -> str:
        await asyncio.sleep(0)
        if n == 13:
            raise ValueError("13")
        return self.row.code

    @strawberry.field
    @ahead("words", lambda self: self.row.code)
    async def word(self, info: strawberry.Info) -> str:
        found: str = await info.context.load("words", self.row.code)
        return found


@strawberry.type
class Stamped(Book):
    stamp: str = ""

    def __post_init__(self) -> None:
        self.stamp = f"stamp of {self.row.code}"


def rows(count: int, phone: str | None = "1") -> Sequence[dict[str, Any]]:
    return [
        {
            "code": f"c{place}", "kind": "STATION", "names": json.dumps({"en": f"N{place}"}),
            "source_name": "s", "source": "bought", "phone": phone,
        }
        for place in range(count)
    ]  # fmt: skip


async def page(info: strawberry.Info[Any], of: type, count: int, first: int, phone: str) -> Any:
    columns = (asked_columns(info, OF_PAGES, Unit) | {"code"}) & set(rows(1)[0])
    read = [{name: row[name] for name in columns} for row in rows(count, phone or None)]
    found = Rows(read, reader(Unit, columns, in_sqlite=True))

    async def counted() -> int:
        return count

    return connection_of_rows(of, found, [row["code"] for row in read], first, counted)


@strawberry.type
class Query:
    @strawberry.field
    async def books(
        self, info: strawberry.Info, count: int = 3, first: int = 5, phone: str = "1"
    ) -> Connection[Book]:
        found: Connection[Book] = await page(info, Book, count, first, phone)
        return found

    @strawberry.field
    async def stamped(self, info: strawberry.Info, count: int = 3) -> Connection[Stamped]:
        found: Connection[Stamped] = await page(info, Stamped, count, 5, "1")
        return found

    @strawberry.field
    def price(self, of: Money) -> str:
        return repr(of)

    @strawberry.field
    def on(self, day: Day) -> str:
        return repr(day)

    @strawberry.field
    def times(self, n: int = 2, day: date = date(2020, 1, 1)) -> str:
        return f"{n} {day}"

    @strawberry.field
    async def awaited(self, n: int) -> int:
        await asyncio.sleep(0)
        return n

    @strawberry.field
    def broken(self) -> int | None:
        raise ValueError("broken")

    @strawberry.field
    async def needed(self) -> int:
        await asyncio.sleep(0)
        raise ValueError("needed")


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))._schema
