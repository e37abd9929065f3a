"""Health: /livez never asks the database, /readyz names what fails, and a server that is told to
stop finishes what it has begun.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from conftest import KINDS, POSTGRES, MovableClock
from servers import start_server, variables
from starlette.applications import Starlette

from core.db import fetch
from core.http import health
from core.outbox.models import OutboxEntry
from core.runtime import Runtime
from core.settings import Settings


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Here the database matters."""
    return str(request.param)


READY = (200, {"status": "ok"})


def not_ready(*failing: str) -> tuple[int, dict[str, object]]:
    return 503, {"status": "not ready", "failing": list(failing)}


async def state(http: httpx.AsyncClient) -> tuple[int, dict[str, object]]:
    answer = await http.get("/readyz")
    assert (answer.status_code == 503) == (answer.headers.get("retry-after") == "5")
    return answer.status_code, answer.json()


async def test_a_started_platform_lives_and_is_ready(http: httpx.AsyncClient) -> None:
    assert (await http.get("/livez")).json() == {"status": "ok"}
    assert await state(http) == READY


async def test_a_missing_migration_is_named(http: httpx.AsyncClient) -> None:
    await fetch("DELETE FROM tortoise_migrations WHERE name LIKE '0002%'")
    assert await state(http) == not_ready("migrations")


async def test_an_outbox_that_stands_still_is_named(
    http: httpx.AsyncClient, runtime: Runtime, clock: MovableClock
) -> None:
    now = clock.now()
    values = {"topic": "message", "payload": "", "created_at": now, "available_at": now}
    leased = runtime.now().replace(year=2030)
    await OutboxEntry.create(
        id="00000000-0000-4000-8000-000000000001", leased_until=leased, **values
    )
    assert await state(http) == READY
    clock.move(minutes=4, seconds=59)
    assert await state(http) == READY
    clock.move(seconds=1)
    assert await state(http) == not_ready("outbox")


async def test_a_full_disk_is_named(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert await state(http) == not_ready("disk")


async def _forbid_writing(database_url: str, kind: str) -> None:
    if kind == "sqlite":
        await fetch("PRAGMA query_only = ON")
        return
    name = urlsplit(database_url).path.strip("/")
    admin = await asyncpg.connect(POSTGRES)
    await admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
    )
    await admin.close()


async def test_a_database_that_cannot_be_written_is_named_and_the_process_still_lives(
    http: httpx.AsyncClient, database_url: str, kind: str
) -> None:
    await _forbid_writing(database_url, kind)
    status, answer = await state(http)
    assert status == 503
    assert "database" in answer["failing"]  # type: ignore[operator]
    assert (await http.get("/livez")).json() == {"status": "ok"}


async def test_a_platform_that_is_about_to_stop_is_not_ready(
    app: Starlette, http: httpx.AsyncClient
) -> None:
    app.state.readiness.is_draining = True
    assert await state(http) == not_ready("accepting")
    assert (await http.get("/livez")).json() == {"status": "ok"}


BODY = b'{"query": "{ platform { state { code } } }"}'
HEAD = (
    b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(BODY)
)


@pytest.mark.parametrize("drain", ["0", "1"])
async def test_a_request_in_flight_at_sigterm_is_answered(
    settings: Settings, tmp_path: Path, drain: str
) -> None:
    server = await start_server(tmp_path, variables(settings, drain_seconds=drain))
    host, port = server.http.base_url.host, server.http.base_url.port
    idle, idle_writer = await asyncio.open_connection(host, port)
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(HEAD)
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    ending = asyncio.create_task(server.terminate())
    async with asyncio.timeout(20):
        if drain == "1":
            while (await state(server.http)) == READY:
                pass
            assert await state(server.http) == not_ready("accepting")
        else:
            assert await idle.read() == b""  # closed: the server is about to stop
    writer.write(BODY)
    answer = await reader.read()
    writer.close()
    idle_writer.close()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b'{"data":{"platform":{"state":{"code":"MP"}}}}')
    async with asyncio.timeout(20):
        await ending
    assert all(json.loads(line)["level"] == "INFO" for line in server.log), server.log
