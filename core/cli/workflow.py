"""`thana workflow`: a service's workflow in force, with the state's changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import fill
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Column, Table

from core.cli.run import out, platform, stop
from core.service_requests.workflow import Clock, Transition, Workflow, diagram
from core.texts import Language, Text

app = typer.Typer(help="Workflows of the services.", no_args_is_help=True)

Shown = Callable[[Text], str]

LABEL_WIDTH = 16
"""Characters in a line of a label. Terminals do not agree how many cells Devanagari takes, so
labels stand in the last column, and each character counts as one, which is the most that it takes.
"""


@app.command()
def show(
    service: Annotated[str, typer.Argument(help="The service's code.")],
    mermaid: Annotated[
        bool, typer.Option("--mermaid", help="As a Mermaid diagram, which has codes alone.")
    ] = False,
    language: Annotated[
        Language | None, typer.Option(help="The language of labels; the state's first one else.")
    ] = None,
) -> None:
    """Show statuses and steps of a service, with what the settings change of them."""
    of = platform()
    flow = of.registry.flow(service)
    if flow is None:
        known = [each.code for each in of.registry.services if each.workflow]
        stop(f"no enabled service {service} has a workflow; known: {', '.join(known) or 'none'}")
    if mermaid:
        typer.echo(diagram(flow))
        return
    wanted = language or of.runtime.settings.languages[0]

    def shown(text: Text) -> str:
        return fill(of.runtime.texts(text, wanted), LABEL_WIDTH)

    _print(_statuses(flow, shown))
    _print(_steps(flow, shown))
    out.print(*_desk(flow), sep="\n", highlight=False)


def _statuses(flow: Workflow, shown: Shown) -> Table:
    table = _table("status", "phase", "days", "label")
    for status in flow.statuses:
        phase = f"{status.phase.value}, final" if status.is_final else status.phase.value
        begins = "→ " if status.code in flow.initial else ""
        days = str(status.days or "")
        table.add_row(f"{begins}{status.code}", phase, days, shown(status.label))
    return table


def _steps(flow: Workflow, shown: Shown) -> Table:
    table = _table("from → to", "roles", "terms", "action")
    for step in flow.transitions:
        table.add_row(
            f"{step.source}\n→ {step.target}",
            "\n".join(sorted(step.roles)),
            "\n".join(_terms(step)),
            f"{step.action}\n{shown(flow.label(step.action))}",
        )
    return table


def _terms(step: Transition) -> Iterable[str]:
    if step.mutation:
        yield f"by {step.mutation}"
    if step.clock is not Clock.RUNS:
        yield f"clock {step.clock.value.lower()}"
    if step.needs_note:
        yield "with a note"
    if step.reasons:
        yield f"reason {', '.join(reason.code for reason in step.reasons)}"
    if step.apart_from:
        yield f"apart from {', '.join(step.apart_from)}"


def _desk(flow: Workflow) -> Iterable[str]:
    yield f"CLAIM and RELEASE while it is not closed: {_listed(flow.handlers)}"
    yield f"ASSIGN and TRANSFER while it is not closed: {_listed(flow.supervisors)}"


def _listed(roles: Iterable[str]) -> str:
    return ", ".join(sorted(str(role) for role in roles))


def _table(*names: str) -> Table:
    return Table(*(Column(name, overflow="fold") for name in names), box=SIMPLE)


def _print(table: Table) -> None:
    """Without what fills the last column, which would wrap where Devanagari takes more cells."""
    with out.capture() as printed:
        out.print(table)
    for line in printed.get().splitlines():
        typer.echo(line.rstrip())
