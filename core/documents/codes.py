"""The code that stands on a document: whoever knows it holds the paper, and nobody guesses it."""

from __future__ import annotations

import re
import secrets

from core.cleaning import latin_digits

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
LONGEST_SPELLING = 100
_SEPARATORS = re.compile(r"[\s\-_.\u2010-\u2015\u2212]+")
_MISREAD = str.maketrans("OIL", "011")
_CODE = re.compile(f"[{CROCKFORD}]{{{LENGTH}}}")


def new_code() -> str:
    """Twenty characters of Crockford's base 32: a hundred bits of chance."""
    chance = secrets.randbits(5 * LENGTH)
    return "".join(CROCKFORD[chance >> 5 * place & 31] for place in range(LENGTH))


def shown(code: str) -> str:
    """A code as it is printed: XXXXX-XXXXX-XXXXX-XXXXX."""
    return "-".join(code[start : start + 5] for start in range(0, LENGTH, 5))


def canonical(spelling: str) -> str | None:
    """A code as it is stored, from any spelling of it, with O read as 0, I and L as 1; None when it
    is no code.
    """
    if len(spelling) > LONGEST_SPELLING:
        return None
    code = _SEPARATORS.sub("", latin_digits(spelling)).upper().translate(_MISREAD)
    return code if _CODE.fullmatch(code) else None
