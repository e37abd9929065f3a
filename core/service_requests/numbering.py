"""Gapless, human numbers with a check character: MP-21335003-LP-2026-000042-7."""

from __future__ import annotations

import re

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from core.cleaning import clean_line, latin_digits
from core.db import fetch

LONGEST = 60
_SEPARATORS = re.compile(r"[\s\-/_.\u2010-\u2015\u2212]+")
_UNSEPARATED = re.compile(
    "([A-Z]{2})([0-9A-Z]*[0-9])([A-Z]{1,6})([0-9]{4})([0-9]{6,})([0-9A-Z])", re.ASCII
)


async def next_number(state_code: str, unit_code: str, prefix: str, year: int) -> str:
    """The next number of the unit's series for this service and year.

    Needs a transaction around it: a roll-back gives the number back, and two callers of one series
    wait for each other.
    """
    name = f"{unit_code}-{prefix}-{year}"
    rows = await fetch(
        "INSERT INTO core_number_series (name, value) VALUES ($1, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = core_number_series.value + 1 RETURNING value",
        name,
    )
    body = f"{state_code}-{name}-{rows[0]['value']:06d}"
    return f"{body}-{mod_37_36.calc_check_digit(body.replace('-', ''))}"


def canonical_number(spelling: str) -> str | None:
    """A number as it is stored, from any spelling of it; None when its check character does not fit
    (ISO 7064).
    """
    number = _SEPARATORS.sub("-", latin_digits(clean_line(spelling[:80])).upper())
    if parts := _UNSEPARATED.fullmatch(number):
        number = "-".join(parts.groups())
    try:
        mod_37_36.validate(number.replace("-", ""))
    except ValidationError:
        return None
    return number if len(number) <= LONGEST else None
