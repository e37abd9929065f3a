"""submitLostReport: when it was lost, as well as that is known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from factories import lost_report
from lost_reports import SUBMIT, faults, refused, rows, stored

from core.texts import Language

Citizens = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
def kind() -> str:
    """What is checked before it is stored is the same on each."""
    return "sqlite"


NOW = "2026-11-23T12:00:00+05:30"  # as the tests' clock stands


async def test_the_time_may_be_unknown(as_citizen: Citizens) -> None:
    report = await stored(await as_citizen())
    assert (report["lostFrom"], report["lostUntil"]) == (None, None)


async def test_a_range_is_answered_in_indian_standard_time(as_citizen: Citizens) -> None:
    report = await stored(
        await as_citizen(), lostFrom="1999-12-31T18:30:00Z", lostUntil="2026-11-23T20:29:59.5+14:00"
    )
    assert report["lostFrom"] == "2000-01-01T00:00:00+05:30"
    assert report["lostUntil"] == "2026-11-23T11:59:59.500000+05:30"


async def test_a_time_may_be_this_moment(as_citizen: Citizens) -> None:
    report = await stored(await as_citizen(), lostFrom=NOW, lostUntil=NOW)
    assert (report["lostFrom"], report["lostUntil"]) == (NOW, NOW)


async def test_a_future_time_is_refused(as_citizen: Citizens) -> None:
    citizen = await as_citizen(language=Language.HI)
    errors = await refused(citizen, lostFrom="2026-11-23T12:00:01+05:30")
    message = "यह समय अभी आया नहीं है।"
    assert errors == [
        {"path": ["lostFrom"], "code": "LOST_IN_FUTURE", "message": message, "choices": []}
    ]
    assert await faults(citizen, lostUntil="2026-11-24T00:00:00+14:00") == [
        ("lostUntil", "LOST_IN_FUTURE")
    ]


async def test_an_end_before_the_beginning_is_refused(as_citizen: Citizens) -> None:
    times = {"lostFrom": "2026-11-22T10:00:00+05:30", "lostUntil": "2026-11-22T04:29:59Z"}
    (error,) = await refused(await as_citizen(), **times)
    assert (error["path"], error["code"]) == (["lostUntil"], "LOST_RANGE")
    assert error["message"] == "The end of the time must not lie before its beginning."


async def test_what_is_no_moment_is_refused_by_name_and_not_by_value(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    citizen.language = "en"
    before = await rows()
    for written in (
        *("2026-02-30T10:00:00Z", "2023-02-29T10:00:00Z", "2026-13-01T10:00:00Z"),
        *("0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", 1769000000, "1769000000"),
        *("2026-11-22T24:00:00+05:30", "2026-06-30T23:59:60Z", "2026-11-22T10:00:00"),
    ):
        answer = await citizen.send(SUBMIT, input=lost_report(lostFrom=written))
        assert answer.status_code == 400
        assert answer.json()["errors"] == [
            {
                "message": "The variable $input.lostFrom is missing, unknown, or not of its type.",
                "extensions": {"code": "BAD_REQUEST"},
            }
        ]
    assert await rows() == before
