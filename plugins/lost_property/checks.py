"""Turns what a citizen sent into a checked draft, or into everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core import (
    DocumentKind,
    InvalidInput,
    Problem,
    clean_line,
    clean_text,
    day_in_india,
    mask_aadhaar,
    mask_aadhaar_in_text,
    mobile_number,
)
from plugins.lost_property import rules
from plugins.lost_property.inputs import (
    LostDocumentInput,
    LostItemInput,
    LostMobileInput,
    LostOtherInput,
    LostVehicleInput,
    SubmitLostReportInput,
)  # fmt: skip
from plugins.lost_property.models import ItemKind
from plugins.lost_property.rules import Wrong
from plugins.lost_property.texts import text

MOST_ITEMS = 10
MOST_NUMBERS = 4
LINE = 100
DESCRIPTION = 2000
CIRCUMSTANCES = 4000

Path = tuple[str, ...]


@dataclass(frozen=True)
class ItemDraft:
    kind: ItemKind
    details: dict[str, Any]


@dataclass
class Findings:
    """What is wrong, and what is unusual but stands."""

    now: datetime
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def checked(self, rule: Callable[[Any], Any], value: Any, path: Path) -> Any:
        """The value as a rule has it; None, and a problem noted, where it is wrong."""
        if value is None:
            return None
        try:
            return rule(value)
        except Wrong as wrong:
            self.problems.append(Problem(path, wrong.code, wrong.message))
        except InvalidInput as invalid:
            self.problems.extend(invalid.problems)
        return None

    def line(
        self, value: str | None, path: Path, longest: int = LINE, *, required: bool = False
    ) -> str | None:
        """One cleaned line without Aadhaar numbers."""
        return self._text(clean_line(value or ""), path, longest, required)

    def lines(
        self, value: str | None, path: Path, longest: int, *, required: bool = False
    ) -> str | None:
        """Cleaned text of several lines without Aadhaar numbers."""
        return self._text(clean_text(value or ""), path, longest, required)

    def _text(self, value: str, path: Path, longest: int, required: bool) -> str | None:
        if required and not value:
            self.problems.append(Problem(path, "REQUIRED", text("This must not be empty.")))
        if len(value) > longest:
            message = text("This is too long: at most {longest} characters.", longest=longest)
            self.problems.append(Problem(path, "TOO_LONG", message))
        return mask_aadhaar_in_text(value) or None


def check_report(
    given: SubmitLostReportInput, now: datetime
) -> tuple[list[ItemDraft], str | None, list[Problem]]:
    """The items, the circumstances and the warnings. Raises InvalidInput with all problems.

    Theft is answered alone: nothing else matters then, and nothing is stored as lost.
    """
    if given.was_stolen:
        raise InvalidInput([Problem(("wasStolen",), "STOLEN_NOT_LOST", STOLEN)])
    findings = Findings(now)
    _check_times(given, findings)
    _check_files(given, findings)
    if not given.declaration:
        message = text(
            "Declare that all this is true. False information to the police is punishable."
        )
        findings.problems.append(Problem(("declaration",), "DECLARATION_REQUIRED", message))
    circumstances = findings.lines(given.circumstances, ("circumstances",), CIRCUMSTANCES)
    items = _check_items(given.items, findings)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return items, circumstances, findings.warnings


STOLEN = text(
    "What was stolen or snatched is not reported as lost. Dial 112 if you are in danger now. "
    "Otherwise file a complaint"
    " or an e-FIR, or go to the nearest police station: it must take your complaint down."
)


def _check_times(given: SubmitLostReportInput, findings: Findings) -> None:
    for name, moment in (("lostFrom", given.lost_from), ("lostUntil", given.lost_until)):
        if moment is not None and moment > findings.now:
            findings.problems.append(
                Problem((name,), "LOST_IN_FUTURE", text("This lies in the future."))
            )
    if given.lost_from and given.lost_until and given.lost_from > given.lost_until:
        message = text("The end of the time must not lie before its beginning.")
        findings.problems.append(Problem(("lostUntil",), "LOST_RANGE", message))


def _check_files(given: SubmitLostReportInput, findings: Findings) -> None:
    paths: list[Path] = [
        ("attachments", str(position)) for position in range(len(given.attachments or ()))
    ]
    for position, item in enumerate(given.items):
        if item.mobile and item.mobile.invoice_file_id is not None:
            paths.append(("items", str(position), "invoiceFileId"))
    for path in paths[:MOST_ITEMS]:
        message = text("You have uploaded no file with this id.")
        findings.problems.append(Problem(path, "FILE_UNKNOWN", message))


def _check_items(given: list[LostItemInput], findings: Findings) -> list[ItemDraft]:
    if not given:
        findings.problems.append(Problem(("items",), "ITEMS_REQUIRED", text("Say what was lost.")))
    if len(given) > MOST_ITEMS:
        message = text("Report at most {most} things at once.", most=MOST_ITEMS)
        findings.problems.append(Problem(("items",), "TOO_MANY", message))
        return []
    return [_item(item, ("items", str(position)), findings) for position, item in enumerate(given)]


def _item(item: LostItemInput, path: Path, findings: Findings) -> ItemDraft:
    if item.mobile:
        return ItemDraft(ItemKind.MOBILE, _mobile(item.mobile, path, findings))
    if item.vehicle:
        return ItemDraft(ItemKind.VEHICLE, _vehicle(item.vehicle, path, findings))
    if item.document:
        return ItemDraft(ItemKind.DOCUMENT, _document(item.document, path, findings))
    assert item.other  # noqa: S101  (@oneOf)
    return ItemDraft(ItemKind.OTHER, _other(item.other, path, findings))


def _mobile(given: LostMobileInput, path: Path, findings: Findings) -> dict[str, Any]:
    imei1 = findings.checked(rules.imei, given.imei1, (*path, "imei1"))
    imei2 = findings.checked(rules.imei, given.imei2, (*path, "imei2"))
    if imei1 and imei1 == imei2:
        message = text("The second IMEI is the same as the first. Leave it out if there is none.")
        findings.problems.append(Problem((*path, "imei2"), "IMEI_SAME", message))
    numbers = given.mobile_numbers or []
    if len(numbers) > MOST_NUMBERS:
        message = text("Give at most {most} numbers.", most=MOST_NUMBERS)
        findings.problems.append(Problem((*path, "mobileNumbers"), "TOO_MANY", message))
    return {
        "imei1": imei1,
        "imei2": imei2,
        "brand": findings.line(given.brand, (*path, "brand"), required=True),
        "model": findings.line(given.model, (*path, "model"), required=True),
        "colour": findings.line(given.colour, (*path, "colour")),
        "mobile_numbers": [
            findings.checked(
                lambda n, p=(*path, "mobileNumbers", str(i)): mobile_number(n, p), number, path
            )  # type: ignore[misc]
            for i, number in enumerate(numbers[:MOST_NUMBERS])
        ],
        "operator": findings.line(given.operator, (*path, "operator")),
        "price": findings.checked(rules.amount, given.price, (*path, "price")),
    }


def _vehicle(given: LostVehicleInput, path: Path, findings: Findings) -> dict[str, Any]:
    names = ("kind", "make", "model", "colour", "chassis_number", "engine_number")
    number = findings.checked(rules.plate, given.registration_number, (*path, "registrationNumber"))
    return {
        "registration_number": number,
        **{
            name: findings.line(getattr(given, name), (*path, name.replace("_n", "N")))
            for name in names
        },
    }


def _document(given: LostDocumentInput, path: Path, findings: Findings) -> dict[str, Any]:
    number = rules.document_number(given.number) if given.number else None
    if number and len(number) > LINE:
        number = findings.line(number, (*path, "number"))
    if number and not rules.is_usual(given.kind, number):
        message = text(
            "Most documents of this kind have another kind of number. If yours has this one, "
            "leave it so."
        )
        findings.warnings.append(Problem((*path, "number"), "DOCUMENT_NUMBER_UNUSUAL", message))
    if number:
        number = (
            mask_aadhaar(number)
            if given.kind is DocumentKind.AADHAAR
            else mask_aadhaar_in_text(number)
        )
    today = day_in_india(findings.now)
    return {
        "kind": given.kind.value,
        "number": number or None,
        "name_on": findings.line(given.name_on, (*path, "nameOn")),
        "issuer": findings.line(given.issuer, (*path, "issuer")),
        "year": findings.checked(
            lambda value: rules.year(value, today), given.year, (*path, "year")
        ),
    }


def _other(given: LostOtherInput, path: Path, findings: Findings) -> dict[str, Any]:
    return {
        "kind": given.kind.value,
        "description": findings.lines(
            given.description, (*path, "description"), DESCRIPTION, required=True
        ),
        "quantity": findings.checked(rules.quantity, given.quantity, (*path, "quantity")),
        "value": findings.checked(rules.amount, given.value, (*path, "value")),
    }
