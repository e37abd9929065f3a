"""What cannot stand on a document is refused when it is written, not when it is to be printed."""

from __future__ import annotations

from core.errors import Problem
from core.fonts import unprintable
from core.texts import Text, text

MOST_SHOWN = 10
UNPRINTABLE = text("This cannot be printed: {characters}. Write in Devanagari or in Latin letters.")


def unprintable_problems(
    value: str, path: tuple[str, ...], message: Text = UNPRINTABLE
) -> list[Problem]:
    """The problem UNPRINTABLE for text with characters that our font does not have, which the
    message names as `characters`; else none.
    """
    strange = unprintable(value)
    if not strange:
        return []
    named = Text(message.domain, message.message, {"characters": " ".join(strange[:MOST_SHOWN])})
    return [Problem(path, "UNPRINTABLE", named)]
