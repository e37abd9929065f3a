"""Aadhaar numbers are recognised only to be masked: the last four digits are all that is ever kept
(Aadhaar Act, s. 29).
"""

from __future__ import annotations

import re

from stdnum import verhoeff

from core.cleaning import latin_digits

_CANDIDATE = re.compile(r"(?<![\d+])(?:\d[ \-.]{0,2}){11}\d(?![ \-]?\d)")
_DIGIT = re.compile(r"\d")


def mask(number: str) -> str:
    """A number that is said to be an Aadhaar number, with all but its last four digits gone,
    whatever it looks like.
    """
    digits = "".join(_DIGIT.findall(latin_digits(number)))
    return f"XXXX XXXX {digits[-4:]}" if len(digits) >= 4 else "XXXX XXXX XXXX"


def mask_in_text(text: str) -> str:
    """Free text with every Aadhaar number in it masked: twelve digits, the first 2 to 9, with a
    valid check digit.
    """
    latin = latin_digits(text)
    return _CANDIDATE.sub(_masked, latin) if _CANDIDATE.search(latin) else text


def is_aadhaar(number: str) -> bool:
    """Whether the digits in a text are one Aadhaar number."""
    digits = "".join(_DIGIT.findall(latin_digits(number)))
    return len(digits) == 12 and digits[0] in "23456789" and verhoeff.is_valid(digits)


def _masked(match: re.Match[str]) -> str:
    return mask(match.group()) if is_aadhaar(match.group()) else match.group()
