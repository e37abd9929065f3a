"""One form for the phone numbers of offices: landlines, mobiles, toll-free numbers and short codes
of India, however they are written.

The form is judged, not whether the number is allotted: tables of allotted ranges are older than the
newest ranges.
"""

from __future__ import annotations

import re

from core import Wrong, clean_line, latin_digits
from plugins.directory.texts import text

LONGEST_SPELLING = 40
_SPELLING = re.compile(r"(?:tel:)?[+]?[0-9 ()/.\-\u2010-\u2015]+")
_PREFIX = re.compile(r"(?:\+91|0091|0)(?=[0-9]{10}$)|91(?=[0-9]{10}$)")
_TOLL_FREE = re.compile(r"(?:\+91|0)?(1(?:800|860)[0-9]{6,7})")
_SHORT = re.compile(r"1[0-9]{2,5}")
_NATIONAL = re.compile(r"[1-9][0-9]{9}")


def office_phone(spelling: str) -> str:
    """A number in one form: +917582222222 for landlines and mobiles, 18001234567 for toll-free
    numbers, 112 for short codes. Raises Wrong with PHONE_INVALID.
    """
    is_short = len(spelling) <= 2 * LONGEST_SPELLING  # before it is looked at
    line = latin_digits(clean_line(spelling)).lower() if is_short else spelling
    if len(line) <= LONGEST_SPELLING and _SPELLING.fullmatch(line):
        number = re.sub(r"[^0-9+]", "", line)
        if match := _TOLL_FREE.fullmatch(number):
            return match.group(1)
        if _SHORT.fullmatch(number) and number == line.replace(" ", ""):
            return number
        national = _PREFIX.sub("", number)
        if _NATIONAL.fullmatch(national):
            return f"+91{national}"
    message = text(
        "This is not one phone number of an office. Give it with its area code, such as "
        "07582-222222, or a short number such as 112."
    )
    raise Wrong("PHONE_INVALID", message)


def one_form(phone: str | None) -> str | None:
    """A number of the database as `office_phone` writes it; as it stands there where it is none."""
    try:
        return office_phone(phone) if phone else phone
    except Wrong:
        return phone
