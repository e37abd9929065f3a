"""The commands of `thana`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from graphql import print_schema
from rich.table import Table

from core import migration
from core.cli import (
    audit,
    check,
    demo,
    documents,
    keys,
    messages,
    officers,
    outbox,
    payments,
    units,
    verify,
    workflow,
)
from core.cli.run import (
    application,
    out,
    platform,
    require_free,
    require_this_machine,
    settings_in_force,
    stop,
    stop_at,
    with_database,
    with_runtime,
)
from core.errors import StartupError
from core.plugins import installed, load
from core.schema import compose
from core.serve import serve as run_server
from core.settings import read_settings

app = typer.Typer(
    help="Thana: the platform through which a state's police serve its citizens.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(units.app, name="units")
app.add_typer(officers.app, name="officers")
app.add_typer(documents.app, name="documents")
app.add_typer(keys.app, name="keys")
app.add_typer(outbox.app, name="outbox")
app.add_typer(payments.app, name="payments")
app.add_typer(audit.app, name="audit")
app.add_typer(workflow.app, name="workflow")
app.command("check")(check.check)
app.command("messages")(messages.messages)
app.command("worker")(outbox.worker)
app.command("verify")(verify.verify)

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(envvar="PORT", help="The port to listen on.")]


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    without_worker: Annotated[
        bool,
        typer.Option(
            "--without-worker", help="Leave what happens after commits to `thana worker`."
        ),
    ] = False,
    only: Annotated[
        str,
        typer.Option(
            help="Serve these plugins alone, as `tips,directory`, and recognise nobody: see"
            " docs/unnamed.md."
        ),
    ] = "",
) -> None:
    """Serve as in production, with the settings in force."""
    settings = settings_in_force()
    if settings.is_demo:
        require_this_machine(host)
    require_free(host, port)
    named = tuple(code.strip() for code in only.split(",")) if only else ()
    app = application(settings, delivers=not without_worker, only=named)
    run_server(app, host, port, settings.drain_seconds)


@app.command("demo")
def run_demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Prepare the demo under var/ and serve it."""
    require_this_machine(host)
    require_free(host, port)
    settings = demo.demo_settings(port)
    demo.prepare(settings)
    demo.tell_what_to_try(port)
    run_server(application(settings), host, port, settings.drain_seconds)


@app.command()
def migrate(
    check_only: Annotated[bool, typer.Option("--check", help="Only say what is missing.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write migrations for models that have changed.")
    ] = False,
) -> None:
    """Bring the database to the present schema, of core and all plugins."""
    of = platform()

    async def work() -> None:
        if not (check_only or write):
            done = await migration.migrate(of.database)
            out.print("\n".join(f"applied {name}" for name in done) or "nothing to apply")
            return
        if unwritten := await migration.unwritten(of.database, write=write):
            out.print("\n".join(unwritten))
            if check_only:
                stop("models have changed: run `thana migrate --write`")

    with_database(of, work, migrated=False)


@app.command()
def schema(
    check_file: Annotated[
        Path | None,
        typer.Option("--check", exists=True, dir_okay=False, help="Compare with this file."),
    ] = None,
) -> None:
    """Print the GraphQL schema of the enabled plugins."""
    of = platform(secret_keys=("only-for-composing-0123456789abcdef",))
    try:
        text = print_schema(compose(of.registry, of.runtime.settings)) + "\n"
    except StartupError as error:
        stop_at(error)
    if check_file is None:
        typer.echo(text, nl=False)
    elif check_file.read_text(encoding="utf-8") != text:
        stop(f"{check_file} is not the schema of the code: run `make schema`")


@app.command()
def plugins() -> None:
    """List the installed plugins, and which of them are enabled."""
    try:
        enabled = read_settings().plugins
    except StartupError as error:
        stop_at(error)
    table = Table("plugin", "package", "state")
    for code, point in sorted(installed().items()):
        table.add_row(code, point.value, "enabled" if code in enabled else "installed")
    out.print(table)


def main() -> None:
    """Run the command line, with the commands of the enabled plugins."""
    try:
        load(read_settings()).hook.register_commands(cli=app)
    except StartupError:
        pass  # the command itself says what is wrong
    app(obj=with_runtime)
