"""Text from people: what nobody can see goes, what scripts need stays, and it is the same on every
database.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cleaning import LONGEST_MARK_RUN, clean_line, clean_text, latin_digits

ZWNJ, ZWJ = "\u200c", "\u200d"


@pytest.mark.parametrize(
    "unseen",
    [
        "\x00",
        "\x07",
        "\x1b",
        "\x7f",
        "\x9f",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ufffe",
        "\ufdd0",
        "\U0001ffff",
        "\ud800",
        "\ue000",
        "\U000f0000",
        "\U000e0041",
        "\ufff9",
    ],
    ids=ascii,
)
def test_what_cannot_be_seen_is_gone(unseen: str) -> None:
    assert clean_text(f"Sagar{unseen} Cantt") == "Sagar Cantt"


def test_both_forms_of_a_name_become_one() -> None:
    decomposed = unicodedata.normalize("NFD", "क़ासिम José")
    assert clean_text(decomposed) == clean_text("क़ासिम José")
    assert clean_text("Jose\u200b\u0301") == "José"


def test_joiners_stay_where_indic_scripts_and_emoji_use_them() -> None:
    for legal in (f"क्{ZWJ}ष", f"श्री{ZWNJ}मान", f"ക്{ZWJ}", f"👩{ZWJ}👩{ZWJ}👧"):
        assert clean_text(legal) == legal


def test_joiners_vanish_elsewhere() -> None:
    assert clean_text(f"ad{ZWJ}min{ZWNJ}") == "admin"
    assert clean_text(f"{ZWNJ}क") == "क"
    assert clean_text(f"क{ZWJ}{ZWJ}{ZWNJ}ष") == f"क{ZWJ}ष"


def test_a_tower_of_marks_is_cut() -> None:
    assert clean_text("a" + "\u0335" * 500 + "b") == "a" + "\u0335" * LONGEST_MARK_RUN + "b"


def test_line_breaks_of_all_kinds_are_one_kind() -> None:
    assert clean_text("a\r\nb\rc\u2028d\u0085e\x0bf") == "a\nb\nc\nd\ne\nf"
    assert clean_line(" a\r\n\t b\u2029c\u00a0 d ") == "a b c d"


def test_digits_of_every_script_are_read() -> None:
    assert latin_digits("०९८ ৪ ૫ ௬ ٤ ۵ ７ a") == "098 4 5 6 4 5 7 a"


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@given(st.text())
def test_a_line_has_no_line_break(text: str) -> None:
    line = clean_line(text)
    assert line.splitlines() in ([], [line])
    assert clean_line(line) == line
