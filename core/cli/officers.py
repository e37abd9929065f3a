"""`thana officers`: accounts and postings of officers."""

from __future__ import annotations

from typing import Annotated

import pyotp
import typer
from rich.table import Table

from core.cli.run import out, platform, stop, with_database
from core.desk.returning import return_what_was_left
from core.identity import officers, sessions
from core.identity.models import Officer, OfficerRole
from core.texts import Language
from core.units.models import Unit

app = typer.Typer(help="Officers: accounts and postings.", no_args_is_help=True)

RETURNED = "requests back in the queue"

Username = Annotated[str, typer.Argument(help="The officer's name for signing in.")]
Role = Annotated[OfficerRole, typer.Argument(help="What the officer is there.")]
UnitCode = Annotated[str, typer.Argument(help="The unit's code.")]


@app.command()
def add(
    username: Username,
    full_name: Annotated[str, typer.Argument(help="Full name.")],
    password: Annotated[
        str,
        typer.Option(
            prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out."
        ),
    ],
    language: Annotated[
        Language, typer.Option(help="The language to be addressed in.")
    ] = Language.HI,
    mobile: Annotated[
        str | None,
        typer.Option(help="The officer's own number: nobody decides about themselves."),
    ] = None,
) -> None:
    """Make an account. Prints the second factor's secret, once."""
    of, secret = platform(), pyotp.random_base32()

    async def work() -> None:
        try:
            await officers.create_officer(
                of.runtime, username, full_name, password, secret, language, mobile
            )
        except ValueError as error:
            stop(str(error))

    with_database(of, work)
    out.print(f"{username} may sign in. For the authenticator app:")
    typer.echo(pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Thana"))


@app.command("mobile")
def mobile_command(
    username: Username,
    number: Annotated[str | None, typer.Argument(help="The officer's own mobile number.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget the number.")] = False,
) -> None:
    """Keep an officer's own number, so that the officer decides no request made with it."""
    if (number is None) != clear:
        stop("give the mobile number, or --clear")
    of = platform()

    async def work() -> None:
        try:
            await officers.set_mobile(of.runtime, await _officer(username), number)
        except ValueError as error:
            stop(str(error))

    with_database(of, work)
    out.print(f"the mobile number of {username} is {'forgotten' if clear else 'kept'}")


@app.command()
def post(username: Username, role: Role, unit: UnitCode) -> None:
    """Give an officer a role at a unit, from now on."""
    of = platform()

    async def work() -> None:
        place = await Unit.get_or_none(code=unit) or stop(f"there is no unit {unit}")
        try:
            await officers.post(of.runtime, await _officer(username), role, place)
        except ValueError as error:
            stop(str(error))

    with_database(of, work)
    out.print(f"{username} is {role.value} at {unit} from now on")


@app.command()
def unpost(username: Username, role: Role, unit: UnitCode) -> None:
    """End a posting now, and give back to the queue what the officer had there."""
    of = platform()

    async def work() -> int:
        if not await officers.end_posting(of.runtime, await _officer(username), role, unit):
            stop(f"{username} is not {role} at {unit}")
        return await return_what_was_left(of.runtime)

    returned = with_database(of, work)
    out.print(f"{username} is no longer {role.value} at {unit}; {RETURNED}: {returned}")


@app.command()
def deactivate(username: Username) -> None:
    """Let an officer sign in no more, end all sessions, and give back to the queue what the officer
    had.
    """
    of = platform()

    async def work() -> int:
        await officers.deactivate(of.runtime, await _officer(username))
        return await return_what_was_left(of.runtime)

    returned = with_database(of, work)
    out.print(f"{username} can no longer sign in; {RETURNED}: {returned}")


@app.command("list")
def list_command() -> None:
    """List officers and their present postings."""
    of = platform()

    async def work() -> Table:
        table = Table("name", "full name", "postings", "active")
        for officer in await Officer.all().order_by("username"):
            held = await sessions.current_postings(officer.id, of.runtime.now())
            postings = ", ".join(f"{posting.role.value} {posting.unit_id}" for posting in held)
            table.add_row(
                officer.username, officer.full_name, postings, "yes" if officer.is_active else "no"
            )
        return table

    out.print(with_database(of, work))


async def _officer(username: str) -> Officer:
    return await Officer.get_or_none(username=officers.normal_username(username)) or stop(
        f"there is no officer {username}"
    )
