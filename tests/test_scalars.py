"""Days, moments and amounts have one written form each; everything else is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.clock import day_in_india
from core.scalars import SCALARS, parse_date, parse_date_time, parse_decimal


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "2023-02-29",
        "2026-13-01",
        "0000-01-01",
        "10000-01-01",
        "1799-12-31",
        1769000000,
        "2026-1-1",
        "20260101",
        "2026-W01-1",
        " 2026-01-01",
        "2026-01-01\n",
        "२०२६-०१-०१",
        None,
        "",
    ],
)
def test_what_is_no_day_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"expected|range|must be"):
        parse_date(written)


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30T10:00:00Z",
        "2026-11-22T24:00:00+05:30",
        "2026-06-30T23:59:60Z",
        1769000000,
        None,
        "2026-11-22T10:00:00",
        "2026-11-22",
        "2026-11-22T10:00:00+15:00",
        "2026-11-22T10:00:00+0530",
        "2026-11-22 10:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-11-22T10:00Z",
    ],
)
def test_what_is_no_moment_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"expected|range|must be"):
        parse_date_time(written)


def test_a_moment_keeps_its_offset() -> None:
    moment = parse_date_time("2026-11-23T02:00:00+14:00")
    assert moment.astimezone(UTC) == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert day_in_india(moment).isoformat() == "2026-11-22"


def test_moments_are_answered_in_indian_standard_time_in_every_year() -> None:
    answered = SCALARS[datetime].serialize
    assert answered is not None
    assert answered(parse_date_time("2026-11-22T18:30:00Z")) == "2026-11-23T00:00:00+05:30"
    assert answered(parse_date_time("1850-01-01T00:00:00Z")) == "1850-01-01T05:30:00+05:30"


@pytest.mark.parametrize(
    "written", ["1e3", "1.234", "NaN", "+1", "", ".5", "1.", "१", 1, 1.5, None, "-"]
)
def test_what_is_no_amount_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"expected|range|must be"):
        parse_decimal(written)
