"""Records of statements of our own, made of the columns that were read and no others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache, lru_cache
from types import FunctionType
from typing import Any, Generic, TypeVar, overload

from tortoise.fields import BooleanField, DateField, DatetimeField, Field, JSONField, UUIDField
from tortoise.models import Model

from core.db import fetch, is_sqlite

M = TypeVar("M", bound=Model)
Convert = Callable[[Any], Any]
Conversions = Mapping[str, tuple[str, Convert | None]]

READY_IN_POSTGRES = (BooleanField, DateField, DatetimeField, UUIDField)
"""What asyncpg makes as Tortoise would."""


COUNTED = (
    "SELECT COUNT(*) AS found FROM (SELECT 1 FROM {table} WHERE {conditions} LIMIT {most}) few"
)


@dataclass(frozen=True, eq=False)
class Reader(Generic[M]):
    """How rows with certain columns become records: `read` makes one, and `conversions` hold, by
    attribute, the column and what makes its value; None for one that the driver has made already.
    """

    model: type[M]
    conversions: Conversions
    read: Callable[[Any], M]

    def stand_in(self, columns: Collection[str]) -> Callable[[Any], Any]:
        """What makes of a row, for those who read nothing else, an object with these columns and
        the model's own methods: in a third of the time of a record.
        """
        wanted = {name: each for name, each in self.conversions.items() if each[0] in columns}
        values, names = _values(wanted)
        lines = [f"made.{attribute} = {value}" for attribute, value in values.items()]
        names["new"] = _stand_in(self.model)
        return _function(["made = new()", *lines, "return made"], names)


class Rows(Sequence[M]):
    """The rows that a statement has found, each a record when it is asked for."""

    def __init__(self, rows: Sequence[Any], reader: Reader[M]) -> None:
        self.rows = rows
        self.reader = reader

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[M]:
        return map(self.reader.read, self.rows)

    @overload
    def __getitem__(self, place: int) -> M: ...

    @overload
    def __getitem__(self, place: slice) -> Rows[M]: ...

    def __getitem__(self, place: int | slice) -> M | Rows[M]:
        if isinstance(place, slice):
            return Rows(self.rows[place], self.reader)
        return self.reader.read(self.rows[place])


async def find_rows(model: type[M], columns: Collection[str], sql: str, *values: Any) -> Rows[M]:
    """As `read_records`, for a list of which GraphQL may need no records at all."""
    made = reader(model, frozenset(columns), in_sqlite=is_sqlite())
    return Rows(await fetch(sql, *values), made)


async def read_records(model: type[M], columns: Collection[str], sql: str, *values: Any) -> list[M]:
    """The records that a statement finds, which selects these columns of a table at least. To read
    another column of them is an AttributeError; saving one read in part is refused.
    """
    return [*await find_rows(model, columns, sql, *values)]


async def record_of(model: type[M], key: Any) -> M | None:
    """The record of this key, as the database has it."""
    found = await read_records(model, columns_of(model), _by_key(model), key)
    return found[0] if found else None


@cache
def _by_key(model: type[Model]) -> str:
    meta, columns = model._meta, ", ".join(f'"{column}"' for column in columns_of(model))
    return f"SELECT {columns} FROM {meta.db_table} WHERE {meta.db_pk_column} = $1"  # noqa: S608


async def count_up_to(most: int, table: str, conditions: Conditions) -> int:
    """How many rows of a table meet the conditions, counted up to `most`."""
    sql = COUNTED.format(table=table, conditions=conditions, most=int(most))
    (row,) = await fetch(sql, *conditions.values)
    return int(row["found"])


@cache
def columns_of(model: type[Model]) -> frozenset[str]:
    """All columns of a table."""
    return frozenset(model._meta.fields_db_projection.values())


class Conditions:
    """The conditions of a statement with their values, which are numbered as they come."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._conditions: list[str] = []

    def add(self, condition: str, *values: Any) -> None:
        """A condition that must hold beside the others; `{}` stands for each of its values. Raises
        ValueError where there are more or fewer of them.
        """
        if condition.count("{}") != len(values):
            raise ValueError(f"{condition}: {len(values)} values are given")
        self._conditions.append(f"({condition.format(*map(self.place, values))})")

    def place(self, value: Any) -> str:
        """A value, and what stands for it in the statement."""
        self.values.append(value)
        return f"${len(self.values)}"

    def __str__(self) -> str:
        return " AND ".join(self._conditions) or "TRUE"


