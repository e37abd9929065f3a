"""What all commands share: settings, an open database, and faults shown without a traceback."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import typer
from rich.console import Console

from core import db
from core.app import Platform, create_platform
from core.errors import StartupError
from core.settings import read_settings

out = Console()
err = Console(stderr=True)


def platform(**overrides: Any) -> Platform:
    """The platform of the settings in force; ends the command with the faults where there are some."""
    try:
        return create_platform(read_settings(**overrides))
    except StartupError as error:
        stop(*error.faults)


def stop(*faults: str) -> NoReturn:
    """Print what is wrong, a line each, and end with 1."""
    for fault in faults:
        err.print(f"[red]✗[/red] {fault}", highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def with_database(of: Platform, work: Callable[[], Awaitable[Any]]) -> Any:
    """Run a piece of work with the database open."""

    async def run() -> Any:
        context = await db.connect(of.database)
        try:
            return await work()
        finally:
            await context.close_connections()

    try:
        return asyncio.run(run())
    except StartupError as error:
        stop(*error.faults)
    except OSError as error:
        stop(f"database: cannot be reached ({type(error).__name__}); see setting database_url")
