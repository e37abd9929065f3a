"""Sockets stand in the access log as requests do, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from servers import start_server, variables
from sockets import socket
from websockets.exceptions import InvalidStatus

from core.settings import Settings


@pytest.fixture
def kind() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize("access_log", [True, False])
async def test_a_socket_is_noted_where_sockets_are_held_if_at_all(
    settings: Settings, tmp_path: Path, access_log: bool
) -> None:
    environment = variables(settings, plugins='["tips"]', access_log=str(access_log).lower())
    server = await start_server(tmp_path, environment)
    address = f"{server.http.base_url}"
    async with socket(f"{address}/graphql?CANARY="):
        pass
    with pytest.raises(InvalidStatus):
        async with socket(f"{address}/tip?CANARY="):
            raise AssertionError
    await server.terminate()
    assert "CANARY" not in "".join(server.log)
    told = [json.loads(line) for line in server.log]
    noted = [line["message"] for line in told if line["logger"] == "thana.access"]
    assert [line.split()[:3] for line in noted] == [["SOCKET", "/graphql", "101"]] * access_log
    others = [line["message"] for line in told if line["logger"] != "thana.access"]
    assert [line for line in others if "127.0.0.1" in line and "running on" not in line] == []
