"""Servers that are asked to end under load: what was accepted is answered, and stays."""

from __future__ import annotations

import asyncio

from servers import ServerProcess, StartServers
from submissions import PATIENCE_SECONDS, Fleet, assert_register_holds, load

STOPS = 5
REPORTS_BEFORE_EACH = 20
EXIT_SECONDS = 30


async def test_servers_asked_to_end_under_load_answer_all_they_have_accepted(
    start_servers: StartServers, tokens: list[str]
) -> None:
    fleet = Fleet(await start_servers(STOPS + 1, drain_seconds="60", database_connections="4"))
    async with load(fleet, tokens):
        for server in fleet.open[:STOPS]:
            await fleet.has_acknowledged(REPORTS_BEFORE_EACH)
            server.process.terminate()
            await _says_that_it_takes_no_more(server)
            await fleet.take_out(server)
            server.process.terminate()  # the second signal does not wait for the drain time
            async with asyncio.timeout(EXIT_SECONDS):
                assert await server.ended() == 0

    assert fleet.broken == []
    await assert_register_holds(fleet)


async def _says_that_it_takes_no_more(server: ServerProcess) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (answer := await server.http.get("/readyz")).status_code == 200:
            pass
    assert "accepting" in answer.json()["failing"]
