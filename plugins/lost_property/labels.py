"""What things and their details are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import DocumentKind, Text
from plugins.lost_property.models import ItemKind, OtherKind
from plugins.lost_property.texts import text

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


def shown(value: Any) -> str:
    """A detail's value as people read it."""
    return ", ".join(value) if isinstance(value, list) else str(value)


def title_of(kind: ItemKind, details: Mapping[str, Any]) -> Text:
    """What a thing is, in a word or two."""
    if kind is ItemKind.DOCUMENT:
        return DOCUMENTS[DocumentKind(details["kind"])]
    if kind is ItemKind.OTHER:
        return OTHERS[OtherKind(details["kind"])]
    return KINDS[kind]
