"""The rules for IMEIs, plates, amounts, documents and years, by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn

from core import DocumentKind, Wrong
from plugins.lost_property import rules
from plugins.lost_property.workflow import WORKFLOW

BODY = st.integers(0, 10**14 - 1).map("{:014d}".format).filter(lambda body: len(set(body)) > 1)
IMEI = BODY.map(lambda body: body + luhn.calc_check_digit(body))
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def fault(rule: Callable[[Any], Any], value: Any) -> str:
    """The code with which a rule refuses a value."""
    with pytest.raises(Wrong) as refused:
        rule(value)
    return refused.value.code


@given(IMEI)
def test_every_valid_imei_is_accepted(imei: str) -> None:
    assert rules.imei(imei) == imei


@given(IMEI, st.integers(0, 14), st.integers(1, 9))
def test_every_wrong_digit_of_an_imei_is_seen(imei: str, place: int, by: int) -> None:
    digit = str((int(imei[place]) + by) % 10)
    changed = imei[:place] + digit + imei[place + 1 :]
    assume(len(set(changed[:14])) > 1)
    assert fault(rules.imei, changed) == "IMEI_CHECK_DIGIT"


@given(IMEI, st.integers(0, 99))
def test_fourteen_digits_are_completed_and_sixteen_reduced(imei: str, version: int) -> None:
    assert rules.imei(imei[:14]) == imei
    assert rules.imei(f"{imei[:14]}{version:02d}") == imei


@given(IMEI, st.sampled_from([" ", "-", ".", "/", "–"]), st.booleans())
def test_an_imei_may_be_written_in_groups_and_in_devanagari(
    imei: str, gap: str, is_devanagari: bool
) -> None:
    spelling = gap.join((imei[:2], imei[2:8], imei[8:14], imei[14:]))
    assert rules.imei(spelling.translate(DEVANAGARI) if is_devanagari else spelling) == imei


@pytest.mark.parametrize("digit", "0123456789")
def test_an_imei_of_one_digit_alone_is_no_phones(digit: str) -> None:
    for length in (14, 15, 16):
        assert fault(rules.imei, digit * length) == "IMEI_ALL_EQUAL"


@pytest.mark.parametrize(
    "spelling", ["", "4901542032375", "49015420323751812", "49015420323751X", "IMEI", "४९०"]
)
def test_other_lengths_and_letters_are_no_imei(spelling: str) -> None:
    assert fault(rules.imei, spelling) == "IMEI_LENGTH"


def test_the_often_copied_sample_that_fails_luhn_is_refused() -> None:
    assert fault(rules.imei, "352099081234563") == "IMEI_CHECK_DIGIT"


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("MP 15 AB 1234", "MP15AB1234"),
        ("mp-15-ab-1234", "MP15AB1234"),
        ("mp.०९.cq.४७८२", "MP09CQ4782"),
        ("DL1CAA1111", "DL1CAA1111"),
        ("MP15 1", "MP151"),
        ("OR 02 A 1", "OR02A1"),
        ("TG09A1234", "TG09A1234"),
        ("22 BH 1234 AA", "22BH1234AA"),
        ("22bh1234a", "22BH1234A"),
    ],
)
def test_a_plate_is_stored_without_separators(spelling: str, number: str) -> None:
    assert rules.plate(spelling) == number


@pytest.mark.parametrize(
    "spelling",
    [
        "XX15AB1234",
        "ZZ1A1",
        "MP15ABCD1234",
        "MP",
        "MP15AB12345",
        "22BH1234AI",
        "22BH1234AO",
        "22BH123AA",
        "2BH1234AA",
        "",
        "1234",
        "MPO9AB1234",
        "77CD12",
        "MP15AB1234; DROP TABLE",
    ],
)
def test_what_is_no_plate_is_refused(spelling: str) -> None:
    assert fault(rules.plate, spelling) == "PLATE_INVALID"


@given(
    st.sampled_from(sorted(rules.STATES)),
    st.integers(1, 99),
    st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", max_size=3),
    st.integers(1, 9999),
)
def test_every_states_series_is_accepted(state: str, rto: int, series: str, number: int) -> None:
    plate = f"{state}{rto:02d}{series}{number:04d}"
    assert rules.plate(" ".join((plate[:2], plate[2:4], plate[4:]))) == plate


@pytest.mark.parametrize(
    ("spelling", "amount"),
    [
        ("12500", "12500"),
        ("1,25,000", "125000"),
        ("99.5", "99.5"),
        ("१२५००.५०", "12500.50"),
        ("0", "0"),
    ],
)
def test_an_amount_is_a_number_of_rupees(spelling: str, amount: str) -> None:
    assert rules.amount(spelling) == amount


@pytest.mark.parametrize(
    "spelling", ["-5", "-0", "1e309", "99.999", "NaN", "Infinity", "", "12 500", "Rs 5", "9" * 10]
)
def test_what_is_no_amount_is_refused(spelling: str) -> None:
    assert fault(rules.amount, spelling) == "AMOUNT_INVALID"


@pytest.mark.parametrize(
    ("kind", "usual", "unusual"),
    [
        (DocumentKind.PAN, "ABCPE1234F", "ABCPE12345"),
        (DocumentKind.VOTER_ID, "ABC1234567", "MP/21/154/123456"),
        (DocumentKind.PASSPORT, "K1234567", "Q1234567"),
        (DocumentKind.DRIVING_LICENCE, "MP15 20190012345", "B/1234/SGR/87"),
        (DocumentKind.AADHAAR, "2345 6789 0124", "134567890124"),
    ],
)
def test_an_unusual_document_number_is_told_from_a_usual_one(
    kind: DocumentKind, usual: str, unusual: str
) -> None:
    assert rules.is_usual(kind, usual)
    assert not rules.is_usual(kind, unusual)


def test_the_last_four_digits_of_an_aadhaar_number_are_usual() -> None:
    assert rules.is_usual(DocumentKind.AADHAAR, "0124")
    assert rules.is_usual(DocumentKind.AADHAAR, "XXXX XXXX 0124")


@given(st.text(max_size=40))
def test_no_number_of_another_document_is_unusual(number: str) -> None:
    assert rules.is_usual(DocumentKind.RATION_CARD, number)


def test_a_year_lies_between_1900_and_this_year() -> None:
    today = date(2026, 11, 23)
    assert [rules.year(1900, today), rules.year(2026, today)] == [1900, 2026]
    for wrong in (0, -1, 26, 1899, 2027, 10_000):
        assert fault(lambda year: rules.year(year, today), wrong) == "YEAR_INVALID"


def test_a_quantity_lies_between_1_and_1000() -> None:
    assert [rules.quantity(1), rules.quantity(1000)] == [1, 1000]
    for wrong in (0, -1, 1001, 2**31 - 1):
        assert fault(rules.quantity, wrong) == "QUANTITY_INVALID"


def test_no_code_of_a_rule_is_missing_from_the_services_list() -> None:
    assert sorted(rules.ERROR_CODES) == list(rules.ERROR_CODES)
    assert {"IMEI_ALL_EQUAL", "IMEI_CHECK_DIGIT", "IMEI_LENGTH"} < set(rules.ERROR_CODES)


def test_only_officers_and_the_owner_end_a_report() -> None:
    roles = {(step.action, step.source): step.roles for step in WORKFLOW.transitions}
    heads = {"STATION_HEAD", "DISTRICT_HEAD"}
    finders = {"OWNER", "STATION_HEAD", "BEAT_OFFICER"}
    assert roles == {
        ("ACKNOWLEDGE", "SUBMITTED"): {"STATION_HEAD", "BEAT_OFFICER"},
        ("REFUSE", "SUBMITTED"): heads,
        ("WITHDRAW", "SUBMITTED"): {"OWNER"},
        ("WITHDRAW", "ACKNOWLEDGED"): {"OWNER"},
        ("CANCEL_AS_FALSE", "ACKNOWLEDGED"): heads,
        ("MARK_ITEM_FOUND", "ACKNOWLEDGED"): finders,
        ("MARK_ALL_FOUND", "ACKNOWLEDGED"): finders,
    }
