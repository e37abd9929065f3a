"""Reading the answer on the page, adding to a tip, and erasing it: all of it with the receipt."""

from __future__ import annotations

from typing import Any

import strawberry
from babel.dates import format_date
from starlette.responses import Response

from core import InvalidInput, RequestError
from plugins.tips import thread
from plugins.tips.content import Message, TipSender, messages
from plugins.tips.inputs import TipMessageInput
from plugins.tips.labels import state_label
from plugins.tips.looking_up import Found, find, settings_of
from plugins.tips.page import Visit
from plugins.tips.page_faults import NO_FAULTS, Faults, faults_of
from plugins.tips.page_pictures import Kept, kept_pictures
from plugins.tips.page_tickets import ticket_of
from plugins.tips.tickets import Ticket

RECEIPT = "receipt"


async def read(visit: Visit) -> Response:
    """Ask for the receipt."""
    return _asked(visit, NO_FAULTS)


async def open_tip(visit: Visit) -> Response:
    """The conversation of the receipt that was typed."""
    kept = await kept_pictures(visit)
    try:
        found = await find(visit.context, visit.form.one(RECEIPT))
    except RequestError as error:
        return _asked(visit, faults_of(error, RECEIPT))
    return await _thread(visit, found, kept, kept.faults)


async def add(visit: Visit) -> Response:
    """Append a message: the conversation with it, or with the form and what is wrong."""
    kept = await kept_pictures(visit)
    if not kept.faults.found:
        given = TipMessageInput(
            receipt=visit.form.one(RECEIPT),
            text=visit.form.one("text"),
            attachments=[strawberry.ID(token) for token in kept.tokens],
        )
        try:
            found = await thread.add(visit.context, given, Ticket(visit.form.one("ticket")))
            return await _thread(visit, found, Kept([], NO_FAULTS), NO_FAULTS, is_added=True)
        except (InvalidInput, RequestError) as error:
            return await _refused(visit, kept, faults_of(error), error)
    return await _refused(visit, kept, kept.faults, None)


async def _refused(
    visit: Visit, kept: Kept, faults: Faults, error: InvalidInput | RequestError | None
) -> Response:
    """The conversation with the message that was not taken."""
    try:
        found = await find(visit.context, visit.form.one(RECEIPT))
    except RequestError as no_tip:
        return _asked(visit, faults_of(no_tip, RECEIPT))
    return await _thread(visit, found, kept, faults, error)


async def ask_erase(visit: Visit) -> Response:
    """Ask once more."""
    return visit.show("erase", receipt=visit.form.one(RECEIPT))


async def erase(visit: Visit) -> Response:
    """Erase all of it."""
    try:
        await thread.erase(visit.context, visit.form.one(RECEIPT))
    except RequestError as error:
        return _asked(visit, faults_of(error, RECEIPT))
    return visit.show("end", end="erased")


def _asked(visit: Visit, faults: Faults) -> Response:
    typed = visit.form.one(RECEIPT) if faults.found else ""
    return visit.show("read", faults, receipt=typed)


async def _thread(
    visit: Visit,
    found: Found,
    kept: Kept,
    faults: Faults,
    error: InvalidInput | RequestError | None = None,
    *,
    is_added: bool = False,
) -> Response:
    told = await messages(found.key, found.tip.id)
    return visit.show(
        "thread",
        faults,
        **ticket_of(visit, error, is_sent=is_added),
        receipt=visit.form.one(RECEIPT),
        status=visit.say(state_label(settings_of(visit.context), found.tip.status)),
        expires_on=format_date(found.tip.expires_on, "long", locale=f"{visit.language.value}_IN"),
        messages=[_shown(visit, each) for each in told],
        is_answered=any(each.sender is TipSender.POLICE for each in told),
        text="" if is_added else visit.form.one("text"),
        tokens=kept.tokens,
        is_added=is_added,
    )


def _shown(visit: Visit, message: Message) -> dict[str, Any]:
    return {
        "is_own": message.sender is TipSender.TIPSTER,
        "text": message.text,
        "sent_on": format_date(message.sent_on, "long", locale=f"{visit.language.value}_IN"),
        "attachments": [(each.id, each.name) for each in message.attachments],
    }
