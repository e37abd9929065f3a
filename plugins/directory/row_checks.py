"""Checks of cells that importers of the directory share, and their findings as errors of a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core import Findings, Language, RowError, Runtime, Wrong, latin_digits
from plugins.directory.texts import text

LAST_POSITION = 9999
NOT_A_POSITION = text("Give a whole number from 0 to {most}.", most=LAST_POSITION)
NOT_A_DAY = text("Give the day as YYYY-MM-DD.")


def local_texts(
    row: Mapping[str, str], name: str, longest: int, findings: Findings
) -> dict[str, str]:
    """The texts of the columns `<name>_en` and `<name>_hi` by language; English must be there."""
    english = findings.at(f"{name}_en").line(row[f"{name}_en"], longest, required=True) or ""
    hindi = findings.at(f"{name}_hi").line(row[f"{name}_hi"], longest)
    return {"en": english} | ({"hi": hindi} if hindi else {})


def position(row: Mapping[str, str], findings: Findings) -> int | None:
    """What the column `position` says, if there is one and it says something."""
    return findings.at("position").checked(_whole_number, row.get("position") or None)


def _whole_number(cell: str) -> int:
    digits = latin_digits(cell)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LAST_POSITION))):
        raise Wrong("POSITION_INVALID", NOT_A_POSITION)
    return int(digits)


def day(cell: str) -> date:
    """A day as YYYY-MM-DD. Raises Wrong."""
    spelling = latin_digits(cell)
    try:
        found = date.fromisoformat(spelling)
    except ValueError:
        raise Wrong("DAY_INVALID", NOT_A_DAY) from None
    if found.isoformat() != spelling:
        raise Wrong("DAY_INVALID", NOT_A_DAY)
    return found


def row_errors(runtime: Runtime, number: int, findings: Findings) -> list[RowError]:
    """What was found, in the words of whoever types commands: English."""
    return [
        RowError(number, problem.path[0], runtime.texts(problem.message, Language.EN))
        for problem in findings.problems
    ]
