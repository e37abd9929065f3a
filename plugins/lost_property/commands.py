"""`thana lost-property`: what operators do for the register."""

from __future__ import annotations

import typer

from plugins.lost_property.rehashing import rehash

app = typer.Typer(help="The register of lost and found things.", no_args_is_help=True)


@app.callback()
def lost_property() -> None:
    """The register of lost and found things."""


@app.command("rehash")
def rehash_command(context: typer.Context) -> None:
    """Bring the hashes that match lost and found things under the newest key. Run it after a new
    key was set and before the old one is dropped, and once after an update from a version without
    matching.
    """
    done = context.obj(rehash)
    typer.echo(f"hashes: {done.done} brought under the newest key, {done.made} made")
    if done.left:
        typer.echo(
            f"{done.left} of Aadhaar numbers stay under an older key, for the whole numbers are not"
            " kept; they match until that key is dropped"
        )
