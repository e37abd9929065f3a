"""Inputs of lost property, as the frontend contract has them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core import DocumentKind, Language, PlaceInput, field, input_type
from plugins.lost_property.models import OtherKind


@input_type("A lost mobile phone: what CEIR asks for.")
class LostMobileInput:
    imei1: str = field("The IMEI: 15 digits; 14 are completed, 16 (IMEISV) reduced.")
    imei2: str | None = field("The second IMEI of a phone with two SIM cards.", default=None)
    brand: str = field("Brand.")
    model: str = field("Model.")
    colour: str | None = field("Colour.", default=None)
    mobile_numbers: list[str] | None = field("The numbers of the SIM cards in it.", default=None)
    operator: str | None = field("The network operator.", default=None)
    price: str | None = field("What it cost, in rupees.", default=None)
    invoice_file_id: strawberry.ID | None = field("The bill, uploaded before.", default=None)


@input_type("A lost vehicle, or its number plate.")
class LostVehicleInput:
    registration_number: str = field("The registration number, in any spelling.")
    kind: str | None = field("What kind of vehicle.", default=None)
    make: str | None = field("Maker.", default=None)
    model: str | None = field("Model.", default=None)
    colour: str | None = field("Colour.", default=None)
    chassis_number: str | None = field("Chassis number.", default=None)
    engine_number: str | None = field("Engine number.", default=None)


@input_type("A lost document.")
class LostDocumentInput:
    kind: DocumentKind = field("What kind of document.")
    number: str | None = field(
        "Its number; of an Aadhaar number the last four digits are kept.", default=None
    )
    name_on: str | None = field("The name on it.", default=None)
    issuer: str | None = field("Who issued it.", default=None)
    year: int | None = field("The year of issue.", default=None)


@input_type("Another lost thing.")
class LostOtherInput:
    kind: OtherKind = field("What kind of thing.")
    description: str = field("What it looks like.")
    quantity: int | None = field("How many.", default=None)
    value: str | None = field("What it is worth, in rupees.", default=None)


@input_type("One lost thing: exactly one of these.", one_of=True)
class LostItemInput:
    mobile: LostMobileInput | None = field("A mobile phone.", default=strawberry.UNSET)
    vehicle: LostVehicleInput | None = field("A vehicle or its plate.", default=strawberry.UNSET)
    document: LostDocumentInput | None = field("A document.", default=strawberry.UNSET)
    other: LostOtherInput | None = field("Another thing.", default=strawberry.UNSET)


@input_type("Report one to ten lost things.")
class SubmitLostReportInput:
    was_stolen: bool = field(
        "Whether it was stolen or snatched: then this is not the right service."
    )
    lost_from: datetime | None = field(
        "When it was lost, or the beginning of the time; null when not known.", default=None
    )
    lost_until: datetime | None = field(
        "The end of the time in which it was lost; null when not known.", default=None
    )
    place: PlaceInput = field("Where it was lost, as well as it is known.")
    station_code: str | None = field(
        "The police station; null to have it chosen from the place.", default=None
    )
    circumstances: str | None = field("How it was lost.", default=None)
    items: list[LostItemInput] = field("One to ten things.")
    attachments: list[strawberry.ID] | None = field("Files uploaded before.", default=None)
    declaration: bool = field("That all this is true; false information is punishable.")
    language: Language | None = field(
        "The language of the report; the citizen's own when null.", default=None
    )
    idempotency_key: strawberry.ID = field("A UUID made by the client.")
