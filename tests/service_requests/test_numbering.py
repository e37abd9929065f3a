"""Numbers: gapless per station, service and year, whatever is rolled back, with a check character
that catches every single wrong one.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from factories import MAKRONIYA, TT_NAGAR, make_citizen, make_request
from starlette.applications import Starlette
from stdnum.iso7064 import mod_37_36

from core.db import transactional
from core.service_requests.models import NumberSeries, ServiceRequest
from core.service_requests.numbering import canonical_number

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class RolledBack(Exception):
    """What makes a transaction fail after it has taken its number."""


async def test_numbers_have_no_gap_though_a_third_of_the_transactions_fail(
    app: Starlette, clock: Any
) -> None:
    citizen = await make_citizen(app.state.platform.runtime)
    chance = random.Random(7)
    fails = [chance.random() < 0.3 for _ in range(100)]

    @transactional
    async def submit(is_to_fail: bool) -> str:
        request = await make_request(app.state.platform, citizen)
        if is_to_fail:
            raise RolledBack
        return request.number

    for start in range(0, 100, 10):
        answers = await asyncio.gather(
            *(submit(fail) for fail in fails[start : start + 10]), return_exceptions=True
        )
        assert [isinstance(answer, RolledBack) for answer in answers] == fails[start : start + 10]
    kept = fails.count(False)
    numbers = sorted([request.number for request in await ServiceRequest.all()])
    assert [number[:27] for number in numbers] == [
        f"MP-{MAKRONIYA}-LP-2026-{value:06d}-" for value in range(1, kept + 1)
    ]
    assert (await NumberSeries.get()).value == kept


async def test_each_station_and_each_year_in_india_has_a_series_of_its_own(
    app: Starlette, clock: Any
) -> None:
    citizen = await make_citizen(app.state.platform.runtime)

    async def next_number(unit_code: str) -> str:
        request = await make_request(app.state.platform, citizen, unit_code=unit_code)
        return request.number[:-2]

    assert await next_number(MAKRONIYA) == f"MP-{MAKRONIYA}-LP-2026-000001"
    assert await next_number(TT_NAGAR) == f"MP-{TT_NAGAR}-LP-2026-000001"
    clock.moment = clock.moment.replace(month=12, day=31, hour=18, minute=29)
    assert await next_number(MAKRONIYA) == f"MP-{MAKRONIYA}-LP-2026-000002"
    clock.move(minutes=1)
    assert await next_number(MAKRONIYA) == f"MP-{MAKRONIYA}-LP-2027-000001"


@pytest.mark.parametrize("body", ["MP-21346058-LP-2026-000042", "UP-GRP7A-CC-2031-1234567"])
def test_check_character_catches_every_single_wrong_character(body: str) -> None:
    number = f"{body}-{mod_37_36.calc_check_digit(body.replace('-', ''))}"
    assert canonical_number(number) == number
    for place, right in enumerate(number):
        for wrong in ALPHABET.replace(right, ""):
            if right != "-":
                changed = f"{number[:place]}{wrong}{number[place + 1 :]}"
                assert canonical_number(changed) is None, changed


def test_check_character_catches_neighbours_that_changed_places() -> None:
    number = "MP-21346058-LP-2026-000001-D"
    for place in range(len(number) - 1):
        first, second = number[place : place + 2]
        changed = f"{number[:place]}{second}{first}{number[place + 2 :]}"
        if first != second and "-" not in (first, second):
            assert canonical_number(changed) is None, changed
