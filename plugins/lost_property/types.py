"""Types of lost property: the report, and its items by kind."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core import (
    DocumentKind,
    Info,
    Place,
    PlaceType,
    ServiceRequestType,
    field,
    interface_type,
    object_type,
    resolver,
)
from plugins.lost_property import models
from plugins.lost_property.found_types import ItemMatch
from plugins.lost_property.models import ItemKind, OtherKind
from plugins.lost_property.rules import MOST_ITEMS


@interface_type("One lost thing.")
class LostItem:
    id: strawberry.ID = field("The thing's id.")
    is_found: bool = field("Whether it has been found.")
    found_on: date | None = field("The day on which it was found.", default=None)

    @resolver("The things handed in at stations that have its number, newest first.", bound=4)
    async def matches(self, info: Info) -> list[ItemMatch]:
        rows = await info.context.load("lost_property.matches_of_lost", self.id)
        return [ItemMatch(row=row) for row in rows]


@object_type("A lost mobile phone.")
class LostMobile(LostItem):
    imei1: str = field("The IMEI.")
    imei2: str | None = field("The second IMEI.")
    brand: str = field("Brand.")
    model: str = field("Model.")
    colour: str | None = field("Colour.")
    mobile_numbers: list[str] = field("The numbers of the SIM cards in it, in E.164.")
    operator: str | None = field("The network operator.")
    price: str | None = field("What it cost, in rupees.")
    invoice_file_id: strawberry.ID | None = field(
        "The bill: one of the report's attachments.", default=None
    )


@object_type("A lost vehicle, or its number plate.")
class LostVehicle(LostItem):
    registration_number: str = field("The registration number, in capitals without separators.")
    kind: str | None = field("What kind of vehicle.")
    make: str | None = field("Maker.")
    model: str | None = field("Model.")
    colour: str | None = field("Colour.")
    chassis_number: str | None = field("Chassis number.")
    engine_number: str | None = field("Engine number.")


@object_type("A lost document.")
class LostDocument(LostItem):
    kind: DocumentKind = field("What kind of document.")
    number: str | None = field("Its number; of an Aadhaar number only the last four digits.")
    name_on: str | None = field("The name on it.")
    issuer: str | None = field("Who issued it.")
    year: int | None = field("The year of issue.")


@object_type("Another lost thing.")
class LostOther(LostItem):
    kind: OtherKind = field("What kind of thing.")
    description: str = field("What it looks like.")
    quantity: int | None = field("How many.")
    value: str | None = field("What it is worth, in rupees.")


ITEM_TYPES: dict[ItemKind, type[LostItem]] = {
    ItemKind.MOBILE: LostMobile,
    ItemKind.VEHICLE: LostVehicle,
    ItemKind.DOCUMENT: LostDocument,
    ItemKind.OTHER: LostOther,
}
ENUMS = {ItemKind.DOCUMENT: DocumentKind, ItemKind.OTHER: OtherKind}


@object_type("A citizen's report of lost things. It is not an FIR.")
class LostReport(ServiceRequestType):
    @resolver("When it was lost, or the beginning of the time; null when not known.")
    async def lost_from(self, info: Info) -> datetime | None:
        return (await self._report(info)).lost_from

    @resolver("The end of the time in which it was lost; null when not known.")
    async def lost_until(self, info: Info) -> datetime | None:
        return (await self._report(info)).lost_until

    @resolver("How it was lost.")
    async def circumstances(self, info: Info) -> str | None:
        return (await self._report(info)).circumstances

    @resolver("Where it was lost.")
    async def place(self, info: Info) -> PlaceType:
        report = await self._report(info)
        return PlaceType(
            place=Place(report.place_text, report.latitude, report.longitude, report.district_code)
        )

    @resolver("What was lost.", bound=MOST_ITEMS)
    async def items(self, info: Info) -> list[LostItem]:
        report = await self._report(info)
        rows = await info.context.load("lost_property.items", report.id)
        return [_item(row) for row in rows if row.details]  # none are left after an erasure

    async def _report(self, info: Info) -> models.LostReport:
        report: models.LostReport = await info.context.load("lost_property.report", self.row.id)
        return report


def _item(row: models.LostItem) -> LostItem:
    details = dict(row.details)
    if row.kind in ENUMS:
        details["kind"] = ENUMS[row.kind](details["kind"])
    return ITEM_TYPES[row.kind](
        id=strawberry.ID(str(row.id)), is_found=row.is_found, found_on=row.found_on, **details
    )
