"""What all commands share: settings, an open database, and faults shown without a traceback."""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NoReturn

import typer
from asyncpg.exceptions import InvalidAuthorizationSpecificationError
from rich.console import Console
from rich.markup import escape
from starlette.applications import Starlette
from tortoise.exceptions import DBConnectionError

from core import db, migration
from core.app import Platform, create_app, create_platform
from core.documents import signing
from core.errors import StartupError
from core.files.storage import prepare_folder
from core.runtime import Runtime
from core.settings import Settings, read_settings

out = Console()
err = Console(stderr=True)


def settings_in_force(**overrides: Any) -> Settings:
    """The settings; ends the command where they have faults."""
    try:
        return read_settings(**overrides)
    except StartupError as error:
        stop_at(error)


def platform(**overrides: Any) -> Platform:
    """The platform of the settings in force; ends the command where it has faults."""
    try:
        return create_platform(settings_in_force(**overrides))
    except StartupError as error:
        stop_at(error)


def stop(*faults: str) -> NoReturn:
    """Print what is wrong, a line each, and end with 1."""
    for fault in faults:
        err.print(f"[red]✗[/red] {escape(fault)}", highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def missing_migrations(missing: Sequence[str]) -> str:
    """What to tell of migrations that the database lacks."""
    return f"database: {len(missing)} migrations are missing ({missing[0]} …); run `thana migrate`"


def require_this_machine(host: str) -> None:
    """End the command when the demo, which shows all codes, would listen to others."""
    if host not in ("127.0.0.1", "localhost", "::1"):
        stop(f"--host {host}: the demo shows everybody's codes; it listens on 127.0.0.1 alone")


def require_free(host: str, port: int) -> None:
    """End the command when something is listening on the port already, or it is no port."""
    try:
        with socket.create_server((host, port)):
            return
    except (OSError, OverflowError) as error:
        stop(f"port {port}: {error}; choose another with PORT= (make) or --port")


def stop_at(error: StartupError) -> NoReturn:
    """Print what stops the start, below the traceback of a plugin's own fault, and end with 1."""
    if error.__cause__ is not None:
        trace = "".join(traceback.format_exception(error.__cause__))
        err.print(trace, markup=False, highlight=False, soft_wrap=True)
    stop(*error.faults)


def with_database(
    of: Platform, work: Callable[[], Awaitable[Any]], *, migrated: bool = True
) -> Any:
    """Run a piece of work with the database open; migrated, unless the work sees to that."""

    async def run() -> Any:
        context = await db.connect(of.database)
        try:
            if migrated and (missing := await migration.pending(of.database)):
                stop(missing_migrations(missing))
            return await work()
        finally:
            await context.close_connections()

    try:
        return asyncio.run(run())
    except StartupError as error:
        stop_at(error)
    except (OSError, DBConnectionError, InvalidAuthorizationSpecificationError) as error:
        stop(f"database: cannot be reached ({type(error).__name__}); see setting database_url")


def with_runtime(work: Callable[[Runtime], Awaitable[Any]]) -> Any:
    """What a plugin's command finds as its context's `obj`: runs `work(runtime)` with the database
    open, and gives its answer.
    """
    of = platform()
    return with_database(of, lambda: work(of.runtime))


def application(
    settings: Settings, *, delivers: bool = True, only: tuple[str, ...] = ()
) -> Starlette:
    """The app, about to start; ends the command where anything would keep it from starting."""
    try:
        app = create_app(settings, delivers=delivers, only=only)
    except StartupError as error:
        stop_at(error)
    of: Platform = app.state.platform

    async def try_out() -> None:
        if only:  # it signs nothing and keeps no files
            return
        await signing.prepare(of.runtime, of.registry)
        prepare_folder(settings.files.folder)

    with_database(of, try_out)
    return app
