"""`thana messages`: what a trial has kept instead of sending it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from core.cli.run import out, platform, with_database
from core.clock import in_india
from core.notifications.models import DemoMessage


def messages(
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many of them.")] = 50,
) -> None:
    """List the messages that were kept and not sent, newest first. Beside the demo codes are
    masked.
    """
    found: Sequence[DemoMessage] = with_database(
        platform(), lambda: DemoMessage.all().order_by("-at", "-id").limit(most)
    )
    table = Table("at", "by", "to", "message")
    for each in found:
        text = escape(f"{each.subject}\n{each.text}")
        table.add_row(in_india(each.at), each.channel, escape(each.recipient), text)
    out.print(table)
