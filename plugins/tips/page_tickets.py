"""The ticket that a form of the page carries."""

from __future__ import annotations

from typing import Any

from core import InvalidInput, RequestError
from plugins.tips.looking_up import gate_of, settings_of
from plugins.tips.page import Visit
from plugins.tips.texts import text
from plugins.tips.tickets import OVER, Ticket, new_ticket


def ticket_of(
    visit: Visit, error: InvalidInput | RequestError | None = None, *, is_sent: bool = False
) -> dict[str, Any]:
    """For a form that is shown (again): the ticket that it had, so that nobody waits twice, or a
    new one where that is used up or too old; and how long it has to be open.
    """
    runtime, ticket = visit.context.runtime, Ticket(visit.form.one("ticket"))
    if is_sent or _is_over(error) or not ticket.is_in_time(runtime):
        gate, now = gate_of(visit.context), runtime.now()
        gate.note_challenge(now)
        ticket = new_ticket(runtime, gate.form_seconds(now, settings_of(visit.context)))
    seconds = ticket.seconds_left(runtime)
    ready = text("It can be sent in {seconds} seconds. Take your time.", seconds=seconds)
    return {"ticket": ticket.good_once, "ready": visit.say(ready) if seconds else ""}


def _is_over(error: InvalidInput | RequestError | None) -> bool:
    problems = error.problems if isinstance(error, InvalidInput) else ()
    return any(problem.code == OVER for problem in problems)
