"""Who a session belongs to, read in one statement at every request: what was revoked or ended is
over at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar

from tortoise.models import Model

from core.db import fetch, is_in_transaction, is_sqlite
from core.identity.models import Citizen, Officer, Posting, Session
from core.records import Reader, columns_of, reader
from core.together import Together
from core.units.models import Unit

M = TypeVar("M", bound=Model)
Key = Literal["id", "token_hash"]
Row = Mapping[str, Any]

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
    found = defaultdict(list)
    for row in await _rows("token_hash", list({token for token, _ in asked}), asked[-1][1]):
        found[row["session.token_hash"]].append(row)
    return {each: found[each[0]] for each in asked}


_TOGETHER = Together(_of_tokens)


async def _rows(key: Key, values: list[Any], now: datetime) -> Sequence[Row]:
    places = 1 << (len(values) - 1).bit_length()  # few statements, whatever the number
    values = [*values, *values[-1:] * (places - len(values))]
    return await fetch(_statement(key, places), now, *values)


def _posting(row: Row) -> Posting | None:
    posting = _part(row, "posting", Posting)
    if posting is not None and (unit := _part(row, "unit", Unit)) is not None:
        posting.unit = unit
    return posting


def _part(row: Row, part: str, model: type[M]) -> M | None:
    """The record of one table that a row holds; None where the join has found none."""
    if row[f"{part}.{model._meta.db_pk_column}"] is None:
        return None
    read: Callable[[Row], M] = _reader(part, model, in_sqlite=is_sqlite()).read
    return read(row)


@cache
def _reader(part: str, model: type[M], *, in_sqlite: bool) -> Reader[M]:
    return reader(model, columns_of(model), in_sqlite=in_sqlite, prefix=f"{part}.")


@cache
def _statement(key: str, count: int) -> str:
    names = (f"{part}.{column}" for part in PARTS for column in columns_of(PARTS[part]))
    columns = ", ".join(f'{name} AS "{name}"' for name in names)
    places = ", ".join(f"${place}" for place in range(2, count + 2))
    return FOUND.format(columns=columns, key=key, places=places)
