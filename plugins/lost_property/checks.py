"""Checks a report as a citizen sent it, but for place and station, which core knows about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core import Findings, InvalidInput, NamedFile, Problem, day_in_india
from plugins.lost_property.inputs import SubmitLostReportInput
from plugins.lost_property.items import ItemDraft, check_items
from plugins.lost_property.rules import CIRCUMSTANCES
from plugins.lost_property.texts import text
from plugins.lost_property.uploads import INVOICE, PHOTO

STOLEN = text(
    "What was stolen or snatched is not reported as lost. Dial 112 if you are in danger now. "
    "Otherwise file a complaint"
    " or an e-FIR, or go to the nearest police station: it must take your complaint down."
)


@dataclass(frozen=True)
class Content:
    """What a report says, checked."""

    items: Sequence[ItemDraft]
    circumstances: str | None


def refuse_theft(given: SubmitLostReportInput) -> None:
    """Theft is answered alone: nothing else matters then. Raises InvalidInput."""
    if given.was_stolen:
        raise InvalidInput([Problem(("wasStolen",), "STOLEN_NOT_LOST", STOLEN)])


def check_content(given: SubmitLostReportInput, now: datetime, findings: Findings) -> Content:
    """The content; what is wrong with it is in the findings then."""
    _check_times(given, now, findings)
    if not given.declaration:
        message = text(
            "Declare that all this is true. False information to the police is punishable."
        )
        findings.at("declaration").wrong("DECLARATION_REQUIRED", message)
    return Content(
        items=check_items(given.items, day_in_india(now), findings.at("items")),
        circumstances=findings.at("circumstances").lines(given.circumstances, CIRCUMSTANCES),
    )


def _check_times(given: SubmitLostReportInput, now: datetime, findings: Findings) -> None:
    for name, moment in (("lostFrom", given.lost_from), ("lostUntil", given.lost_until)):
        if moment is not None and moment > now:
            findings.at(name).wrong("LOST_IN_FUTURE", text("This lies in the future."))
    if given.lost_from and given.lost_until and given.lost_from > given.lost_until:
        message = text("The end of the time must not lie before its beginning.")
        findings.at("lostUntil").wrong("LOST_RANGE", message)


def named_files(given: SubmitLostReportInput) -> list[NamedFile]:
    """The files that a report names: its attachments, and the bills of phones."""
    attached = [
        NamedFile(file_id, ("attachments", str(position)), {PHOTO, INVOICE})
        for position, file_id in enumerate(given.attachments or ())
    ]
    invoices = [
        NamedFile(item.mobile.invoice_file_id, ("items", str(position), "invoiceFileId"), {INVOICE})
        for position, item in enumerate(given.items)
        if item.mobile and item.mobile.invoice_file_id is not None
    ]
    return [*attached, *invoices]
