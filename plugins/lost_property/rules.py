"""The rules for what people write about lost things. Pure: text in, checked text or a problem's
code and message out.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum import luhn

from core import DocumentKind, Wrong, clean_line, latin_digits
from plugins.lost_property.texts import text

ERROR_CODES = (
    "AMOUNT_INVALID", "DOCUMENT_NUMBER_UNUSUAL", "FOUND_BEFORE_LOST", "FOUND_IN_FUTURE",
    "IMEI_ALL_EQUAL", "IMEI_CHECK_DIGIT", "IMEI_LENGTH", "IMEI_SAME", "INVOICE_OF_FOUND_ITEM",
    "ITEMS_REQUIRED", "ITEM_CLOSED", "ITEM_FOUND", "ITEM_TWICE", "ITEM_UNKNOWN", "LOST_IN_FUTURE",
    "LOST_RANGE", "PLATE_INVALID", "QUANTITY_INVALID", "STOLEN_NOT_LOST", "YEAR_INVALID",
)  # fmt: skip

MOST_ITEMS = 10
MOST_NUMBERS = 4
DESCRIPTION = 2000
CIRCUMSTANCES = 4000
"""The most that a report may hold: things, numbers in a phone, and characters of each text."""

STATES = frozenset(
    "AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ "
    "SK TG TN TR TS UA UK UP WB".split()
)
_PLATE = re.compile(r"([A-Z]{2})([0-9]{1,2})([A-Z]{0,3})([0-9]{1,4})")
_BH_PLATE = re.compile(r"[0-9]{2}BH[0-9]{4}[A-HJ-NP-Z]{1,2}")
_AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_USUAL = {
    DocumentKind.PAN: re.compile(r"[A-Z]{5}[0-9]{4}[A-Z]"),
    DocumentKind.VOTER_ID: re.compile(r"[A-Z]{3}[0-9]{7}"),
    DocumentKind.PASSPORT: re.compile(r"[A-PR-WY][0-9]{7}"),
    DocumentKind.DRIVING_LICENCE: re.compile(r"[A-Z]{2}[0-9]{2}[0-9]{4}[0-9]{7}"),
    DocumentKind.AADHAAR: re.compile(r"(?:[2-9][0-9]{7}|X{8}|)[0-9]{4}"),
}


def _joined(spelling: str) -> str:
    """A number in Latin digits without the separators that people put into it."""
    return re.sub(r"[\s\-./\u2010-\u2015]", "", latin_digits(clean_line(spelling)))


def imei(spelling: str) -> str:
    """An IMEI of 15 digits (3GPP TS 23.003, section 6.2): 14 are completed, the 16 of an IMEISV are
    reduced.
    """
    digits = _joined(spelling)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (14, 15, 16):
        raise Wrong(
            "IMEI_LENGTH",
            text("An IMEI has 15 digits. Dial *#06# on a phone, or look at its box or bill."),
        )
    if len(set(digits[:14])) == 1:
        raise Wrong(
            "IMEI_ALL_EQUAL", text("This is not the IMEI of a phone: all its digits are the same.")
        )
    complete: str = digits[:14] + luhn.calc_check_digit(digits[:14])
    if len(digits) == 15 and digits != complete:
        raise Wrong(
            "IMEI_CHECK_DIGIT",
            text("A digit of this IMEI is wrong. Compare it with the phone's box or bill."),
        )
    return complete


def plate(spelling: str) -> str:
    """A registration number in capitals without separators: a state's series, or the BH series."""
    number = _joined(spelling).upper()
    match = _PLATE.fullmatch(number)
    if not _BH_PLATE.fullmatch(number) and not (match and match.group(1) in STATES):
        message = text(
            "This is not a registration number, such as MP 15 AB 1234 or 22 BH 1234 AA. Report "
            "other plates as another thing."
        )
        raise Wrong("PLATE_INVALID", message)
    return number


def plate_without_zeros(number: str | None) -> str:
    """A checked registration number without the zeros that some write and others leave out: DL01 is
    DL1, and 0123 is 123.
    """
    match = _PLATE.fullmatch(number or "")
    if match is None:
        return number or ""  # of the BH series, where every digit is written
    state, district, series, serial = match.groups()
    return f"{state}{int(district)}{series}{int(serial)}"


def amount(spelling: str) -> str:
    """An amount of rupees with at most two decimals; commas may group it."""
    number = latin_digits(clean_line(spelling)).replace(",", "")
    if not _AMOUNT.fullmatch(number):
        raise Wrong("AMOUNT_INVALID", text("Give an amount in rupees, such as 12500 or 99.50."))
    return number


def document_number(spelling: str) -> str:
    """A document's number in capitals."""
    return latin_digits(clean_line(spelling)).upper()


def is_usual(kind: DocumentKind, number: str) -> bool:
    """Whether a number looks as most documents of its kind do today. Old documents break every
    pattern: never block.
    """
    pattern = _USUAL.get(kind)
    return pattern is None or bool(pattern.fullmatch(re.sub(r"[\s\-/]", "", number)))


def year(value: int, today: date) -> int:
    """A year in which a document that somebody holds can have been issued."""
    if not 1900 <= value <= today.year:
        raise Wrong("YEAR_INVALID", text("Give the year of issue with four digits."))
    return value


def quantity(value: int) -> int:
    """How many of a thing."""
    if not 1 <= value <= 1000:
        raise Wrong("QUANTITY_INVALID", text("Give a number from 1 to 1,000."))
    return value
