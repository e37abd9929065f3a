"""Files that operators import into the directory, as CSV and as XLSX."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import Finished, thana
from factories import MAKRONIYA, SAGAR
from openpyxl import Workbook

POSTS = "unit_code,title_en,title_hi,rank,phone,email,holder,holder_since"
HELPLINES = "number,title_en,title_hi,purpose_en,purpose_hi,is_emergency,source"
HEAD = (
    f"{SAGAR},Superintendent of Police,पुलिस अधीक्षक,SP,07582-222222,sp@police.example,"
    "Anand,2025-06-01"
)
DESK = f"{MAKRONIYA},Duty Officer,,Sub-Inspector,,,,"
NOT_A_PHONE = (
    "This is not one phone number of an office. Give it with its area code, such as "
    "07582-222222, or a short number such as 112."
)


@dataclass(frozen=True)
class Imports:
    """Imports files from a folder, beside the running platform."""

    folder: Path
    database_url: str

    async def posts(self, *lines: str, header: str = POSTS, dry_run: bool = False) -> Finished:
        """Import rows of posts as CSV."""
        self.write("posts.csv", "\n".join([header, *lines, ""]).encode())
        return await self.run("import-posts", "posts.csv", *(["--dry-run"] if dry_run else []))

    async def helplines(self, *lines: str, dry_run: bool = False) -> Finished:
        """Import rows of helplines as CSV."""
        self.write("lines.csv", "\n".join([HELPLINES, *lines, ""]).encode())
        return await self.run("import-helplines", "lines.csv", *(["--dry-run"] if dry_run else []))

    async def workbook(self, *lines: Sequence[Any], gives: str = "") -> Finished:
        """Import rows of posts as an XLSX workbook, whose formulas give this value."""
        return await self.run("import-posts", self.write_workbook(*lines, gives=gives))

    async def run(self, *arguments: str) -> Finished:
        """Run `thana directory`."""
        return await thana(self.folder, "directory", *arguments, database_url=self.database_url)

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""
        (self.folder / name).write_bytes(content)

    def write_workbook(self, *lines: Sequence[Any], gives: str = "") -> str:
        """Write a workbook of posts; its name."""
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(POSTS.split(","))
        for line in lines:
            sheet.append(line)
        book.create_sheet("Notes").append(["not read"])
        book.save(self.folder / "posts.xlsx")
        if gives:
            _calculate(self.folder / "posts.xlsx", gives)
        return "posts.xlsx"


def _calculate(path: Path, value: str) -> None:
    """As a spreadsheet program does that opens the workbook and saves it."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    filled = parts[name].replace(b"</f><v />", f"</f><v>{value}</v>".encode())
    filled = filled.replace(b"</f><v></v>", f"</f><v>{value}</v>".encode())
    assert filled != parts[name]
    with zipfile.ZipFile(path, "w") as packed:
        for part, content in (parts | {name: filled}).items():
            packed.writestr(part, content)
