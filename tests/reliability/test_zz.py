"""Servers that end under load, asked to or not: what was acknowledged stays, and only that."""

from __future__ import annotations

import asyncio

from servers import ServerProcess, StartServers
from submissions import PATIENCE_SECONDS, Fleet, assert_file_is_sound, assert_register_holds, load

from core.settings import Settings

KILLS = 5
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
                await see(server)

    assert fleet.broken == []
    await assert_register_holds(fleet)


async def _says_that_it_takes_no_more(server: ServerProcess) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (answer := await server.http.get("/readyz")).status_code == 200:
            pass
    assert "accepting" in answer.json()["failing"]


async def test_killed_servers_lose_nothing_that_was_acknowledged_and_double_nothing(
    start_servers: StartServers, tokens: list[str], settings: Settings
) -> None:
    fleet = Fleet(await start_servers(KILLS + 1, database_connections="4"))
    async with load(fleet, tokens):
        for _ in range(KILLS):
            await fleet.has_acknowledged(REPORTS_BEFORE_EACH)
            killed = fleet.open.pop()
            await killed.kill()
            assert_file_is_sound(settings.database_url)

    assert len(fleet.broken) >= KILLS  # each was killed with requests in its hands
    await assert_register_holds(fleet)

async def see(server):
    import time, subprocess
    t=time.time()
    try:
        async with asyncio.timeout(12):
            assert await asyncio.shield(server.process.wait()) == 0
        print("ok", round(time.time()-t,2))
    except TimeoutError:
        print("HUNG", "".join(server.log[-8:]))
        pid=server.process.pid
        print(subprocess.run(f"ss -tnp | grep pid={pid}, ; for t in /proc/{pid}/task/*; do cat $t/wchan $t/comm; done; cat /proc/{pid}/status | grep -iE 'sig|state|thr'; psql -h 127.0.0.1 -U postgres -c \"select pid,state,wait_event_type,wait_event,left(query,60),now()-xact_start as age, client_port, pg_blocking_pids(pid) from pg_stat_activity where datname like 'thana_test%'\"", shell=True, capture_output=True, text=True).stdout)
        raise
