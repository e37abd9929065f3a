"""Checks lost things, kind by kind, and brings each into the form in which it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from core import DocumentKind, Findings, mask_aadhaar, mobile_number
from plugins.lost_property import rules
from plugins.lost_property.inputs import (
    LostDocumentInput,
    LostItemInput,
    LostMobileInput,
    LostOtherInput,
    LostVehicleInput,
)
from plugins.lost_property.marks import Mark, marks_of
from plugins.lost_property.models import ItemKind
from plugins.lost_property.texts import text


@dataclass(frozen=True)
class ItemDraft:
    """A checked thing: its kind, its details as the table holds them, and its marks, which alone
    know a whole Aadhaar number.
    """

    kind: ItemKind
    details: dict[str, Any]
    marks: Sequence[Mark]


def check_items(given: Sequence[LostItemInput], today: date, here: Findings) -> list[ItemDraft]:
    """The things as they are stored; `here` looks at the list of them."""
    if not given:
        here.wrong("ITEMS_REQUIRED", text("Say what was lost."))
    if len(given) > rules.MOST_ITEMS:
        here.wrong("TOO_MANY", text("Report at most {most} things at once.", most=rules.MOST_ITEMS))
        return []
    items = [check_item(item, today, here.at(str(place))) for place, item in enumerate(given)]
    _check_twice(items, here)
    return items


def _check_twice(items: Sequence[ItemDraft], here: Findings) -> None:
    first: dict[Mark, int] = {}
    for place, item in enumerate(items):
        same = [first[mark] for mark in item.marks if mark in first]
        if same:
            message = text("This has a number that thing {place} has already.", place=same[0] + 1)
            here.at(str(place)).wrong("ITEM_TWICE", message)
        for mark in item.marks:
            first.setdefault(mark, place)


def check_item(given: LostItemInput, today: date, here: Findings) -> ItemDraft:
    """One thing as it is stored; `here` looks at it."""
    if given.mobile:
        return _draft(ItemKind.MOBILE, _mobile(given.mobile, here))
    if given.vehicle:
        return _draft(ItemKind.VEHICLE, _vehicle(given.vehicle, here))
    if given.document:
        whole = rules.document_number(given.document.number or "")
        return _draft(ItemKind.DOCUMENT, _document(given.document, today, here), number=whole)
    assert given.other  # noqa: S101  (@oneOf)
    return _draft(ItemKind.OTHER, _other(given.other, here))


def _draft(kind: ItemKind, details: dict[str, Any], **whole: str) -> ItemDraft:
    return ItemDraft(kind, details, marks_of(kind, details | whole))


def _mobile(given: LostMobileInput, here: Findings) -> dict[str, Any]:
    imei1 = here.at("imei1").checked(rules.imei, given.imei1)
    imei2 = here.at("imei2").checked(rules.imei, given.imei2)
    if imei1 and imei1 == imei2:
        message = text("The second IMEI is the same as the first. Leave it out if there is none.")
        here.at("imei2").wrong("IMEI_SAME", message)
    return {
        "imei1": imei1,
        "imei2": imei2,
        "brand": here.at("brand").line(given.brand, required=True),
        "model": here.at("model").line(given.model, required=True),
        "colour": here.at("colour").line(given.colour),
        "mobile_numbers": _mobile_numbers(given.mobile_numbers or [], here.at("mobileNumbers")),
        "operator": here.at("operator").line(given.operator),
        "price": here.at("price").checked(rules.amount, given.price),
        "invoice_file_id": given.invoice_file_id,
    }


def _mobile_numbers(given: Sequence[str], here: Findings) -> list[str]:
    if len(given) > rules.MOST_NUMBERS:
        here.wrong("TOO_MANY", text("Give at most {most} numbers.", most=rules.MOST_NUMBERS))
        return []
    numbers: list[str] = []
    for position, spelling in enumerate(given):
        with here.collected():
            numbers.append(mobile_number(spelling, (*here.path, str(position))))
    return numbers


def _vehicle(given: LostVehicleInput, here: Findings) -> dict[str, Any]:
    return {
        "registration_number": here.at("registrationNumber").checked(
            rules.plate, given.registration_number
        ),
        "kind": here.at("kind").line(given.kind),
        "make": here.at("make").line(given.make),
        "model": here.at("model").line(given.model),
        "colour": here.at("colour").line(given.colour),
        "chassis_number": here.at("chassisNumber").line(given.chassis_number),
        "engine_number": here.at("engineNumber").line(given.engine_number),
    }


def _document(given: LostDocumentInput, today: date, here: Findings) -> dict[str, Any]:
    return {
        "kind": given.kind.value,
        "number": _document_number(given.kind, given.number or "", here.at("number")),
        "name_on": here.at("nameOn").line(given.name_on),
        "issuer": here.at("issuer").line(given.issuer),
        "year": here.at("year").checked(partial(rules.year, today=today), given.year),
    }


def _document_number(kind: DocumentKind, spelling: str, here: Findings) -> str | None:
    """Never refused for its pattern: old documents follow none."""
    number = rules.document_number(spelling)
    if number and not rules.is_usual(kind, number):
        message = text(
            "Most documents of this kind have another kind of number. If yours has this one, "
            "leave it so."
        )
        here.unusual("DOCUMENT_NUMBER_UNUSUAL", message)
    if number and kind is DocumentKind.AADHAAR:
        number = mask_aadhaar(number)
    return here.line(number)


def _other(given: LostOtherInput, here: Findings) -> dict[str, Any]:
    description = here.at("description").lines(given.description, rules.DESCRIPTION, required=True)
    return {
        "kind": given.kind.value,
        "description": description,
        "quantity": here.at("quantity").checked(rules.quantity, given.quantity),
        "value": here.at("value").checked(rules.amount, given.value),
    }
