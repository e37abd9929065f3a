"""Who a session belongs to, read in one statement at every request: what was revoked or ended is
over at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar
from uuid import UUID

from tortoise.fields import Field
from tortoise.models import Model

from core.db import fetch, is_in_transaction
from core.identity.models import Citizen, Officer, Posting, Session
from core.together import Together
from core.units.models import Unit

M = TypeVar("M", bound=Model)
Key = Literal["id", "token_hash"]
Row = tuple[Any, ...]

PARTS: Mapping[str, type[Model]] = {
    "session": Session,
    "citizen": Citizen,
    "officer": Officer,
    "posting": Posting,
    "unit": Unit,
}
FOUND = """
SELECT {columns} FROM core_session session
LEFT JOIN core_citizen citizen ON citizen.id = session.citizen_id
LEFT JOIN core_officer officer ON officer.id = session.officer_id
LEFT JOIN core_posting posting ON posting.officer_id = officer.id AND posting.starts_at <= $1
      AND (posting.ends_at IS NULL OR posting.ends_at > $1)
LEFT JOIN core_unit unit ON unit.code = posting.unit_id
WHERE session.{key} IN ({places}) ORDER BY posting.starts_at, posting.id
"""
PLAIN = (str, int, float)
"""What every driver gives."""
OFTEN_GIVEN = {bool, date, datetime, UUID, type(None)}
"""What is converted only where the driver knows no such type, as SQLite's."""


@dataclass(frozen=True)
class SignedIn:
    """Who a valid token belongs to, as the database has it at this request."""

    session: Session
    citizen: Citizen | None
    officer: Officer | None
    postings: tuple[Posting, ...]


async def owner_of(key: Key, value: Any, now: datetime) -> SignedIn | None:
    """The session with its citizen, or its officer and the postings held at this moment, with their
    units; None where there is no such session. Whether it is still good is not judged here.
    """
    if key == "id" or is_in_transaction():
        rows: Sequence[Row] = await _rows(key, [value], now)
    else:
        rows = await _TOGETHER.get((value, now)) or ()
    if not rows:
        return None
    session = _part(rows[0], "session", Session)
    assert session is not None  # noqa: S101  (it was asked for)
    postings = tuple(posting for row in rows if (posting := _posting(row)))
    citizen, officer = _part(rows[0], "citizen", Citizen), _part(rows[0], "officer", Officer)
    return SignedIn(session, citizen, officer, postings)


async def _of_tokens(asked: Sequence[tuple[str, datetime]]) -> Mapping[tuple[str, datetime], Any]:
    """The rows of all who ask at the same moment, each by a token and that moment."""
    of, hashed = _place("session"), defaultdict(list)
    for row in await _rows("token_hash", list({token for token, _ in asked}), asked[-1][1]):
        hashed[row[of.columns][of.fields.index("token_hash")]].append(row)
    return {each: hashed[each[0]] for each in asked}


_TOGETHER = Together(_of_tokens)


async def _rows(key: Key, values: list[Any], now: datetime) -> list[Row]:
    places = 1 << (len(values) - 1).bit_length()  # few statements, whatever the number
    values = [*values, *values[-1:] * (places - len(values))]
    return [tuple(row.values()) for row in await fetch(_statement(key, places), now, *values)]


def _posting(row: Row) -> Posting | None:
    posting = _part(row, "posting", Posting)
    if posting is not None and (unit := _part(row, "unit", Unit)) is not None:
        posting.unit = unit
    return posting


def _part(row: Row, part: str, model: type[M]) -> M | None:
    """The record of one table that a row holds; None where the join has found none. Tortoise's own
    way takes as long as the statement: it asks each moment for its time zone.
    """
    of = _place(part)
    if row[of.key] is None:
        return None
    values = dict(zip(of.fields, row[of.columns], strict=True))
    for name, convert in of.conversions:
        if type(value := values[name]) not in OFTEN_GIVEN:
            values[name] = convert(value)
    record = model.__new__(model)
    record.__dict__.update(_of_a_stored_one(), **values)
    return record


def _of_a_stored_one() -> dict[str, Any]:
    """What Tortoise keeps beside the fields of a record that is in the database."""
    return {
        "_partial": False,
        "_saved_in_db": True,
        "_custom_generated_pk": True,
        "_await_when_save": {},
    }


class _Place(NamedTuple):
    """Where a row holds one table's columns and its key, the model's fields in the same order, and
    how values of some are converted.
    """

    columns: slice
    key: int
    fields: tuple[str, ...]
    conversions: tuple[tuple[str, Callable[[Any], Any]], ...]


@cache
def _place(part: str) -> _Place:
    parts = list(PARTS)
    start = sum(len(_columns(other)) for other in parts[: parts.index(part)])
    meta, fields = PARTS[part]._meta, tuple(_columns(part))
    conversions = tuple(
        (name, meta.fields_map[name].to_python_value)
        for name in fields
        if not _is_plain(meta.fields_map[name])
    )
    key = start + fields.index(meta.pk_attr)
    return _Place(slice(start, start + len(fields)), key, fields, conversions)


def _is_plain(field: Field[Any]) -> bool:
    own = type(field).to_python_value is not Field.to_python_value
    return field.field_type in PLAIN and not own


@cache
def _columns(part: str) -> Mapping[str, str]:
    """The fields of a table's model, and their columns."""
    return dict(sorted(PARTS[part]._meta.fields_db_projection.items()))


@cache
def _statement(key: str, count: int) -> str:
    names = (f"{part}.{column}" for part in PARTS for column in _columns(part).values())
    columns = ", ".join(f'{name} AS "{name}"' for name in names)
    places = ", ".join(f"${place}" for place in range(2, count + 2))
    return FOUND.format(columns=columns, key=key, places=places)
