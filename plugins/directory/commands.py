"""`thana directory`: what operators do for the directory."""

from __future__ import annotations

import typer

from plugins.directory import area_commands, post_commands

app = typer.Typer(help="The police directory.", no_args_is_help=True)


@app.callback()
def directory() -> None:
    """The police directory."""


app.command("import-areas")(area_commands.import_areas_command)
app.command("import-posts")(post_commands.import_posts_command)
app.command("import-helplines")(post_commands.import_helplines_command)
