"""`thana tips keys`: what operators and officers do for the keys, at a terminal of the police."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

import typer
from tortoise.expressions import Q

from core import Officer, OfficerRole, Runtime, Unit, unit_of
from plugins.tips import key_audit, officer_keys, unit_keys
from plugins.tips.models import KeyShare, OfficerKey, RecoveryShare, UnitKey
from plugins.tips.sealing import Broken

app = typer.Typer(help="Anonymous tips.", no_args_is_help=True)
keys = typer.Typer(help="The keys that open tips.", no_args_is_help=True)
app.add_typer(keys, name="keys")

UnitCode = Annotated[str, typer.Argument(help="The unit's code.", metavar="UNIT")]
By = Annotated[str, typer.Option("--by", help="The officer whose passphrase opens the key.")]
To = Annotated[list[str], typer.Option("--to", help="An officer who gets a share; repeatable.")]


@app.callback()
def tips() -> None:
    """Anonymous tips."""


@keys.command()
def enrol(
    context: typer.Context, username: Annotated[str, typer.Argument(help="The officer.")]
) -> None:
    """Give an officer a key pair. The officer types a passphrase, which nobody else may see."""
    passphrase = typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True)

    async def work(runtime: Runtime) -> str:
        officer = await _officer(username)
        enrolling = partial(officer_keys.enrol, runtime, officer, passphrase)
        await key_audit.noted(runtime, "enrol", None, enrolling, to=[officer])
        return (await _fingerprints([officer]))[0]

    told = _run(context, work)
    typer.echo(
        f"{told}; write this down: whoever hands a unit's key over to you compares it;"
        " next: `thana tips keys make` or `hand-over`"
    )


@keys.command()
def make(
    context: typer.Context,
    unit: UnitCode,
    to: To,
    recovery: Annotated[
        str | None, typer.Option(help="A second unit that may recover the key.")
    ] = None,
) -> None:
    """Make a unit's key pair; tips can be addressed to it from now on."""

    async def work(runtime: Runtime) -> list[str]:
        second = await _unit(recovery) if recovery else None
        of = await _unit(unit)
        officers = await _readers(runtime, of, to)
        making = partial(unit_keys.make, runtime, of, officers, second)
        await key_audit.noted(runtime, "make", of, making, to=officers)
        return await _fingerprints(officers)

    _tell(f"{unit} has a key; it is shared by {', '.join(to)}", _run(context, work))


@keys.command("hand-over")
def hand_over(context: typer.Context, unit: UnitCode, by: By, to: To) -> None:
    """Give further officers a share of a unit's key."""
    passphrase = _passphrase(by)

    async def work(runtime: Runtime) -> list[str]:
        of, giver = await _unit(unit), await _officer(by)
        officers = await _readers(runtime, of, to)
        handing = partial(unit_keys.hand_over, of, giver, passphrase, officers)
        await key_audit.noted(runtime, "hand_over", of, handing, by=giver, to=officers)
        return await _fingerprints(officers)

    _tell(f"the key of {unit} is shared by {', '.join(to)} as well", _run(context, work))


@keys.command()
def rotate(
    context: typer.Context,
    unit: UnitCode,
    by: By,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="An officer who has left; repeatable."),
    ] = None,
) -> None:
    """Replace a unit's key pair, as when an officer has left. All its tips are sealed anew."""
    passphrase = _passphrase(by)

    async def work(runtime: Runtime) -> int:
        of, giver, gone = await _unit(unit), await _officer(by), await _officers(without or [])
        rotating = partial(unit_keys.rotate, runtime, of, giver, passphrase, gone)
        return await key_audit.noted(runtime, "rotate", of, rotating, by=giver, without=gone)

    typer.echo(f"the key of {unit} is new; {_run(context, work)} tips were sealed to it")


@keys.command()
def recover(
    context: typer.Context,
    unit: UnitCode,
    second: Annotated[str, typer.Option("--from", help="The second unit.")],
    by: By,
    to: To,
) -> None:
    """Recover a unit's key through the second unit, when nobody is left who has a share."""
    passphrase = _passphrase(by)

    async def work(runtime: Runtime) -> list[str]:
        of, through, giver = await _unit(unit), await _unit(second), await _officer(by)
        officers = await _readers(runtime, of, to)
        recovering = partial(unit_keys.recover, of, through, giver, passphrase, officers)
        await key_audit.noted(runtime, "recover", of, recovering, by=giver, to=officers)
        return await _fingerprints(officers)

    _tell(f"the key of {unit} is shared by {', '.join(to)}; now rotate it", _run(context, work))


