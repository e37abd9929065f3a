"""`thana documents`: the documents that clients may run by id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from core.cli.run import out, platform, stop, with_database
from core.execution.trusted import DocumentFault, add_documents, read_folder
from core.routes import document_limits
from core.schema import compose

app = typer.Typer(help="Trusted documents.", no_args_is_help=True)


@app.command()
def add(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder of .graphql files.")
    ],
    output: Annotated[
        Path | None, typer.Option(help="Where to write {name: id}; standard output when left out.")
    ] = None,
) -> None:
    """Store each operation of a folder and write {name: id} as JSON."""
    of = platform()
    settings = of.runtime.settings
    try:
        found = read_folder(folder, compose(of.registry, settings), document_limits(settings))
    except DocumentFault as fault:
        stop(*fault.faults)
    ids = with_database(of, lambda: add_documents(found, of.runtime.now()))
    text = json.dumps(ids, indent=2, sort_keys=True)
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")
        out.print(f"{len(ids)} documents stored; their ids are in {output}")
