"""Writing a tip on the page: the form, its sending, and the receipt that is typed back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import strawberry
from starlette.responses import Response

from core import (
    BadRequest,
    InvalidInput,
    Language,
    PlaceInput,
    Problem,
    RequestError,
    Unit,
    UnitKind,
    day_in_india,
)
from plugins.tips import submitting
from plugins.tips.categories import OWN_TRACES, in_force
from plugins.tips.forms import Form
from plugins.tips.inputs import TipInput
from plugins.tips.looking_up import settings_of
from plugins.tips.page import Visit
from plugins.tips.page_faults import NO_FAULTS, Fault, Faults, faults_of
from plugins.tips.page_pictures import Kept, kept_pictures
from plugins.tips.page_texts import MISMATCH
from plugins.tips.page_tickets import ticket_of
from plugins.tips.receipts import Mistyped, read_receipt
from plugins.tips.tickets import Ticket

ON = "on"


@dataclass(frozen=True)
class Written:
    """What stands in the form, as it was typed."""

    category: str
    text: str
    place: str
    district: str
    day: str
    officers: str
    is_happening_now: bool

    @classmethod
    def of(cls, form: Form) -> Written:
        return cls(
            category=form.one("category"),
            text=form.one("text"),
            place=form.one("place"),
            district=form.one("district"),
            day=form.one("day"),
            officers=form.one("officers"),
            is_happening_now=form.one("now") == ON,
        )

    def tip(self, language: Language, tokens: list[str]) -> TipInput:
        """As the use case takes it. Raises InvalidInput for a day that is none."""
        return TipInput(
            category=self.category,
            text=self.text,
            place=PlaceInput(text=self.place, district_code=self.district or None),
            occurred_on=self._day(),
            is_happening_now=self.is_happening_now,
            exclude_officers=[line for line in self.officers.splitlines() if line.strip()],
            attachments=[strawberry.ID(token) for token in tokens],
            language=language,
        )

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.day.strip()) if self.day.strip() else None
        except ValueError:
            problem = Problem(("occurredOn",), "DATE_INVALID", submitting.NO_DAY)
            raise InvalidInput([problem]) from None


async def write(visit: Visit) -> Response:
    """The form, empty or with what was written before."""
    kept = await kept_pictures(visit)
    return await _form(visit, kept, kept.faults)


async def send(visit: Visit) -> Response:
    """Send the tip: the receipt, or the form with what is wrong."""
    kept = await kept_pictures(visit)
    if kept.faults.found:
        return await _form(visit, kept, kept.faults)
    written, ticket = Written.of(visit.form), Ticket(visit.form.one("ticket"))
    try:
        given = written.tip(visit.language, kept.tokens)
        receipt, category = await submitting.submit(visit.context, given, ticket)
    except (InvalidInput, RequestError) as error:
        return await _form(visit, kept, faults_of(error), error)
    is_urgent = written.is_happening_now or category.is_emergency
    return visit.show("receipt", receipt=receipt.shown, is_urgent=is_urgent)


async def show_receipt(visit: Visit) -> Response:
    """The receipt once more, from the form that has it, as in another language."""
    return _receipt(visit, NO_FAULTS)


async def confirm(visit: Visit) -> Response:
    """Whether what was typed is the receipt that the form has: nothing is looked up."""
    try:
        if read_receipt(visit.form.one("typed")) == read_receipt(visit.form.one("receipt")):
            return visit.show("end", end="confirmed")
    except Mistyped:
        pass
    return _receipt(visit, Faults((Fault("typed", MISMATCH),), BadRequest.status))


def _receipt(visit: Visit, faults: Faults) -> Response:
    shown, is_urgent = visit.form.one("receipt"), visit.form.one("urgent") == ON
    return visit.show("receipt", faults, receipt=shown, is_urgent=is_urgent)


async def _form(
    visit: Visit,
    kept: Kept,
    faults: Faults,
    error: InvalidInput | RequestError | None = None,
) -> Response:
    return visit.show(
        "write",
        faults,
        **ticket_of(visit, error),
        written=asdict(Written.of(visit.form)),
        categories=_categories(visit),
        districts=await _districts(visit.language),
        tokens=kept.tokens,
        today=day_in_india(visit.context.runtime.now()).isoformat(),
    )


def _categories(visit: Visit) -> list[dict[str, Any]]:
    """Those that are offered; the hint that most of them share stands at the text."""
    return [
        {
            "code": each.code,
            "label": visit.say(each.label),
            "hint": visit.say(each.hint) if each.hint and each.hint != OWN_TRACES else "",
            "is_emergency": each.is_emergency,
        }
        for each in in_force(settings_of(visit.context)).values()
    ]


async def _districts(language: Language) -> list[tuple[str, str]]:
    """Codes and names, by name."""
    units = await Unit.filter(kind=UnitKind.DISTRICT, is_active=True)
    return sorted(((unit.code, unit.name(language)) for unit in units), key=lambda each: each[1])
