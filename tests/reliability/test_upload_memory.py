"""What uploads cost a server: memory that does not grow with them, and no more disk than they may
have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from clients import GraphQLClient
from servers import StartServers, exchange
from uploads import TusClient, large_photo, on_disk_below, parts

from core.settings import Settings

MEGABYTE = 1_000_000
LIMIT = 10 * MEGABYTE
MOST_GROWTH = 32 * MEGABYTE
MOST_IN_ALL = 350 * MEGABYTE
KERNEL_BUFFERS = 12 * MEGABYTE
"""What a client can have sent, and no server has read, on the loopback."""


@pytest.fixture
def kind() -> str:
    """Bytes of files do not pass the database."""
    return "sqlite"


def resident_bytes(pid: int) -> int:
    """The most memory that a process has held."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]


def head(method: str, path: str, token: str, *headers: str) -> bytes:
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        "Tus-Resumable: 1.0.0",
        "Content-Type: application/offset+octet-stream",
        "Upload-Offset: 0",
        *headers,
    )
    return "\r\n".join([*lines, "", ""]).encode()


def five_hundred_megabytes(is_chunked: bool) -> Iterator[bytes]:
    for _ in range(500):
        yield (b"%x\r\n" % MEGABYTE if is_chunked else b"") + b"x" * MEGABYTE + b"\r\n" * is_chunked


async def test_500_megabytes_for_a_field_of_10_end_at_the_limit(
    start_servers: StartServers, tokens: list[str], settings: Settings
) -> None:
    (server,) = await start_servers()
    client = TusClient(GraphQLClient(server.http, tokens[0]))
    await client.upload(large_photo(400, 300))
    before, kept = resident_bytes(server.process.pid), on_disk_below(settings.files.folder)

    assert (await client.create(500 * MEGABYTE)).status_code == 413
    for is_chunked in (False, True):
        path = await client.begin(LIMIT)
        length = "Transfer-Encoding: chunked" if is_chunked else "Content-Length: 500000000"
        opening = head("PATCH", path, tokens[0], length)
        pieces = chain([opening], five_hundred_megabytes(is_chunked))
        answer, sent = await exchange(server, pieces)
        assert answer.startswith(b"HTTP/1.1 413 ") or answer == b""
        assert sent < LIMIT + KERNEL_BUFFERS + len(opening)
        assert await client.offset(path) == 0
        assert parts(settings.files.folder) == [0]
        assert (await client.send("DELETE", path)).status_code == 204

    assert resident_bytes(server.process.pid) - before < MOST_GROWTH
    assert on_disk_below(settings.files.folder) == kept


async def test_twenty_uploads_of_10_megabytes_at_once_stay_small(
    start_servers: StartServers, tokens: list[str], settings: Settings
) -> None:
    photo = large_photo(4000, 2960)
    assert 0.9 * LIMIT < len(photo) <= LIMIT
    (server,) = await start_servers(files__bytes_per_owner_a_day=str(10**9))
    clients = [TusClient(GraphQLClient(server.http, token)) for token in tokens]
    sending = [clients[number % len(clients)].create(len(photo), photo) for number in range(20)]
    answers = await asyncio.gather(*sending)
    assert [answer.status_code for answer in answers] == [201] * 20

    pids = [server.process.pid, *children(server.process.pid)]
    held = [resident_bytes(pid) for pid in pids]
    print(f"server {held[0] / 1e6:.0f} MB, with {len(held) - 1} children {sum(held) / 1e6:.0f} MB")
    assert sum(held) < MOST_IN_ALL
