"""`thana demo`: a folder with database, stations, officers and citizens, made once and kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.progress import Progress

from core import migration
from core.app import create_platform
from core.cli.run import out, stop, stop_at, with_database
from core.demo.seed import credentials_in, seed, seed_plugins
from core.demo.stations import DATA, write_units
from core.errors import StartupError
from core.settings import Settings, read_settings
from core.units.holidays import import_holidays
from core.units.importer import import_units
from core.units.models import Unit

FOLDER = Path("var/demo")
CREDENTIALS = FOLDER / "credentials.json"
CONFIGURATION = FOLDER / "thana.toml"
OWN = {"mode", "secret_key_file"}


def demo_settings(port: int) -> Settings:
    """The settings of the demo: everything under var/demo, unless a database is named."""
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = FOLDER / "secret.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    own = {
        "mode": "demo",
        "secret_key_file": str(key),
        "database_url": f"sqlite://{FOLDER / 'thana.sqlite3'}",
        "public_url": f"http://127.0.0.1:{port}",
        "files": {"folder": str(FOLDER / "files")},
        "documents": {"keys_folder": str(FOLDER / "keys")},
        "audit": {"heads_folder": str(FOLDER / "audit-heads")},
    }
    try:
        given = read_settings(mode="demo", secret_key_file=key).model_fields_set
        own = {name: value for name, value in own.items() if name not in given - OWN}
        settings = read_settings(**own)
    except StartupError as error:
        stop(*error.faults)
    _write_configuration(own)
    return settings


def _write_configuration(own: Mapping[str, Any]) -> None:
    """The file that lets the other commands work on the demo: THANA_CONFIG=var/demo/thana.toml."""
    CONFIGURATION.touch(mode=0o600)
    flat = {name: value for name, value in own.items() if isinstance(value, str)}
    tables = {name: value for name, value in own.items() if isinstance(value, dict)}
    lines = [f"{name} = {json.dumps(value)}" for name, value in flat.items()]
    for table, values in tables.items():
        lines += [f"\n[{table}]", *(f"{name} = {json.dumps(v)}" for name, v in values.items())]
    CONFIGURATION.write_text("\n".join(lines) + "\n", encoding="utf-8")


def prepare(settings: Settings) -> None:
    """Migrate, import what is missing, make the accounts that are missing."""
    try:
        of = create_platform(settings)
    except StartupError as error:
        stop_at(error)
    credentials = credentials_in(CREDENTIALS)

    async def work() -> None:
        await migration.migrate(of.database)
        if not await Unit.exists():
            await _import(of.runtime.now())
        await seed(of.runtime, credentials)
        await seed_plugins(of)

    with_database(of, work, migrated=False)


async def _import(now: datetime) -> None:
    with Progress(console=out) as progress, TemporaryDirectory() as folder:
        stations = progress.add_task("Stations and districts of Madhya Pradesh")

        def show(done: int, total: int) -> None:
            progress.update(stations, completed=done, total=total)

        file = Path(folder) / "units.csv"
        write_units(file)
        await import_units(file, now=now, progress=show)
        holidays = progress.add_task("Holidays", total=1)
        await import_holidays(DATA / "holidays_mp.csv")
        progress.update(holidays, completed=1)


def tell_what_to_try(port: int) -> None:
    """What a newcomer may do next."""
    out.print(
        f"""
[bold]Thana[/bold] is being served at [link]http://127.0.0.1:{port}[/link]

  GraphQL, with an editor   http://127.0.0.1:{port}/graphql
  One-time codes            http://127.0.0.1:{port}/dev/outbox
  Accounts                  {CREDENTIALS}
  Commands on its data      export THANA_CONFIG={CONFIGURATION}, then .venv/bin/thana --help

Try in the editor:  {{ platform {{ state {{ name }} services {{ code title }} }} }}
README.md goes on from there: sign in as a citizen and report a lost phone. Ctrl-C ends it.
""",
        highlight=False,
    )
