"""The fonts that papers are set in, and which characters they can show."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from uharfbuzz import Blob, Face

FAMILY = "Thana Sans"
REGULAR = Path(__file__).with_name("ThanaSans-Regular.ttf")
BOLD = Path(__file__).with_name("ThanaSans-Bold.ttf")

_LAYOUT = frozenset("\n\r\t")


@cache
def printable() -> frozenset[str]:
    """Every character that both weights can show, and those that only lay text out."""
    weights = (Face(Blob.from_file_path(str(path))).unicodes for path in (REGULAR, BOLD))
    regular, bold = (frozenset(map(chr, codes)) for codes in weights)
    return (regular & bold) | _LAYOUT


def unprintable(text: str) -> str:
    """The characters of a text that no paper can show, each once, in their order."""
    return "".join(dict.fromkeys(character for character in text if character not in printable()))
