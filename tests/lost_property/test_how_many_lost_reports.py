"""submitLostReport: how often one citizen may report. Each number is compared with those of found
things, so whoever could send them without end would find those out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from factories import lost_report
from lost_reports import SUBMIT, document, faults, mobile, other, rows, stored

from core.rate_limits import RateLimit

Citizens = Callable[..., Awaitable[GraphQLClient]]

LIMITS = {"services": {"lost_property": {"reports_a_day": 3, "numbers_a_day": 20}}}
limited = pytest.mark.parametrize("settings", [LIMITS], indirect=True)


async def too_often(client: GraphQLClient, **changes: Any) -> int:
    """The seconds to wait. Nothing was stored, and the try was not counted."""
    before, counted = await rows(), await RateLimit.all().order_by("id").values("key", "count")
    error = await client.refused(SUBMIT, input=lost_report(**changes))
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert await rows() == before
    assert await RateLimit.all().order_by("id").values("key", "count") == counted
    seconds: int = error["extensions"]["retryAfter"]
    return seconds


def phones(first: int, many: int) -> list[dict[str, Any]]:
    return [mobile(imei1=str(35291011000000 + first + n)) for n in range(many)]


@limited
async def test_so_many_reports_in_a_day_and_no_more(
    as_citizen: Citizens, clock: MovableClock
) -> None:
    citizen = await as_citizen()
    last = lost_report(items=[other()])
    for _ in range(2):
        await stored(citizen, items=[other()])
    first = await citizen.send(SUBMIT, input=last)
    seconds = await too_often(citizen, items=[other()])
    assert 24 * 3600 <= seconds <= 25 * 3600
    assert (await citizen.send(SUBMIT, input=last)).content == first.content  # an answer once given
    await stored(await as_citizen(), items=[other()])  # another citizen's day is another
    clock.move(seconds=seconds)
    await stored(citizen, items=[other()])


@limited
async def test_so_many_numbers_in_a_day_and_no_more(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    await stored(citizen, items=phones(0, 10))
    await stored(citizen, items=[*phones(100, 9), other()])
    await too_often(citizen, items=[document(number="MP15 20190012345"), *phones(200, 1)])
    await stored(citizen, items=phones(200, 1))


async def test_one_number_twice_in_a_report_is_refused(as_citizen: Citizens) -> None:
    same = [mobile(), other(), mobile(imei1="35291011000777", imei2="490154203237518")]
    assert await faults(await as_citizen(), items=same) == [("items.2", "ITEM_TWICE")]
