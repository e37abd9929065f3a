"""`thana check`: what keeps this platform from starting or working, each with its mend."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from tortoise.connection import get_connection

from core import migration
from core.app import Platform, create_app
from core.cli.run import missing_migrations, out, stop, stop_at, with_database
from core.clock import day_in_india
from core.db import SQLITE_PRAGMAS, is_sqlite
from core.documents.signing import document_signer
from core.errors import StartupError
from core.identity.models import Officer
from core.notifications.channels import is_open
from core.notifications.models import NotificationChannel
from core.settings import Settings, read_settings
from core.units.holidays import years_without_holidays
from core.units.models import Unit

PRAGMA_VALUES = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "secure_delete": "1",
    "trusted_schema": "0",
}
HOLIDAYS_UNKNOWN = (
    "note: no holidays are known of {years}: deadlines take Sundays alone for free there; run"
    " `thana units import-holidays FILE`"
)


def check() -> None:
    """Read settings, plugins and database; name each thing that is wrong, and how to mend it."""
    try:
        settings = read_settings()
        of: Platform = create_app(settings).state.platform
    except StartupError as error:
        stop_at(error)
    faults = [*_settings_faults(settings), *_faults_of_database(of)]
    if faults:
        stop(*faults)
    for note in [*_notes(settings), *_holiday_notes(of)]:
        out.print(note, markup=False, soft_wrap=True)
    out.print("settings, plugins and database are in order")


def _notes(settings: Settings) -> Iterator[str]:
    """What a state may mean to leave out."""
    ways = (
        (NotificationChannel.SMS, "SMS", "notifications.sms.gateway"),
        (NotificationChannel.EMAIL, "e-mail", "notifications.email.host"),
    )
    for channel, name, setting in ways:
        if not is_open(settings, channel):
            yield f"note: no {name} is sent, as {setting} is not set; see docs/messages.md"
    sms = settings.notifications.sms
    if sms.gateway is not None and sms.dlt.templates is None:
        yield (
            "note: notifications.sms.dlt.templates is not set: operators in India drop an SMS whose"
            " text is not registered, and it looks sent; see docs/messages.md, DLT"
        )


def _holiday_notes(of: Platform) -> list[str]:
    """Years that make deadlines shorter than people think."""
    today = day_in_india(of.runtime.now())
    years: list[int] = with_database(of, lambda: years_without_holidays(today))
    named = ", ".join(map(str, years))
    return [HOLIDAYS_UNKNOWN.format(years=named)] if years else []


def _settings_faults(settings: Settings) -> Iterator[str]:
    if not settings.is_demo:
        if settings.notifications.mode == "test":
            yield (
                "messages: setting notifications.mode is test, so no code is sent and no citizen"
                " can sign in; set team for a trial, or live"
            )
        if set(settings.hosts) <= {"127.0.0.1", "localhost", "[::1]"}:
            yield "setting hosts: only this machine; add the host names that citizens will use"


def _faults_of_database(of: Platform) -> list[str]:
    faults: list[str] = with_database(of, lambda: _database_faults(of), migrated=False)
    return faults


async def _database_faults(of: Platform) -> list[str]:
    if missing := await migration.pending(of.database):
        return [missing_migrations(missing)]
    faults = [fault async for fault in _durability_faults()]
    faults += [
        f"models of {name.split('.')[0]} have no migration; run `thana migrate --write`"
        for name in await migration.unwritten(of.database)
    ]
    if not await Unit.exists():
        faults.append("units: none; run `thana units import FILE`")
    if not await Officer.exists():
        faults.append("officers: none; run `thana officers add` and `thana officers post`")
    return [*faults, *await _key_faults(of)]


async def _key_faults(of: Platform) -> tuple[str, ...]:
    """What keeps documents from being signed. The demo makes a key of its own when it starts."""
    if of.runtime.settings.is_demo:
        return ()
    try:
        await document_signer(of.runtime, of.registry)
    except StartupError as error:
        return error.faults
    return ()


async def _durability_faults() -> AsyncIterator[str]:
    connection = get_connection("default")
    if is_sqlite():
        for name, wanted in PRAGMA_VALUES.items():
            row = (await connection.execute_query_dict(f"PRAGMA {name}"))[0]
            if str(row[name]).lower() != wanted:
                yield f"database: PRAGMA {name} is {row[name]}, and must be {SQLITE_PRAGMAS[name]}"
        return
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        row = (await connection.execute_query_dict(f"SHOW {name}"))[0]
        if row[name] != "on":
            yield f"database: {name} is {row[name]}; set it to on, or requests may be lost"
