"""The database: its configuration from the installed packages, transactions with retry, and raw SQL
for both dialects.
"""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import asyncpg
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from core.errors import StartupError, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 6
SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": 10_000,
    "secure_delete": "ON",
    "trusted_schema": "OFF",
}
POSTGRES_SETTINGS = {"jit": "off"}
"""Compiling a statement took a second where running it takes 40 ms: all of ours are short."""

CORE_MODELS = (
    "core.audit.models",
    "core.desk.models",
    "core.documents.models",
    "core.execution.models",
    "core.files.models",
    "core.identity.models",
    "core.live.models",
    "core.notifications.models",
    "core.outbox.models",
    "core.payments.models",
    "core.privacy.models",
    "core.rate_limits",
    "core.revisions",
    "core.service_requests.models",
    "core.units.models",
)

Write = Callable[[Sequence[Any]], Awaitable[None]]


class _End:
    """What waits for the end of a transaction: what is written still, and who is called back."""

    def __init__(self) -> None:
        self.items: dict[Write, list[Any]] = {}
        self.callbacks: list[Callable[[], None]] = []
        self.is_over = False


_end: ContextVar[_End | None] = ContextVar("end", default=None)


def configuration(url: str, connections: int, plugins: Mapping[str, str]) -> dict[str, Any]:
    """Tortoise's configuration: core and each plugin (code to package) are apps with migrations of
    their own.
    """
    apps = {"core": {"models": list(CORE_MODELS), "migrations": "core.migrations"}}
    with_tables = (entry for entry in sorted(plugins.items()) if find_spec(f"{entry[1]}.models"))
    for code, package in with_tables:
        apps[code] = {"models": [f"{package}.models"], "migrations": f"{package}.migrations"}
    for app in apps.values():
        app["default_connection"] = "default"
    return {
        "connections": {"default": _connection(url, connections)},
        "apps": apps,
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, connections: int) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(url.removeprefix("sqlite://"))
        _make_folder(path.parent)
        return {"engine": "core.sqlite", "credentials": {"file_path": str(path), **SQLITE_PRAGMAS}}
    is_postgres = parts.scheme in ("postgres", "postgresql") and _is_port(parts.netloc)
    if not is_postgres or not parts.path.strip("/"):
        raise StartupError(
            "setting database_url: give sqlite://PATH or "
            "postgres://USER:PASSWORD@HOST:PORT/DATABASE"
        )
    credentials = {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""),
        "database": parts.path.strip("/"),
        "minsize": 1,
        "maxsize": connections,
        "server_settings": POSTGRES_SETTINGS,
        **dict(parse_qsl(parts.query)),
    }
    return {"engine": "core.postgres", "credentials": credentials}


def _is_port(netloc: str) -> bool:
    return re.fullmatch(r"(.*@)?([^:]*|\[.*\])(:[0-9]{1,5})?", netloc) is not None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        fault = f"setting database_url: {folder} cannot be made: {error.strerror}"
        raise StartupError(fault) from None


async def connect(config: Mapping[str, Any]) -> TortoiseContext:
    """Open the database for this process; `await context.close_connections()` when done. What is
    no database is a StartupError.
    """
    EXECUTOR_CACHE.clear()  # statements are kept by connection name, whatever the dialect was
    context = TortoiseContext()
    with context:
        await context.init(dict(config), _enable_global_fallback=True)
        try:  # here, because Tortoise would keep its lock for ever when its own first try fails
            await get_connection("default").create_connection(with_db=True)
        except sqlite3.Error as error:
            await context.close_connections()
            raise StartupError(f"setting database_url: cannot be opened: {error}") from None
    return context


def is_sqlite() -> bool:
    return get_connection("default").capabilities.dialect == "sqlite"


async def fetch(sql: str, *values: Any) -> Sequence[Mapping[str, Any]]:
    """Rows of a statement in PostgreSQL's words with `$1` parameters, which SQLite understands as
    well.
    """
    found: Sequence[Mapping[str, Any]] = await get_connection("default").records(sql, values)  # type: ignore[attr-defined]
    return found


def is_in_transaction() -> bool:
    """Whether a transaction surrounds what runs."""
    return _open_end() is not None


def transactional(function: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Run in one transaction, the surrounding one if there is one; try again when another process
    was in the way.

    Raises Unavailable when every try found the database busy. What was given to `after_commit` runs
    once the outermost
    transaction is durable.
    """

    @wraps(function)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        if is_in_transaction():
            return await function(*args, **kwargs)
        for attempt in range(TRIES):
            try:
                return await _once(function, *args, **kwargs)
            except (OperationalError, asyncpg.exceptions.TransactionRollbackError) as error:
                if not _is_passing(error):
                    raise
                await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311
        raise Unavailable

    return wrapped


async def _once(function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    token = _end.set(end := _End())
    try:
        async with in_transaction():
            result = await function(*args, **kwargs)
            await written()
    finally:
        end.is_over = True
        _end.reset(token)
    for callback in end.callbacks:
        callback()
    return result


def before_commit(write: Write, item: Any) -> None:
    """Have `write` called, as the last thing in the surrounding transaction, with this item and all
    others that were given for it; needs a transaction.
    """
    _surrounding("before_commit").items.setdefault(write, []).append(item)


async def written() -> None:
    """Write what waits for the end of the surrounding transaction, for who must find it before."""
    end = _surrounding("written")
    while end.items:  # what is written may have more written
        items, end.items = end.items, {}
        for write, each in items.items():
            await write(each)


def after_commit(callback: Callable[[], None]) -> None:
    """Call back once the surrounding transaction is durable; needs a transaction."""
    _surrounding("after_commit").callbacks.append(callback)


def _open_end() -> _End | None:
    """That of the surrounding transaction: a task that was begun in one may outlive it."""
    end = _end.get()
    return None if end is None or end.is_over else end


def _surrounding(wanted: str) -> _End:
    end = _open_end()
    if end is None:
        raise RuntimeError(f"{wanted} needs a transaction around it")
    return end


def _is_passing(error: Exception) -> bool:
    if isinstance(error, asyncpg.exceptions.TransactionRollbackError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, sqlite3.OperationalError) and "locked" in str(cause)
