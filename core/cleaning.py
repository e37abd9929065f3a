"""Text from people: normalised (NFC), without what cannot be seen or printed, within a length in
code points.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LENGTH = 200
TEXT_LENGTH = 4000
LONGEST_MARK_RUN = 8

_JOINERS = "\u200c\u200d"
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\uffff\ue000-\uf8ff\ud800-\udfff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_INDIC = re.compile("[\u0900-\u0dff]")
_BREAKS = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def clean_text(text: str) -> str:
    """Several lines of text: control, bidirectional and private characters gone, joiners kept where
    Indic scripts use them.
    """
    visible = _INVISIBLE.sub("", _BREAKS.sub("\n", text))
    if visible.isascii():  # without anything that what follows looks for
        return _SPACES.sub(" ", visible).strip()
    visible = "".join(character for character in visible if not _is_noncharacter(character))
    # marks first: to put a long run of them into its order costs the square of its length
    composed = unicodedata.normalize("NFC", _short_mark_runs(_legal_joiners(visible)))
    return _SPACES.sub(" ", _short_mark_runs(composed)).strip()


def clean_line(text: str) -> str:
    """One line of text, cleaned as clean_text does, with line breaks turned into spaces."""
    return " ".join(clean_text(text).split())


def latin_digits(text: str) -> str:
    """The decimal digits of every script, and full-width digits, written as 0-9."""
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), text)


def _is_noncharacter(character: str) -> bool:
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _legal_joiners(text: str) -> str:
    """ZWJ and ZWNJ stay only directly behind a letter or mark of an Indic script (Unicode 16,
    section 12.1) or in an emoji.
    """
    kept: list[str] = []
    for character in text:
        if character in _JOINERS and not (kept and _takes_a_joiner(kept[-1])):
            continue
        kept.append(character)
    return "".join(kept)


def _takes_a_joiner(character: str) -> bool:
    is_letter = bool(_INDIC.match(character)) and not character.isdigit()
    return is_letter or _is_emoji(character)


def _is_emoji(character: str) -> bool:
    return (
        unicodedata.category(character) == "So"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or character == "\ufe0f"
    )


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) > 0 or unicodedata.category(character) in ("Mn", "Me")


def _short_mark_runs(text: str) -> str:
    """At most eight combining marks in a row; no script writes more."""
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if _is_mark(character) else 0
        if run <= LONGEST_MARK_RUN:
            kept.append(character)
    return "".join(kept)
