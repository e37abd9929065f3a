"""The code on a document: unguessable, and read in whatever way people write it."""

from __future__ import annotations

import pytest

from core.documents.checking import initials
from core.documents.codes import CROCKFORD, canonical, new_code, shown

CODE = "01234ABCDE56789VWXYZ"


def test_codes_are_twenty_letters_and_digits_and_never_the_same() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 20 and set(code) <= set(CROCKFORD) for code in codes)
    assert set("".join(codes)) == set(CROCKFORD)
    assert all(canonical(shown(code)) == code for code in codes)
    assert shown(CODE) == "01234-ABCDE-56789-VWXYZ"


@pytest.mark.parametrize(
    "spelling",
    [
        "01234-ABCDE-56789-VWXYZ",
        "01234abcde56789vwxyz",
        "  01234 ABCDE 56789 VWXYZ\n",
        "O1234–abcde—56789‐VWXYZ",
        "oi234_ABCDE.56789 VWXYZ",
        "OL234-ABCDE-56789-VWXYZ",
        "०१२३४-ABCDE-५६७८९-VWXYZ",
        "\uff10\uff11\uff12\uff13\uff14ABCDE\uff15\uff16\uff17\uff18\uff19VWXYZ",
    ],
)
def test_code_is_known_in_any_spelling(spelling: str) -> None:
    assert canonical(spelling) == CODE


@pytest.mark.parametrize(
    "spelling",
    ["", "01234", CODE + "0", CODE[:-1] + "U", CODE[:-1] + "é", "-" * 100 + CODE, "0" * 10_000],
)
def test_what_is_no_code_is_not_taken_for_one(spelling: str) -> None:
    assert canonical(spelling) is None


@pytest.mark.parametrize(
    ("name", "shown_as"),
    [
        ("Asha Verma", "A. V."),
        ("आशा वर्मा", "आ. व."),
        ("क्षितिज श्रीवास्तव", "क्षि. श्री."),
        ("ज़ोया ख़ान", "ज़ो. ख़ा."),
        ("Élodie (Asha) d’Souza", "É. A. d."),
        ("  ", ""),
        ("123", ""),
    ],
)
def test_holder_is_shown_as_initials(name: str, shown_as: str) -> None:
    assert initials(name) == shown_as
