"""What the commands that import share: running the import, and telling what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from core import ImportRefused, ImportResult, Runtime

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check the file and say what would change; write nothing.")
]


def import_and_tell(
    context: typer.Context,
    what: str,
    work: Callable[[Runtime], Awaitable[ImportResult]],
    dry_run: bool,
) -> None:
    """Import, and say how many are new, changed and as they were. Ends the command with what is
    wrong where the file is refused.
    """
    try:
        result: ImportResult = context.obj(work)
    except ImportRefused as refused:
        for fault in (*refused.errors, "nothing was imported"):
            typer.echo(f"✗ {fault}", err=True)
        raise typer.Exit(1) from None
    would = "would be " if dry_run else ""
    typer.echo(
        f"{what}: {result.created} {would}created, {result.updated} {would}updated,"
        f" {result.unchanged} unchanged"
    )
