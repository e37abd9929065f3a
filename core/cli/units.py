"""`thana units`: import and show the police hierarchy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from core.cli.run import out, platform, stop, with_database
from core.units.csv_rows import ImportRefused, ImportResult
from core.units.holidays import import_holidays
from core.units.importer import import_units
from core.units.models import Unit, UnitKind

app = typer.Typer(help="Units of the police and holidays.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file in UTF-8.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check the file and say what would change; write nothing.")
]


@app.command("import")
def import_command(file: File, dry_run: DryRun = False) -> None:
    """Create and update units by code: all rows of the file, or none of them.

    Columns: code, kind, parent, name_en; and any of name_hi, source_name, latitude, longitude,
    flag, phone, email, address, lgd_code, source. Parents stand before their units.

    Kinds: STATE, RANGE, DISTRICT, SUBDIVISION, STATION, OUTPOST, TRAFFIC, WOMEN, AJK, RAILWAY,
    CYBER, SPECIAL.
    """
    of = platform()
    with Progress(console=out, transient=True) as progress:
        task = progress.add_task("units")
        result = _imported(
            lambda: import_units(
                file,
                now=of.runtime.now(),
                dry_run=dry_run,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        )
    _tell("units", result, dry_run)


@app.command("import-holidays")
def import_holidays_command(file: File, dry_run: DryRun = False) -> None:
    """Create and update public holidays: all rows of the file, or none of them.

    Columns: date (YYYY-MM-DD), name, name_hi; and unit_code where a unit, with all units under it,
    has a holiday of its own. A row without a code is a holiday of the whole state.
    """
    _tell("holidays", _imported(lambda: import_holidays(file, dry_run=dry_run)), dry_run)


@app.command("count")
def count() -> None:
    """How many units of each kind there are."""

    async def work() -> dict[str, int]:
        return {kind.value: await Unit.filter(kind=kind).count() for kind in UnitKind}

    for kind, number in with_database(platform(), work).items():
        out.print(f"{kind:12} {number:6}")


def _imported(work: Callable[[], Awaitable[ImportResult]]) -> ImportResult:
    try:
        result: ImportResult = with_database(platform(), work)
    except ImportRefused as refused:
        stop(*(str(error) for error in refused.errors), "nothing was imported")
    return result


def _tell(what: str, result: ImportResult, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    out.print(
        f"{what}: {result.created} {would}created, {result.updated} {would}updated,"
        f" {result.unchanged} unchanged"
    )
