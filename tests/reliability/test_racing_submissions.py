"""Many citizens at the doors of several processes on one database."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from factories import lost_report
from servers import StartServers
from submissions import (
    Fleet,
    assert_everybody_was_told_once,
    assert_file_is_sound,
    assert_register_holds,
    submit_many,
)

from core.service_requests.models import ServiceRequest
from core.settings import Settings

PROCESSES = {"sqlite": 2, "postgres": 4}


@pytest.fixture
async def fleet(kind: str, start_servers: StartServers) -> Fleet:
    return Fleet(await start_servers(PROCESSES[kind]))


async def test_a_thousand_racing_reports_are_numbered_without_gap_or_double(
    fleet: Fleet, tokens: list[str], settings: Settings
) -> None:
    await submit_many(fleet, tokens, 1000)

    assert fleet.broken == []
    assert len(fleet.acknowledged) == 1000
    await assert_register_holds(fleet)
    await assert_everybody_was_told_once(fleet)
    assert_file_is_sound(settings.database_url)
    complaints = [line for server in fleet.open for line in server.log if '"INFO"' not in line]
    assert complaints == []


async def test_twenty_callers_with_one_key_get_one_report_and_equal_answers(
    fleet: Fleet, tokens: list[str]
) -> None:
    for token in itertools.islice(itertools.cycle(tokens), 20):
        report = lost_report()
        answers = await asyncio.gather(*(fleet.submit(token, report) for _ in range(20)))
        assert answers == [answers[0]] * 20

    numbers = {answer["number"] for answer in fleet.acknowledged}
    assert len(numbers) == 20
    assert set(await ServiceRequest.all().values_list("number", flat=True)) == numbers
    assert await ServiceRequest.all().count() == 20
