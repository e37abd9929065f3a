"""What the public may read of a found thing: nothing that lets a stranger pass for its owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from plugins.lost_property.rules import STATES

BULLETS = "••••"
"""Stands for whatever is masked, however long that is."""

PUBLIC_DETAILS = frozenset({"kind", "brand", "make", "model", "colour", "description"})
SHORTEST = 3
FEW_DIGITS, FEW_CHARACTERS = 3, 5

_GAP = r"[\W_]{0,3}"
_SIGNS = r"[\u0900-\u0903\u093a-\u094f\u0962\u0963\u200c\u200d]*"
"""Vowel signs at the end of a word in Devanagari, which are no letters by themselves."""
_STATE = "|".join(sorted(STATES))
_PLATE = re.compile(
    rf"(?<!\w)(?:{_STATE})[\W_]?\d{{1,2}}[\W_]?[a-z]{{1,3}}[\W_]?\d{{1,4}}(?!\w)", re.IGNORECASE
)
_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{{FEW_DIGITS - 1},}}")
_WORD = re.compile(r"\S+")


def public_text(description: str, details: Mapping[str, Any]) -> str:
    """A description without the thing's own numbers and the name on it, and without any other word
    that holds three digits, digits among five characters, or an @.
    """
    for known in _identifying(details):
        description = re.sub(known, BULLETS, description, flags=re.IGNORECASE)
    without_numbers = _DIGITS.sub(BULLETS, _PLATE.sub(BULLETS, description))
    return _WORD.sub(_masked, without_numbers)


def _identifying(details: Mapping[str, Any]) -> Iterator[str]:
    """Patterns of the details that are not public, however they are spaced; of a name each word."""
    for name, value in details.items():
        if not value or name in PUBLIC_DETAILS:
            continue
        for each in value if isinstance(value, list) else [str(value)]:
            characters = [re.escape(character) for character in each if character.isalnum()]
            if len(characters) >= SHORTEST:
                yield rf"(?<!\w){_GAP.join(characters)}{_SIGNS}(?!\w)"
        if name == "name_on":
            words = (word for word in value.split() if len(word) > 1)
            yield from (rf"(?<!\w){re.escape(word)}{_SIGNS}(?:['’]?s)?(?!\w)" for word in words)


def _masked(word: re.Match[str]) -> str:
    characters = [character for character in word.group() if character.isalnum()]
    digits = sum(character.isdigit() for character in characters)
    is_address = "@" in word.group()
    is_mixed = 0 < digits < len(characters) and len(characters) >= FEW_CHARACTERS
    return BULLETS if digits >= FEW_DIGITS or is_mixed or is_address else word.group()
