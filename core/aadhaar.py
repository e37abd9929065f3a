"""Aadhaar numbers are recognised only to be masked: the last four digits are all that is ever kept
(Aadhaar Act, s. 29).
"""

from __future__ import annotations

import re

from stdnum import verhoeff

from core.cleaning import latin_digits

_GAP = r"[\s.,:;/_·|\-\u2010-\u2015\u2212]"
_CANDIDATE = re.compile(
    rf"(?<![\d+])(?:\d{{12}}|\d{{4}}{_GAP}{{1,3}}\d{{4}}{_GAP}{{1,3}}\d{{4}})(?!\d)"  # as printed
    rf"|(?<![\d+])(?<!\d{_GAP})(?:\d{_GAP}{{0,3}}){{11}}\d(?!{_GAP}?\d)"  # otherwise, alone
)
"""Twelve digits in one piece or in fours stand out among other digits; grouped otherwise they may
be part of an IMEI or of a phone number.
"""


def mask(number: str) -> str:
    """A number that is said to be an Aadhaar number, with all but its last four digits gone,
    whatever it looks like.
    """
    digits = _digits(number)
    return f"XXXX XXXX {digits[-4:]}" if len(digits) >= 4 else "XXXX XXXX XXXX"


def mask_in_text(text: str) -> str:
    """Free text with every Aadhaar number in it masked: twelve digits, the first 2 to 9, with a
    valid check digit.
    """
    return _CANDIDATE.sub(_masked, text)


def is_aadhaar(number: str) -> bool:
    """Whether the digits in a text are one Aadhaar number."""
    digits = _digits(number)
    return len(digits) == 12 and digits[0] in "23456789" and verhoeff.is_valid(digits)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", latin_digits(number))


def _masked(match: re.Match[str]) -> str:
    return mask(match.group()) if is_aadhaar(match.group()) else match.group()
