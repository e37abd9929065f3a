"""`thana payments`: the treasury's scrolls, what came and went, and money that is given back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.box import SIMPLE
from rich.table import Column, Table

from core.cli.run import out, platform, stop, with_database
from core.payments import totals as journal
from core.payments.models import Payment, RefundState
from core.payments.reconciling import reconcile
from core.payments.refunding import NoRefund, refund_by_office
from core.payments.scroll import import_scroll
from core.payments.totals import DayTotal
from core.relay import decode_id
from core.units.csv_rows import ImportRefused

app = typer.Typer(help="Fees: what came, what is due, what was given back.", no_args_is_help=True)

HEADINGS = ("day", "provider", "currency", "received", "refunded", "net")
MOST = 1000
ID_LENGTH = len(str(UUID(int=0)))


@app.command()
def scroll(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV in UTF-8.")],
) -> None:
    """Import a treasury's scroll, all rows or none of them, and settle the challans in it.

    Columns: challan_number, bank, paid_on (YYYY-MM-DD), amount; and currency, INR where there is
    none. Lines that are known already stay as they are.
    """
    of = platform()
    try:
        done = with_database(of, lambda: import_scroll(of.runtime, of.registry, file))
    except ImportRefused as refused:
        stop(*(str(error) for error in refused.errors), "nothing was imported")
    out.print(
        f"lines: {done.created} new, {done.unchanged} known; payments settled: {done.settled}"
    )


@app.command("reconcile")
def reconcile_command() -> None:
    """Ask now about the payments whose time has come, as the server does every minute."""
    of = platform()
    done = with_database(of, lambda: reconcile(of.runtime, of.registry))
    out.print(
        f"asked about {done.asked}: {done.settled} settled, {done.failed} failed,"
        f" {done.refunded} given back, {done.unreachable} out of reach"
    )


@app.command()
def totals(
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV, for spreadsheets.")] = False,
) -> None:
    """What came and went on each day in India, by provider and currency. Ends with 1 where payments
    and journal do not agree.
    """

    async def work() -> tuple[Sequence[DayTotal], Sequence[UUID]]:
        days = await journal.totals(since.date(), until.date())
        return days, await journal.disagreements()

    days, wrong = with_database(platform(), work)
    rows = [[str(getattr(day, name)) for name in HEADINGS] for day in days]
    _print_csv(rows) if as_csv else _print_table(rows)
    if wrong:
        stop(*(f"payment {each}: its row and the journal do not agree" for each in wrong))
    typer.echo("payments and journal agree", err=as_csv)


def _print_csv(rows: Sequence[Sequence[str]]) -> None:
    lines = io.StringIO()
    csv.writer(lines).writerows([HEADINGS, *rows])
    typer.echo(lines.getvalue(), nl=False)


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    table = Table(*HEADINGS)
    for row in rows:
        table.add_row(*row)
    out.print(table)


@app.command()
def due() -> None:
    """The money that is to be given back, the oldest first."""
    rows: Sequence[Payment] = with_database(
        platform(),
        lambda: (
            Payment.filter(refund_state=RefundState.DUE).order_by("settled_at", "id").limit(MOST)
        ),
    )
    whole = Column("payment", no_wrap=True, min_width=ID_LENGTH)  # to be copied
    table = Table(whole, box=SIMPLE, show_edge=False, padding=0)
    for heading in ("provider", "amount", "reason", "challan"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        amount = f"{row.received} {row.received_currency}"
        challan = row.challan_number or ""
        table.add_row(str(row.id), row.provider, amount, row.refund_reason, challan)
    out.print(table if rows else "nothing is to be given back")


@app.command()
def refund(
    payment: Annotated[str, typer.Argument(help="The payment's id.")],
    reason: Annotated[str, typer.Option(help="A code in capitals, such as PAID_TWICE.")],
    done: Annotated[
        bool, typer.Option("--done", help="It has been given back already, by the treasury.")
    ] = False,
) -> None:
    """Have a payment given back; or say that the treasury has done so. It stands in the audit."""
    if not re.fullmatch("[A-Z][A-Z_]{2,39}", reason):
        stop("--reason: write a code of capital letters, such as PAID_TWICE; it names nobody")
    of, key = platform(), _payment_id(payment)
    try:
        row: Payment = with_database(
            of, lambda: refund_by_office(of.runtime, of.registry, key, reason, is_done=done)
        )
    except NoRefund as error:
        stop(f"payment {payment}: {error}")
    state = "given back" if row.refund_state is RefundState.DONE else "to be given back"
    out.print(f"{row.received} {row.received_currency} {state}")


def _payment_id(written: str) -> UUID:
    kind, key = decode_id(written) or ("", "")
    try:
        return UUID(key if kind == "Payment" else written)
    except ValueError:
        stop(f"payment {written}: this is no payment's id; `payFee` and `due` show it")
