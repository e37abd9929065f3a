"""Rows of a CSV file, and what is wrong with them: what all imports share."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from core.cleaning import clean_line


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row; the header is row 1."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.message}"


class ImportRefused(Exception):
    """The file is not imported, with everything that is wrong with it."""

    def __init__(self, errors: list[RowError]) -> None:
        self.errors = errors
        super().__init__(f"{len(errors)} errors; the first: {errors[0]}")


@dataclass(frozen=True)
class ImportResult:
    """How many rows are new, changed and as they were."""

    created: int
    updated: int
    unchanged: int


def read_rows(path: Path, columns: Iterable[str]) -> dict[int, dict[str, str]]:
    """The rows of a UTF-8 CSV file by number, without blank ones. ImportRefused for another
    encoding, and as `rows_of`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return rows_of(file, columns)
    except UnicodeDecodeError:
        raise ImportRefused([RowError(1, "file", "is not UTF-8; save it as CSV UTF-8")]) from None


def rows_of(file: Iterable[str], columns: Iterable[str]) -> dict[int, dict[str, str]]:
    """The rows of CSV lines by number, without blank ones. ImportRefused for what is no CSV, a
    column that is missing or stands twice, or cells beyond the header.
    """
    try:
        first, *lines = [*csv.reader(file, strict=True)] or [[]]
    except csv.Error as error:
        raise ImportRefused([RowError(1, "file", f"is not CSV: {error}")]) from None
    header = [clean_line(name) for name in first]
    cells = {number: line for number, line in enumerate(lines, 2) if any(line)}
    errors = header_errors(header, columns)
    errors += [
        RowError(number, "row", "has more cells than the header; put quotes around commas")
        for number, line in cells.items()
        if len(line) > len(header)
    ]
    if errors:
        raise ImportRefused(errors)
    return {
        number: dict(zip_longest(header, map(clean_line, line), fillvalue=""))
        for number, line in cells.items()
    }


def header_errors(header: Sequence[str], columns: Iterable[str]) -> list[RowError]:
    """The columns that are missing, and those that stand twice: which one would count?"""
    named = ", ".join(name for name in header if name) or "none"
    missing = [
        RowError(1, name, f"column is missing; there are: {named}")
        for name in columns
        if name not in header
    ]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    return missing + [RowError(1, name, "column stands twice; leave one out") for name in twice]
