"""`thana demo`: a folder with database, stations, officers and citizens, made once and kept."""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import Progress

from core import migration
from core.app import create_platform
from core.cli.run import out, stop, with_database
from core.clock import day_in_india
from core.demo.seed import seed
from core.demo.stations import DATA, write_units
from core.errors import StartupError
from core.settings import Settings, read_settings
from core.units.importer import import_holidays, import_units
from core.units.models import Unit

FOLDER = Path("var/demo")
CREDENTIALS = FOLDER / "credentials.json"


def demo_settings() -> Settings:
    """The settings of the demo: everything under var/demo, and its own secret key."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    key = FOLDER / "secret.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    database = {} if _has_database() else {"database_url": f"sqlite://{FOLDER / 'thana.sqlite3'}"}
    try:
        return read_settings(mode="demo", secret_key_file=key, **database)
    except StartupError as error:
        stop(*error.faults)


def _has_database() -> bool:
    import os

    return "THANA_DATABASE_URL" in os.environ


def prepare(settings: Settings) -> None:
    """Migrate, import what is missing, make the accounts that are missing."""
    of = create_platform(settings)

    async def work() -> None:
        await migration.migrate(of.database)
        if not await Unit.exists():
            await _import(settings)
        await seed(of.runtime, CREDENTIALS)

    async def _import(_: Settings) -> None:
        with Progress(console=out) as progress, TemporaryDirectory() as folder:
            task = progress.add_task("Stations of Madhya Pradesh")
            file = Path(folder) / "units.csv"
            write_units(file)
            await import_units(
                file,
                today=day_in_india(of.runtime.now()),
                progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
            holidays = progress.add_task("Holidays", total=1)
            await import_holidays(DATA / "holidays_mp.csv")
            progress.update(holidays, completed=1)

    with_database(of, work)


def tell_what_to_try(port: int) -> None:
    """What a newcomer may do next."""
    out.print(
        f"""
[bold]Thana[/bold] is being served at [link]http://127.0.0.1:{port}[/link]

  GraphQL, with an editor   http://127.0.0.1:{port}/graphql
  One-time codes            http://127.0.0.1:{port}/dev/outbox
  Accounts                  {CREDENTIALS}

Try in the editor:  {{ platform {{ state {{ name }} services {{ code title }} }} }}
README.md goes on from there: sign in as a citizen and report a lost phone. Ctrl-C ends it.
""",
        highlight=False,
    )
