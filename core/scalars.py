"""The scalars of the contract: Date, DateTime and Decimal, each in exactly one written form."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import orjson
import strawberry
from strawberry.types.scalar import ScalarDefinition

from core.clock import IST

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"(?:[Zz]|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,2})?")
EARLIEST_YEAR = 1800

Day = TypeVar("Day", date, datetime)


def parse_date(value: Any) -> date:
    """A day as YYYY-MM-DD. Raises ValueError."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("expected a day as YYYY-MM-DD")
    return _plausible(date.fromisoformat(value))


def parse_date_time(value: Any) -> datetime:
    """A moment in RFC 3339 with its offset; no leap seconds, no 24:00. Raises ValueError."""
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        raise ValueError("expected a moment as YYYY-MM-DDThh:mm:ss with an offset such as +05:30")
    return _plausible(datetime.fromisoformat(value.upper()))


def serialized_moment(moment: datetime) -> str:
    """As `isoformat` has it, in half the time: lists show a hundred moments."""
    return orjson.dumps(moment.astimezone(IST))[1:-1].decode()


def parse_decimal(value: Any) -> Decimal:
    """An amount as a string with at most two decimals. Raises ValueError."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError("expected a decimal in a string, with at most two decimals")
    return Decimal(value)


def _plausible(value: Day) -> Day:
    if not EARLIEST_YEAR <= value.year < 9999:
        raise ValueError("the year is out of range")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A day, YYYY-MM-DD.",
        serialize=date.isoformat,
        parse_value=parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, RFC 3339 with offset; answers are in Indian Standard Time.",
        serialize=serialized_moment,
        parse_value=parse_date_time,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="A decimal number in a string.",
        serialize=str,
        parse_value=parse_decimal,
    ),
}
