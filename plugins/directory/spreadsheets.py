"""Rows of a CSV file or an XLSX workbook, the same from either. Both are bounded: a workbook is a
zip, and a small one can unpack to any size.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from core import ImportRefused, RowError, clean_line, header_errors, read_rows

MOST_BYTES = 20_000_000
MOST_UNPACKED = 100_000_000
MOST_ROWS = 50_000
LAST_ROW = 1_048_576
MOST_COLUMNS = 60
ZIP = b"PK\x03\x04"
CELL_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
NOT_A_WORKBOOK = "is not an XLSX workbook that can be read; save it anew, or as CSV UTF-8"

Rows = dict[int, dict[str, str]]
"""Cells by row number and column; the header is row 1, blank rows are left out."""


def read_table(path: Path, columns: Sequence[str]) -> Rows:
    """The rows of a file, whatever it is called. Raises ImportRefused for what is neither UTF-8 CSV
    nor XLSX, for a missing column, and for more than can be held.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _refused(f"is larger than {MOST_BYTES // 1_000_000} MB; split it")
    with path.open("rb") as file:
        is_workbook = file.read(len(ZIP)) == ZIP
    rows = _read_workbook(path, columns) if is_workbook else read_rows(path, columns)
    if len(rows) > MOST_ROWS:
        raise _refused(f"has more than {MOST_ROWS} rows; split it")
    if formulas := [*_formulas(rows)]:
        raise ImportRefused(formulas)
    return rows


def _formulas(rows: Rows) -> Iterator[RowError]:
    """Text that a spreadsheet would calculate when it is exported again."""
    for number, row in rows.items():
        for column, cell in row.items():
            if cell.startswith("="):
                yield RowError(number, column, "is a formula; give its value")


def _refused(message: str) -> ImportRefused:
    return ImportRefused([RowError(1, "file", message)])


def _read_workbook(path: Path, columns: Sequence[str]) -> Rows:
    """Of the first sheet. What a formula gave when the workbook was saved is its value; one that
    was never calculated has none, and is an error.
    """
    _check_size(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, of styles and extensions it leaves out
            lines = _lines(path, data_only=True)
            written = _lines(path, data_only=False)
    except ImportRefused:
        raise
    except Exception:  # whatever a damaged workbook leads openpyxl to raise, and that is anything
        raise _refused(NOT_A_WORKBOOK) from None
    header = [clean_line(_text(value)) for value in lines.pop(1, [])]
    while header and not header[-1]:
        header.pop()
    errors = header_errors(header, columns)
    errors += _cell_errors(header, lines, written)
    if errors:
        raise ImportRefused(errors)
    texts = {number: [clean_line(_text(value)) for value in lines[number]] for number in lines}
    return {number: dict(zip_longest(header, texts[number], fillvalue="")) for number in texts}


def _check_size(path: Path) -> None:
    try:
        with ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except Exception:  # zipfile has an error of its own for each way to be damaged
        raise _refused(NOT_A_WORKBOOK) from None
    if unpacked > MOST_UNPACKED:
        raise _refused(f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB; split it")


def _lines(path: Path, *, data_only: bool) -> dict[int, list[Any]]:
    """The values by row number, without blank rows and without blank cells at a row's end."""
    from openpyxl import load_workbook  # takes 0.25 s and 20 MB, and servers never read one

    book = load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
    try:
        sheet = book.worksheets[0]
        lines: dict[int, list[Any]] = {}
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, 1):
            line = list(cells)
            while line and line[-1] in (None, ""):
                line.pop()
            if line:
                lines[number] = line
            if len(lines) > MOST_ROWS + 1 or number > LAST_ROW:
                raise _refused(f"has more than {MOST_ROWS} rows; split it")
        return lines
    finally:
        book.close()


def _cell_errors(
    header: Sequence[str], lines: dict[int, list[Any]], written: dict[int, list[Any]]
) -> Iterable[RowError]:
    for number, cells in written.items():
        if number == 1:
            continue
        values = lines.get(number, [])
        if len(cells) > len(header):
            yield RowError(number, "row", "has more cells than the header")
        for column, cell, value in zip_longest(header, cells, islice(values, len(cells))):
            if _is_formula(cell) and value in (None, ""):
                message = "holds a formula that was never calculated; give its value"
                yield RowError(number, column or "row", message)
            elif value in CELL_ERRORS:
                yield RowError(number, column or "row", f"holds the error {value}; give its value")


def _is_formula(cell: Any) -> bool:
    return (isinstance(cell, str) and cell.startswith("=")) or not isinstance(
        cell, str | int | float | date | None
    )


def _text(value: Any) -> str:
    """A cell as people would type it: whole numbers without decimals, days as YYYY-MM-DD."""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
