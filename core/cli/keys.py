"""`thana keys`: the keys that sign documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from core.cli.run import out, platform, stop, with_database
from core.clock import IST
from core.documents import keys
from core.documents.key_files import TrustedKey, TrustedKeys
from core.documents.offline import TrustFile, write_trust

app = typer.Typer(help="Keys that sign documents.", no_args_is_help=True)


@app.command()
def make() -> None:
    """Make a key. It signs from now on; what older keys have signed stays good."""
    of = platform()
    try:
        made: TrustedKey = with_database(of, lambda: keys.make_key(of.runtime))
    except OSError as error:
        folder = of.runtime.settings.documents.keys_folder
        stop(f"setting documents.keys_folder: {folder} cannot be written ({type(error).__name__})")
    file = of.runtime.settings.documents.keys_folder / f"{made.id}.pem"
    out.print(f"key {made.id} signs from now on; keep a copy of {file} where nobody else looks")


@app.command("list")
def list_command() -> None:
    """List the keys that have ever signed here, oldest first."""
    of = platform()

    async def work() -> tuple[TrustedKeys, str | None]:
        return await keys.trusted_keys(), await keys.signing_key_id(of.runtime)

    known, signing = with_database(of, work)
    table = Table("key", "made", "revoked from", "")
    for key in known.values():
        signs = "signs" if key.id == signing else ""
        table.add_row(key.id, _shown(key.made_at), _shown(key.revoked_from), signs)
    out.print(table)


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The key's id.")],
    since: Annotated[
        str,
        typer.Option("--from", help="From when on, as 2026-11-24T10:30 (Indian time), or with Z."),
    ],
    note: Annotated[str, typer.Option(help="Why; for the register.")],
) -> None:
    """Believe nothing that a key has signed at this moment or later."""
    of, moment = platform(), _moment(since)
    if not with_database(of, lambda: keys.revoke(of.runtime, key.upper(), since=moment, note=note)):
        stop(f"there is no key {key}; see `thana keys list`")
    out.print(
        f"nothing that key {key.upper()} signed from {_shown(moment)} on is believed;"
        " what was issued since is made anew; export the keys anew as well"
    )
    if with_database(of, lambda: keys.signing_key_id(of.runtime)) is None:
        stop("no key is left to sign with; make one with `thana keys make`")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write, JSON.")],
) -> None:
    """Write what others need to check documents without a network. It holds nothing secret."""
    of = platform()
    known: TrustedKeys = with_database(of, keys.trusted_keys)
    if not known:
        stop("there is no key yet; make one with `thana keys make`")
    try:
        file.write_text(write_trust(TrustFile(of.runtime.settings.public_url, known)), "utf-8")
    except OSError as error:
        stop(f"{file}: cannot be written ({type(error).__name__})")
    out.print(f"{file} has {len(known)} key(s); `thana verify --keys {file}` checks with it")


def _moment(spelling: str) -> datetime:
    """A moment as an operator writes it, in Indian time unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(spelling)
    except ValueError:
        stop(f"--from {spelling}: write the moment as 2026-11-24T10:30")
    return moment if moment.tzinfo else moment.replace(tzinfo=IST)


def _shown(moment: datetime | None) -> str:
    return f"{moment.astimezone(IST):%d.%m.%Y %H:%M:%S} IST" if moment else "–"
