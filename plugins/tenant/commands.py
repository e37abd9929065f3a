"""`thana tenant`: what operators do for tenant verification."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core import ImportRefused, ImportResult, Runtime
from plugins.tenant.order_import import import_orders

app = typer.Typer(help="Tenant verification.", no_args_is_help=True)


@app.callback()
def tenant() -> None:
    """Tenant verification."""


@app.command()
def orders(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8.", exists=True, dir_okay=False)],
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Check the file and say what would change; write nothing."),
    ] = False,
) -> None:
    """Import the orders under which tenants are to be reported."""

    async def work(runtime: Runtime) -> ImportResult:
        return await import_orders(runtime, file, dry_run=dry_run)

    try:
        result: ImportResult = context.obj(work)
    except ImportRefused as refused:
        for fault in (*refused.errors, "nothing was imported"):
            typer.echo(f"✗ {fault}", err=True)
        raise typer.Exit(1) from None
    would = "would be " if dry_run else ""
    typer.echo(
        f"orders: {result.created} {would}created, {result.updated} {would}updated,"
        f" {result.unchanged} unchanged"
    )