@keys.command("list")
def list_keys(context: typer.Context) -> None:
    """List which units have a key, since when, its fingerprint, and who shares it."""
    for line in _run(context, _listed):
        typer.echo(line)


async def _listed(_: Runtime) -> list[str]:
    usernames = {row.id: row.username for row in await Officer.all().only("id", "username")}
    lines = []
    for key in await UnitKey.all().order_by("unit_code"):
        shares = await KeyShare.filter(unit_key_id=key.id)
        seconds = await RecoveryShare.filter(unit_key_id=key.id).prefetch_related("second_key")
        names = sorted(usernames.get(share.officer_id, "?") for share in shares)
        recovery = [f"recovery {each.second_key.unit_code}" for each in seconds]
        told = [key.unit_code, _day(key.made_on), unit_keys.fingerprint(key.public_key)]
        lines.append("  ".join([*told, ", ".join(names), *recovery]))
    return lines or ["no unit has a key yet"]


async def _fingerprints(officers: list[Officer]) -> list[str]:
    """A line for each officer who has a key pair now."""
    keys = {officer: await OfficerKey.get(officer_id=officer.id) for officer in officers}
    return [
        f"{officer.username} has the key pair {unit_keys.fingerprint(key.public_key)}"
        for officer, key in keys.items()
    ]


def _tell(done: str, fingerprints: list[str]) -> None:
    """What was done, and to whose keys: one that somebody has put there is seen by nothing else."""
    typer.echo(done)
    for each in fingerprints:
        typer.echo(f"{each}; ask the officer whether it is that, or rotate without them")


def _day(day: date) -> str:
    return day.isoformat()


def _passphrase(username: str) -> str:
    passphrase: str = typer.prompt(f"Passphrase of {username}", hide_input=True)
    return passphrase


def _run(context: typer.Context, work: Callable[[Runtime], Awaitable[Any]]) -> Any:
    """Run a piece of work; what keeps it from being done is told, and nothing was changed."""
    try:
        return context.obj(work)
    except unit_keys.KeyFault as fault:
        told = str(fault)
    except Broken:
        told = (
            "a share does not open: it is of an earlier key pair of the officer's, or was altered;"
            " have somebody hand the key over anew"
        )
    except officer_keys.WrongPassphrase:
        told = "this is not the officer's passphrase"
    except officer_keys.Replaced:
        told = "somebody has replaced a key in the database: find out who before you go on"
    except officer_keys.WeakPassphrase:
        least = officer_keys.SHORTEST_PASSPHRASE
        told = f"the passphrase is too weak: at least {least} characters, such as six words"
    typer.echo(f"✗ {told}; nothing was changed", err=True)
    raise typer.Exit(1)


async def _readers(runtime: Runtime, unit: Unit, usernames: list[str]) -> list[Officer]:
    """The officers, each with the role for tips at this very unit: who has it not could open the
    tips, and would not be let in.
    """
    now, officers = runtime.now(), await _officers(usernames)
    for officer in officers:
        postings = officer.postings.filter(
            Q(ends_at=None) | Q(ends_at__gt=now),
            unit_id=unit.code,
            role=OfficerRole.TIPS_OFFICER,
            starts_at__lte=now,
        )
        if not await postings.exists():
            role = f"TIPS_OFFICER {unit.code}"
            raise unit_keys.KeyFault(
                f"{officer.username} does not read tips at {unit.code}:"
                f" `thana officers post {officer.username} {role}` first"
            )
    return officers


async def _officers(usernames: list[str]) -> list[Officer]:
    return [await _officer(username) for username in usernames]


async def _officer(username: str) -> Officer:
    officer = await Officer.get_or_none(username=username)
    if officer is None:
        raise unit_keys.KeyFault(f"there is no officer {username}")
    return officer


async def _unit(code: str) -> Unit:
    unit = await unit_of(code)
    if unit is None:
        raise unit_keys.KeyFault(f"there is no unit {code}")
    return unit
