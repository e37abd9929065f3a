"""Aadhaar numbers in text: masked to the last four digits however they are written, and nothing
else is touched.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn, verhoeff

from core.aadhaar import is_aadhaar, mask, mask_in_text

FIRST = st.integers(20_000_000_000, 99_999_999_999).map(str)
AADHAAR = FIRST.map(lambda body: body + verhoeff.calc_check_digit(body))
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


@pytest.mark.parametrize(
    "spelling",
    [
        "234567890124",
        "2345 6789 0124",
        "2345,6789,0124",
        "2345/6789/0124",
        "2345_6789_0124",
        "2345\u22126789\u22120124",
        "2345-6789-0124",
        "2345 - 6789 - 0124",
        "2345–6789–0124",
        "2345.6789.0124",
        "234567 890124",
        "23 45 67 89 01 24",
        "२३४५ ६७८९ ०१२४",
        "２３４５６７８９０１２４",
        "٢٣٤٥٦٧٨٩٠١٢٤",
        "2345\u00a06789\u00a00124",
        "2345\n6789\n0124",
    ],
)
def test_an_aadhaar_number_is_masked_in_every_spelling(spelling: str) -> None:
    assert mask_in_text(f"मेरा आधार {spelling}, खो गया") == "मेरा आधार XXXX XXXX 0124, खो गया"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("item 4 2345 6789 0124 2 copies", "item 4 XXXX XXXX 0124 2 copies"),
        ("UID:234567890124; 5 चाबियाँ, ५ किताबें", "UID:XXXX XXXX 0124; 5 चाबियाँ, ५ किताबें"),
        ("234567890124 and 9876 5432 1012", "XXXX XXXX 0124 and XXXX XXXX 1012"),
    ],
)
def test_only_the_number_is_masked(text: str, masked: str) -> None:
    assert mask_in_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "IMEI 490154203237518",
        "49-015420-323751-8",
        "490154 203239 519",
        "+91 98765 43216",
        "+919876543216",
        "+91-9876-543216",
        "98765 43210",
        "234567890125",
        "134567890124",
        "MP-21346058-LP-2026-000001-6",
        "2026-11-23 12:30",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_in_text(text) == text


@given(AADHAAR, st.sampled_from(["", " ", "-", " - "]), st.booleans())
def test_every_aadhaar_number_is_masked(number: str, gap: str, is_devanagari: bool) -> None:
    spelling = gap.join((number[:4], number[4:8], number[8:]))
    spelling = spelling.translate(DEVANAGARI) if is_devanagari else spelling
    assert mask_in_text(f"no. {spelling}.") == f"no. XXXX XXXX {number[8:]}."


@given(AADHAAR, st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_makes_it_another_number(number: str, place: int, by: int) -> None:
    digit = str((int(number[place]) + by) % 10)
    changed = number[:place] + digit + number[place + 1 :]
    assert not is_aadhaar(changed)
    assert mask_in_text(changed) == changed


@given(st.integers(0, 10**14 - 1).map("{:014d}".format))
def test_no_imei_is_taken_for_one(body: str) -> None:
    imei = body + luhn.calc_check_digit(body)
    assert mask_in_text(imei) == imei


def test_what_is_said_to_be_one_is_masked_whatever_it_looks_like() -> None:
    assert mask("2345 6789 0125") == "XXXX XXXX 0125"
    assert mask("०१२४") == "XXXX XXXX 0124"
    assert mask("12") == "XXXX XXXX XXXX"
