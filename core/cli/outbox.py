"""`thana outbox`: what waits for delivery, and what was given up; `thana worker` delivers it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.box import SIMPLE
from rich.table import Column, Table

from core.cli.run import application, out, platform, settings_in_force, stop, with_database
from core.clock import in_india
from core.outbox import figures
from core.outbox.figures import Figures
from core.outbox.models import OutboxEntry
from core.serve import work

MOST_LETTERS = 1000

app = typer.Typer(help="What is to happen after commits.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")]


@app.command()
def status(as_json: AsJson = False) -> None:
    """How many entries wait, by topic, and the age of the oldest that is due, in seconds."""
    of = platform()
    found: Sequence[Figures] = with_database(of, lambda: figures.figures(of.runtime.now()))
    rows = [{**asdict(each), "age": round(each.age.total_seconds(), 1)} for each in found]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    table = Table("topic", "due", "later", "retrying", "dead", "oldest due (s)")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    out.print(table if rows else "nothing waits")


@app.command()
def dead(as_json: AsJson = False) -> None:
    """What was given up, the latest first: nothing of it is shown but topic, fault and times."""
    letters: Sequence[OutboxEntry] = with_database(
        platform(), lambda: figures.dead_letters(MOST_LETTERS)
    )
    rows = [_letter(letter) for letter in letters]
    if as_json:
        typer.echo(json.dumps(rows, default=datetime.isoformat))
        return
    table = Table(
        Column("id", no_wrap=True),
        Column("fault", no_wrap=True),
        *(Column(name, overflow="fold") for name in ("topic", "tries", "given up")),
        box=SIMPLE,
    )
    for each in letters:
        cells = each.id, each.fault, each.topic, each.attempts, in_india(each.dead_at)
        table.add_row(*map(str, cells))
    out.print(table if rows else "no dead letters")


def _letter(letter: OutboxEntry) -> dict[str, object]:
    return {
        "id": str(letter.id),
        "topic": letter.topic,
        "fault": letter.fault,
        "attempts": letter.attempts,
        "created_at": letter.created_at,
        "dead_at": letter.dead_at,
    }


@app.command()
def retry(
    ids: Annotated[list[UUID] | None, typer.Argument(help="Ids that `dead` lists.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All dead letters.")] = False,
) -> None:
    """Give dead letters all their tries again."""
    if bool(ids) == everything:
        stop("name the ids of dead letters, or --all; `thana outbox dead` lists them")
    of = platform()
    count = with_database(of, lambda: figures.retry(of.runtime.now(), ids or None))
    if count == 0:
        stop("no dead letter has such an id; `thana outbox dead` lists them")
    out.print(f"{count} to be tried again")


def worker() -> None:
    """Deliver what is due after commits, in a process of its own; several may run at once."""
    work(application(settings_in_force()))
