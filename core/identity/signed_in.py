"""Who a session belongs to, read in one statement at every request: what was revoked or ended is
over at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar

from tortoise.models import Model

from core.db import fetch
from core.identity.models import Citizen, Officer, Posting, Session
from core.units.models import Unit

M = TypeVar("M", bound=Model)

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
LEFT JOIN core_posting posting ON posting.officer_id = officer.id AND posting.starts_at <= $2
      AND (posting.ends_at IS NULL OR posting.ends_at > $2)
LEFT JOIN core_unit unit ON unit.code = posting.unit_id
WHERE session.{key} = $1 ORDER BY posting.starts_at, posting.id
"""


@dataclass(frozen=True)
class SignedIn:
    """Who a valid token belongs to, as the database has it at this request."""

    session: Session
    citizen: Citizen | None
    officer: Officer | None
    postings: tuple[Posting, ...]


async def owner_of(key: Literal["id", "token_hash"], value: Any, now: datetime) -> SignedIn | None:
    """The session with its citizen, or its officer and the postings held at this moment, with their
    units; None where there is no such session. Whether it is still good is not judged here.
    """
    rows = await fetch(_statement(key), value, now)
    if not rows:
        return None
    first = rows[0]
    session = _part(first, "session", Session)
    assert session is not None  # noqa: S101  (it was asked for)
    postings = tuple(posting for row in rows if (posting := _posting(row)))
    citizen, officer = _part(first, "citizen", Citizen), _part(first, "officer", Officer)
    return SignedIn(session, citizen, officer, postings)


def _posting(row: Mapping[str, Any]) -> Posting | None:
    posting, unit = _part(row, "posting", Posting), _part(row, "unit", Unit)
    if posting is not None and unit is not None:
        posting.unit = unit
    return posting


def _part(row: Mapping[str, Any], part: str, model: type[M]) -> M | None:
    """The record of one table that a row holds; None where the join has found none."""
    columns = _columns(part)
    if row[columns[model._meta.db_pk_column]] is None:
        return None
    return model._init_from_db(**{column: row[name] for column, name in columns.items()})


@cache
def _columns(part: str) -> Mapping[str, str]:
    """A table's columns, and what they are called in the statement."""
    columns: Sequence[str] = sorted(PARTS[part]._meta.fields_db_projection.values())
    return {column: f"{part}.{column}" for column in columns}


@cache
def _statement(key: str) -> str:
    columns = (f'{of} AS "{of}"' for part in PARTS for of in _columns(part).values())
    return FOUND.format(columns=", ".join(columns), key=key)
