"""T-1, T-2: whatever happens to a tip, nothing that its sender wrote is found anywhere afterwards,
nor what came along with it. TIPS=200 in the environment makes it longer.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from broken_worlds import broken_key, full_disk, locked, refused_rows
from canaries import Canaries, sweep
from conftest import settings_for
from factories import make_citizen, session_token
from hiding_places import HidingPlaces
from postgres_cluster import Cluster, programs
from processes import database
from servers import ServerProcess
from talkative_database import database_url, server_of, talkative
from tipping import SUBMIT, Reader, Tipster, reader_at
from traced_tipsters import refused_bodies, refused_files, tells, traced, uploads, written

from core.runtime import Runtime
from core.settings import Settings

__all__ = ["database", "database_url", "server_of", "talkative"]

pytestmark = [
    pytest.mark.real_cost,
    pytest.mark.foreign,
    pytest.mark.skipif(programs() is None, reason="initdb and pg_ctl are not installed"),
]

TIPS = int(os.environ.get("TIPS", "12"))
ROUNDS = max(1, TIPS // 50)
"""How often a tip fails in each way there is, at each of the two doors."""
TALKERS = 4
ALONE = ("--only", "tips,directory")
SHORT = {"graphql__seconds": "8"}
EASY = {"difficulty": 1, "most_difficulty": 1, "requests_of_a_source": 10_000}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, services={"tips": EASY}, files={"folder": tmp_path / "files"})


@pytest.fixture
def places(tmp_path: Path, settings: Settings, server_of: Cluster | None) -> HidingPlaces:
    return HidingPlaces(tmp_path, settings, server_of)


class Crowd:
    """Tipsters, all of whom hold the session of one citizen."""

    def __init__(self, canaries: Canaries, token: str) -> None:
        self.canaries, self._token = canaries, token
        self._clients = AsyncExitStack()

    async def __aenter__(self) -> Crowd:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._clients.aclose()

    async def tipster(self, server: ServerProcess) -> Tipster:
        """One more."""
        made = traced(server.http.base_url, self.canaries, self._token)
        await self._clients.enter_async_context(made.client.http)
        return made

    async def tell(self, server: ServerProcess, count: int) -> None:
        """So many tips are taken; some of their senders talk on."""
        for number in range(count):
            tipster = await self.tipster(server)
            await tells(tipster, self.canaries, goes_on=number % TALKERS == 0)

    async def are_refused(self, server: ServerProcess) -> None:
        """Each way to be refused for what is sent."""
        proof = await (await self.tipster(server)).proof()
        for way, body in refused_bodies(self.canaries, proof).items():
            answer = await (await self.tipster(server)).client.http.post("/graphql", json=body)
            assert '"errors":[{' in answer.text, (way, answer.text)
            assert answer.status_code in (200, 400, 413), (way, answer.text)
            assert "INTERNAL" not in answer.text, (way, answer.text)
        for way, content in refused_files(self.canaries).items():
            answer = await uploads(await self.tipster(server), self.canaries, content)
            assert 400 <= answer.status_code < 500, (way, answer.text)

    async def fail(self, code: str, *servers: ServerProcess) -> None:
        """A tip to each fails for what has happened to the database."""
        for error in await asyncio.gather(*map(self._failed, servers)):
            assert error["extensions"]["code"] == code, error

    async def _failed(self, server: ServerProcess) -> Any:
        tipster = await self.tipster(server)
        given = written(self.canaries) | {"proofOfWork": await tipster.proof()}
        return await tipster.client.refused(SUBMIT, input=given)

    async def are_cut_off(self, server: ServerProcess) -> None:
        """The server is killed when the first of several tips is answered."""
        tipsters = [await self.tipster(server) for _ in range(4 * ROUNDS)]
        sending = [asyncio.create_task(each.told(**written(self.canaries))) for each in tipsters]
        await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        server.process.kill()
        answers = await asyncio.gather(*sending, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, str):
                self.canaries.keep(answer)
            else:
                assert isinstance(answer, httpx.TransportError), answer
        assert any(isinstance(answer, httpx.TransportError) for answer in answers)


@pytest.fixture
async def crowd(database: Runtime) -> AsyncIterator[Crowd]:
    token = await session_token(database, citizen=await make_citizen(database))
    async with Crowd(Canaries(), token) as made:
        yield made


async def test_nothing_of_a_tip_is_found_anywhere(
    places: HidingPlaces, crowd: Crowd, database: Runtime
) -> None:
    async with places.server(access_log="true", **SHORT) as main:
        reader = await reader_at(main.http, database)
        async with places.server(*ALONE, **SHORT) as alone:
            for _ in range(ROUNDS):
                await fail_in_each_way(places, crowd, main, alone)
            await crowd.are_cut_off(alone)
        async with places.server(*ALONE, **SHORT) as alone:
            await crowd.tell(main, TIPS // 2)
            await crowd.tell(alone, TIPS // 2)
            await assert_police_read_them(reader, crowd.canaries)
            await assert_it_leaves_no_core(places, main, alone)
    assert sweep(crowd.canaries, await places.contents()) == {}


async def fail_in_each_way(places: HidingPlaces, crowd: Crowd, *servers: ServerProcess) -> None:
    for server in servers:
        await crowd.are_refused(server)
        async with full_disk(server.process.pid):
            await crowd.fail("INTERNAL", server)
    async with broken_key():
        await crowd.fail("INTERNAL", *servers)
    async with refused_rows():
        await crowd.fail("INTERNAL", *servers)
    async with locked(places.settings.database_url):
        await crowd.fail("UNAVAILABLE", *servers)


async def assert_it_leaves_no_core(places: HidingPlaces, *servers: ServerProcess) -> None:
    for server in servers:
        server.process.send_signal(signal.SIGABRT)
        assert await server.ended() == -signal.SIGABRT
    assert not list(places.folder.glob("core*"))


async def assert_police_read_them(reader: Reader, canaries: Canaries) -> None:
    assert (await reader.unlocks())["errors"] == []
    opened = await reader.opens((await reader.lists())[0]["id"])
    assert opened["place"]["latitude"] == canaries.latitude
    assert opened["messages"][0]["text"].startswith("What happens here: " + canaries.marker)
