"""`thana serve --only` as a process, under a database role that may read next to nothing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from commands import thana
from conftest import KINDS
from contract import VARIABLES, contract_operations
from servers import THANA, ServerProcess, exchange, start_server, variables
from strangers import Strangers
from unnamed_roles import under_its_role

from core.settings import Settings

FORBIDDEN = ("core_session", "core_citizen", "core_officer", "core_audit_entry", "core_outbox",
             "core_service_request", "core_stored_file", "core_rate_limit", "tips_officer_key",
             "tips_key_share", "tips_recovery_share", "tips_unlocked_key")  # fmt: skip
DROP = "mutation Drop($input: DropInput!) { dropLetter(input: $input) { isDropped } }"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    async with under_its_role(database_url) as own:
        yield own


@pytest.fixture
async def server(
    settings: Settings, database: str, strangers: Strangers, tmp_path: Path
) -> AsyncIterator[ServerProcess]:
    own = settings.model_copy(update={"database_url": database})
    environment = variables(
        own, plugins='["directory", "letterbox"]', files__folder=str(tmp_path / "none")
    )
    command = (THANA, "serve", "--port=0", "--only=letterbox,directory")
    started = await start_server(
        tmp_path, environment | {"PYTHONPATH": str(strangers.folder)}, *command
    )
    yield started
    await started.kill()


async def test_it_answers_and_logs_nothing_of_it(server: ServerProcess, tmp_path: Path) -> None:
    for name in ("NearestStations", "StationByCode", "Helplines"):
        body = {"query": contract_operations()[name], "variables": VARIABLES[name]}
        assert "errors" not in (await server.http.post("/graphql", json=body)).json(), name
    for text in ("CANARY", "break"):
        body = {"query": DROP, "variables": {"input": {"text": text}}}
        await server.http.post("/graphql?CANARY", json=body, headers={"user-agent": "CANARY"})
    await server.http.get("/box/page?fail=CANARY")
    assert (await server.http.get("/box/page?leave=CANARY")).status_code == 200
    assert (await server.http.get("/readyz")).status_code == 200
    await exchange(server, iter([b"CANARY / HTTP/1.1\r\n\r\n"]))
    upgrade = b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    ask = b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n" + upgrade
    await exchange(server, iter([ask, b"Sec-WebSocket-Key: x\r\nConnection: close\r\n\r\n"]))
    assert await server.terminate() == 0
    assert "CANARY" not in "".join(server.log)
    lines = [json.loads(line) for line in server.log]
    others = [line for line in lines if line["logger"] != "uvicorn.error"]
    # a thread does not know of which request it is
    assert [line["message"] for line in others[:-1]] == ["thread: ValueError"]
    assert {line["level"] for line in lines if line["logger"] == "uvicorn.error"} == {"INFO"}
    assert re.fullmatch(
        r"unnamed requests on \d{4}-\d\d-\d\d: ERROR of letterbox: 1, ERROR of thana.process: 1,"
        r" WARNING of thana.process: 1, ZeroDivisionError at .*: 1, ZeroDivisionError at .*: 1,"
        r" answered: 9",
        others[-1]["message"],
    )
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "sqlite"], indirect=True)
async def test_its_role_cannot_read_who_is_who(database: str, server: ServerProcess) -> None:
    connection = await asyncpg.connect(database)
    for table in FORBIDDEN:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"SELECT * FROM {table}")
    await connection.close()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "sqlite"], indirect=True)
async def test_its_role_cannot_change_to_whom_tips_are_sealed(database: str) -> None:
    connection = await asyncpg.connect(database)
    for statement in (
        "UPDATE tips_unit_key SET public_key = public_key",
        "INSERT INTO tips_key_share SELECT * FROM tips_key_share",
        "DELETE FROM tips_key_share",
        "SELECT sealed FROM tips_key_share",
        "SELECT 1 FROM tips_officer_key",
        "SELECT 1 FROM tips_recovery_share",
        "SELECT 1 FROM tips_unlocked_key",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


async def test_its_memory_is_never_written_to_a_disk(server: ServerProcess) -> None:
    limits = Path(f"/proc/{server.process.pid}/limits")
    text = await asyncio.to_thread(limits.read_text, encoding="ascii")
    assert re.search(r"Max core file size +0 +0 ", text)


async def test_a_plugin_that_is_not_enabled_is_named(tmp_path: Path) -> None:
    done = await thana(tmp_path, "serve", "--only=tips", mode="demo", plugins='["directory"]')
    fault = "--only tips: this plugin is not enabled; enabled: "
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"✗ {fault}")


async def test_an_access_log_keeps_it_from_starting(
    strangers: Strangers, settings: Settings, tmp_path: Path
) -> None:
    own = {"plugins": '["letterbox"]', "PYTHONPATH": str(strangers.folder), "access_log": "true"}
    done = await thana(tmp_path, "serve", "--only=letterbox", mode="demo", **own)
    assert done.code == 1
    assert done.err.startswith("✗ setting access_log: this process serves people who stay unnamed")