@lru_cache(maxsize=1024)
def reader(
    model: type[M], columns: frozenset[str], *, in_sqlite: bool, prefix: str = ""
) -> Reader[M]:
    """What makes records of rows with these columns, each called by its name behind a prefix."""
    attributes = {column: name for name, column in model._meta.fields_db_projection.items()}
    conversions = {
        attributes[column]: (
            prefix + column,
            _conversion(model._meta.fields_map[attributes[column]], in_sqlite=in_sqlite),
        )
        for column in sorted(columns)
    }
    return Reader(model, conversions, _read(model, conversions))


def _read(model: type[M], conversions: Conversions) -> Callable[[Any], M]:
    values, names = _values(conversions)
    is_part = len(conversions) != len(columns_of(model))
    parts = [
        f"'_partial': {is_part}, '_custom_generated_pk': {not _is_generated(model)}",
        "'_saved_in_db': True, '_await_when_save': {}",
        *(f"{attribute!r}: {value}" for attribute, value in values.items()),
    ]
    names |= {"new": model.__new__, "model": model, "put": object.__setattr__}
    lines = ["made = new(model)", f"put(made, '__dict__', {{{', '.join(parts)}}})", "return made"]
    return _function(lines, names)


def _values(conversions: Conversions) -> tuple[dict[str, str], dict[str, Any]]:
    """By attribute the code that takes its value of a row, and what that code names."""
    values, names = {}, {}
    for place, (attribute, (column, convert)) in enumerate(conversions.items()):
        values[attribute] = f"row[{column!r}]"
        if convert is not None:
            names[f"c{place}"] = convert
            values[attribute] = f"c{place}(row[{column!r}])"
    return values, names


def _function(lines: Sequence[str], names: dict[str, Any]) -> Callable[[Any], Any]:
    body = "".join(f"    {line}\n" for line in lines)
    exec(f"def read(row):\n{body}", names)  # noqa: S102 - of a model's names, of nobody's text
    made: Callable[[Any], Any] = names["read"]
    return made


@cache
def _stand_in(model: type[Model]) -> type:
    own = [vars(each) for each in reversed(model.__mro__) if each not in Model.__mro__]
    methods = {
        name: member
        for members in own
        for name, member in members.items()
        if isinstance(member, FunctionType | property)
    }
    return type(model.__name__, (), methods)


def _is_generated(model: type[Model]) -> bool:
    return model._meta.db_pk_column in model._meta.generated_db_fields


def _conversion(field: Field[Any], *, in_sqlite: bool) -> Convert | None:
    """What Tortoise makes of a column's value; None for what the driver has made already."""
    enum = getattr(field, "enum_type", None)
    if enum is not None:
        return _member_of({each.value: each for each in enum})
    if isinstance(field, JSONField):
        return field.to_python_value if field.null else field.decoder
    if in_sqlite and isinstance(field, DatetimeField):
        return _moment
    if field in _natives(field.model) or (not in_sqlite and isinstance(field, READY_IN_POSTGRES)):
        return None
    return field.to_python_value


def _member_of(members: Mapping[Any, Enum]) -> Callable[[Any], Any]:
    return {None: None, **members}.__getitem__


def _moment(text: str | None) -> datetime | None:
    """As Tortoise has it, in a thirtieth of the time (0.2 µs against 7.6)."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _natives(model: type[Model]) -> Sequence[Field[Any]]:
    return [field for _, _, field in model._meta.db_native_fields]
