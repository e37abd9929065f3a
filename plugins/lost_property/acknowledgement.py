"""What the acknowledgement of a lost report says: the fields of the report, and for phones exactly
those that CEIR, the national register of blocked phones, asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import (
    Citizen,
    DocumentKind,
    DocumentTemplate,
    Reason,
    Relation,
    Runtime,
    ServiceRequest,
    StoredFile,
    Text,
    Unit,
)  # fmt: skip
from plugins.lost_property.models import ItemKind, LostItem, LostReport, OtherKind
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
KINDS = {
    ItemKind.MOBILE: text("Mobile phone"),
    ItemKind.VEHICLE: text("Vehicle or number plate"),
}
DOCUMENTS = {
    DocumentKind.DRIVING_LICENCE: text("Driving licence"),
    DocumentKind.VEHICLE_REGISTRATION: text("Vehicle registration"),
    DocumentKind.AADHAAR: text("Aadhaar"),
    DocumentKind.VOTER_ID: text("Voter ID"),
    DocumentKind.PAN: text("PAN card"),
    DocumentKind.PASSPORT: text("Passport"),
    DocumentKind.RATION_CARD: text("Ration card"),
    DocumentKind.MARK_SHEET: text("Mark sheet"),
    DocumentKind.EDUCATION_CERTIFICATE: text("Education certificate"),
    DocumentKind.BIRTH_CERTIFICATE: text("Birth certificate"),
    DocumentKind.BANK_CARD: text("Bank card"),
    DocumentKind.CHEQUE: text("Cheque"),
    DocumentKind.BANK_DRAFT: text("Bank draft"),
    DocumentKind.SIM_CARD: text("SIM card"),
    DocumentKind.OTHER: text("Other document"),
}
OTHERS = {
    OtherKind.BAG: text("Bag"),
    OtherKind.WALLET: text("Wallet"),
    OtherKind.JEWELLERY: text("Jewellery"),
    OtherKind.CASH: text("Cash"),
    OtherKind.ELECTRONICS: text("Electronics"),
    OtherKind.KEYS: text("Keys"),
    OtherKind.OTHER: text("Other thing"),
}
TITLED_BY_KIND = {ItemKind.DOCUMENT, ItemKind.OTHER}
DETAILS = {
    "imei1": text("IMEI 1"),
    "imei2": text("IMEI 2"),
    "registration_number": text("Registration number"),
    "kind": text("Kind"),
    "brand": text("Brand"),
    "make": text("Maker"),
    "model": text("Model"),
    "colour": text("Colour"),
    "number": text("Number"),
    "name_on": text("Name on it"),
    "issuer": text("Issued by"),
    "year": text("Year of issue"),
    "chassis_number": text("Chassis number"),
    "engine_number": text("Engine number"),
    "mobile_numbers": text("Mobile numbers in it"),
    "operator": text("Network operator"),
    "price": text("Price in rupees"),
    "invoice_file_id": text("Bill"),
    "description": text("Description"),
    "quantity": text("Quantity"),
    "value": text("Value in rupees"),
}
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
        "title": _title(item),
        "details": [
            {"label": label, "value": _value(name, item.details[name])}
            for name, label in DETAILS.items()  # PostgreSQL keeps no order of an object's keys
            if item.details.get(name) and not (name == "kind" and item.kind in TITLED_BY_KIND)
        ],
        "is_found": item.is_found,
    }


def _title(item: LostItem) -> Text:
    if item.kind is ItemKind.DOCUMENT:
        return DOCUMENTS[DocumentKind(item.details["kind"])]
    if item.kind is ItemKind.OTHER:
        return OTHERS[OtherKind(item.details["kind"])]
    return KINDS[item.kind]


def _value(name: str, value: Any) -> Any:
    if name == "invoice_file_id":
        return ATTACHED
    return ", ".join(value) if isinstance(value, list) else str(value)


ACKNOWLEDGEMENT = DocumentTemplate(
    kind="ACKNOWLEDGEMENT",
    title=text("Acknowledgement of a lost property report"),
    template="acknowledgement.html",
    content=content,
    issued_in=frozenset({"ACKNOWLEDGED"}),
    revoked_in={"WITHDRAWN": WITHDRAWN, "CANCELLED_FALSE": CANCELLED},
    reasons=REASONS,
)
