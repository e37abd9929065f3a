"""Rows written by statements that are composed once: those of several tables go to PostgreSQL in
one round trip, to SQLite one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import orjson
from tortoise.connection import get_connection
from tortoise.fields import Field
from tortoise.models import Model

from core.db import before_commit, fetch, is_sqlite

READING = "SELECT"


@dataclass(frozen=True)
class Statement:
    """In the words that `fetch` takes. One that reads, such as a call, must be the only such one of
    those that are written together.
    """

    sql: str
    values: Sequence[Any]


@dataclass(frozen=True)
class Rows:
    """New rows of one table: values by the names of the model's fields, `unit_id` for a unit. What
    a row leaves out has the field's default.
    """

    model: type[Model]
    rows: Sequence[Mapping[str, Any]]


Writing = Statement | Rows | Model
Finish = Callable[[Sequence[Any]], Awaitable[Sequence[Writing]]]


async def write(*writings: Writing) -> None:
    """Write all of these; needs a transaction around it. Records are new, and not told the ids that
    the database makes. On PostgreSQL none of them sees what another one writes. Raises
    ValidationError, IntegrityError.
    """
    given = [each for each in _gathered(writings) if isinstance(each, Statement) or each.rows]
    if is_sqlite():
        for each in given:
            await _write_alone(each)
    elif given:
        await _write_together([_in_postgres(each) for each in given])
    for writing in writings:
        if isinstance(writing, Model):
            writing._saved_in_db = True


def at_the_end(finish: Finish, item: Any) -> None:
    """Have `finish` asked, right before the surrounding transaction commits, what is to be written
    for all the items that were given to it; the answers of all are written together. Raises
    RuntimeError without a transaction.
    """
    before_commit(_finish, (finish, item))


async def _finish(given: Sequence[tuple[Finish, Any]]) -> None:
    items: dict[Finish, list[Any]] = {}
    for finish, item in given:
        items.setdefault(finish, []).append(item)
    await write(*[writing for finish, of in items.items() for writing in await finish(of)])


def _gathered(writings: Iterable[Writing]) -> Iterable[Statement | Rows]:
    """With the records of each model as rows of one table, where the first of them stands."""
    rows: dict[type[Model], list[Mapping[str, Any]]] = {}
    for writing in writings:
        if not isinstance(writing, Model):
            yield writing
        elif (model := type(writing)) in rows:
            rows[model].append(_table(model).row_of(writing))
        else:
            rows[model] = [_table(model).row_of(writing)]
            yield Rows(model, rows[model])


async def _write_alone(writing: Statement | Rows) -> None:
    if isinstance(writing, Statement):
        await fetch(writing.sql, *writing.values)
        return
    table = _table(writing.model)
    fields = table.fields.items()
    values = [
        [field.to_db_value(row[name], writing.model) for name, field in fields]
        for row in table.completed(writing.rows)
    ]
    await get_connection("default").execute_many(table.by_values, values)


async def _write_together(statements: Sequence[Statement]) -> None:
    ordered = sorted(statements, key=lambda each: each.sql.startswith(READING))  # it comes last
    values = (value for each in ordered for value in each.values)
    await fetch(_together(tuple(each.sql for each in ordered)), *values)


def _in_postgres(writing: Statement | Rows) -> Statement:
    """Rows travel as JSON: the statement is the same however many there are."""
    if isinstance(writing, Statement):
        return writing
    table = _table(writing.model)
    rows = [*table.completed(writing.rows)]
    for row in rows:
        for name, field in table.checked:
            field.validate(row[name])
    content = orjson.dumps(rows, _written, orjson.OPT_NAIVE_UTC)
    return Statement(table.by_json, [content.decode()])


def _written(value: Any) -> str:
    """What JSON has no form for, in PostgreSQL's. Bytes would become the text of a Python value."""
    if isinstance(value, bytes):
        raise TypeError("rows with bytes are not written by `write`")
    return str(value)


@lru_cache(maxsize=256)
def _together(statements: tuple[str, ...]) -> str:
    """One statement that does what these do, with their parameters in turn."""
    parts, before = [], 0
    for statement in statements:
        parts.append(_renumbered(statement, before))
        before += max((int(place) for place in re.findall(r"\$(\d+)", statement)), default=0)
    others = ", ".join(f"w{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return f"WITH {others} {parts[-1]}" if others else parts[-1]


def _renumbered(statement: str, before: int) -> str:
    return re.sub(r"\$(\d+)", lambda place: f"${int(place[1]) + before}", statement)


class _Table:
    """The statements that insert into a model's table."""

    def __init__(self, model: type[Model]) -> None:
        meta = model._meta
        all_fields = ((name, meta.fields_map[name]) for name in meta.fields_db_projection)
        self.fields = {name: field for name, field in all_fields if not field.generated}
        self.checked = [(name, field) for name, field in self.fields.items() if field.validators]
        listed = ", ".join(f'"{name}"' for name in self.fields)
        table, places = meta.db_table, ", ".join("?" for _ in self.fields)
        self.by_values = f"INSERT INTO {table} ({listed}) VALUES ({places})"  # noqa: S608
        self.by_json = (
            f"INSERT INTO {table} ({listed})"  # noqa: S608
            f" SELECT {listed} FROM json_populate_recordset(NULL::{table}, $1)"
        )

    def row_of(self, record: Model) -> dict[str, Any]:
        return {name: getattr(record, name) for name in self.fields}

    def completed(self, rows: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
        """The rows with all their fields. Raises ValueError for a name that is none."""
        for row in rows:
            if unknown := row.keys() - self.fields.keys():
                raise ValueError(f"{self.by_values}: there is no field {min(unknown)}")
            yield {
                name: row[name] if name in row else _default(field)
                for name, field in self.fields.items()
            }


def _default(field: Field[Any]) -> Any:
    return field.default() if callable(field.default) else field.default


_table = cache(_Table)
