"""A tip gets in while a flood comes from many addresses; bench/tips_flood.py measures a larger
one.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from clients import GraphQLClient
from conftest import settings_for
from flooding import BROKEN_OFF, Flood, flood
from processes import database
from servers import THANA, start_server, variables
from tipping import Tipster, reader_at

from core.runtime import Runtime
from core.settings import Settings
from plugins.tips.models import Tip

__all__ = ["database"]

SERVE = (THANA, "serve", "--only", "tips,directory", "--port=0")
REQUESTS = 1200
EASY = {"difficulty": 1, "most_difficulty": 1, "requests_of_a_source": 10_000}


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url, services={"tips": EASY})


async def test_true_tips_get_in_while_a_flood_comes(
    database: Runtime, settings: Settings, tmp_path: Path
) -> None:
    loop, spawned = asyncio.get_running_loop(), multiprocessing.get_context("spawn")
    server = await start_server(tmp_path, variables(settings), *SERVE)
    await reader_at(server.http, database)
    address = server.http.base_url
    of = Flood(address.host, address.port or 80, requests=REQUESTS, sources=200, at_once=200)
    with ProcessPoolExecutor(1, mp_context=spawned) as processes:
        flooding = loop.run_in_executor(processes, flood, of)
        tipster = Tipster(GraphQLClient(server.http))
        taken = 0
        while not flooding.done():
            await tipster.told()
            taken += 1
        answers = await flooding
    await server.kill()
    assert await Tip.all().count() == taken > 1
    statuses = {status for _, status in answers}
    assert sum(answers.values()) == REQUESTS
    assert statuses <= {"200", "201", "400", "429", "503"}, statuses - {BROKEN_OFF}
    assert answers["submitTip, false proof", "200"] > 0
