"""What the acknowledgement of a lost report says: the fields of the report, and for phones exactly
those that CEIR, the national register of blocked phones, asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import (
    Citizen,
    DocumentTemplate,
    Reason,
    Relation,
    Runtime,
    ServiceRequest,
    StoredFile,
    Unit,
)  # fmt: skip
from plugins.lost_property.labels import DETAILS, shown, title_of
from plugins.lost_property.models import ItemKind, LostItem, LostReport
from plugins.lost_property.texts import text
from plugins.lost_property.uploads import PHOTO

LABELS = {
    "reporter": text("Reported by"),
    "name": text("Name"),
    "address": text("Address"),
    "contact": text("Contact"),
    "photos": text("Photos sent along"),
    "loss": text("The loss"),
    "place": text("Place"),
    "district": text("District"),
    "time": text("Time"),
    "submitted": text("Reported on"),
    "circumstances": text("Circumstances"),
    "items": text("Lost things"),
    "thing": text("Thing"),
    "details": text("Details"),
    "found": text("Found"),
    "declaration": text("Declaration"),
    "notes": text("Please note"),
}
NOT_KNOWN = text("Not known")
DECLARATION = text(
    "The reporter has declared that all this is true, and knows that false information to the "
    "police is punishable."
)
NOTES = (
    text(
        "This is not an FIR. It says that the loss has been reported; the police do not "
        "investigate it."
    ),
    text("It proves neither that the things were the reporter's nor what they were worth."),
    text("Whatever was stolen or snatched needs a complaint or an FIR. In danger dial 112."),
)
RELATIONS = {
    Relation.FATHER: text("Father"),
    Relation.MOTHER: text("Mother"),
    Relation.SPOUSE: text("Spouse"),
    Relation.GUARDIAN: text("Guardian"),
}
TITLED_BY_KIND = {ItemKind.DOCUMENT, ItemKind.OTHER}
ATTACHED = text("attached")

WITHDRAWN = Reason("WITHDRAWN", text("The report was withdrawn by the citizen"))
CANCELLED = Reason("CANCELLED_FALSE", text("The report was cancelled as false"))
REASONS = (
    Reason("ISSUED_IN_ERROR", text("It was issued in error")),
    Reason("MISUSED", text("It was misused")),
)


async def content(_: Runtime, request: ServiceRequest) -> Mapping[str, Any]:
    """The values of the template `acknowledgement.html`."""
    report = await LostReport.get(request_id=request.id)
    district = await Unit.get_or_none(code=report.district_code) if report.district_code else None
    photos = await StoredFile.filter(request_id=request.id, purpose=PHOTO).count()
    return {
        "labels": LABELS,
        "reporter": {
            **report.reporter,
            "relation": RELATIONS.get(report.reporter.get("relation", "")),
        },
        "submitted_at": request.submitted_at,
        "place": report.place_text,
        "district": district.names if district else None,
        "lost_from": report.lost_from,
        "lost_until": report.lost_until,
        "not_known": NOT_KNOWN,
        "circumstances": report.circumstances,
        "photos": str(photos) if photos else None,
        "items": [_item(item) for item in await report.items.all().order_by("position")],
        "declaration": DECLARATION,
        "notes": NOTES,
    }


def reporter(citizen: Citizen) -> dict[str, Any]:
    """Who reports, as the profile says at this moment: the report keeps it so."""
    address = citizen.present_address or {}
    return {
        "name": citizen.full_name,
        "relation": citizen.relation,
        "relative": citizen.relative_name,
        "address": ", ".join(str(part) for part in _address(address)),
        "contact": ", ".join(filter(None, (citizen.mobile, citizen.email))),
    }


def _address(address: Mapping[str, Any]) -> list[Any]:
    return [address[name] for name in ("text", "pin_code") if address.get(name)]


def _item(item: LostItem) -> dict[str, Any]:
    return {
        "title": title_of(item.kind, item.details),
        "details": [
            {"label": label, "value": _value(name, item.details[name])}
            for name, label in DETAILS.items()  # PostgreSQL keeps no order of an object's keys
            if item.details.get(name) and not (name == "kind" and item.kind in TITLED_BY_KIND)
        ],
        "is_found": item.is_found,
    }


def _value(name: str, value: Any) -> Any:
    if name == "invoice_file_id":
        return ATTACHED
    return shown(value)


ACKNOWLEDGEMENT = DocumentTemplate(
    kind="ACKNOWLEDGEMENT",
    title=text("Acknowledgement of a lost property report"),
    template="acknowledgement.html",
    content=content,
    issued_in=frozenset({"ACKNOWLEDGED"}),
    revoked_in={"WITHDRAWN": WITHDRAWN, "CANCELLED_FALSE": CANCELLED},
    reasons=REASONS,
)
