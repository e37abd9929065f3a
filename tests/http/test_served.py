"""What only a real server shows: bytes on the wire that no client library would send, and the
memory that they cost.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from signal import SIGTERM

import pytest
from servers import ServerProcess, exchange, start_server, variables

from core.settings import Settings

MEGABYTE = 1_000_000
BODY = b'{"query": "{ viewer { id } }"}'
ASK = (
    b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n" % len(BODY)
)


@pytest.fixture
def kind() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def server(settings: Settings, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    started = await start_server(tmp_path, variables(settings))
    yield started
    await started.kill()


def resident_bytes(server: ServerProcess) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def two_hundred_megabytes(is_chunked: bool) -> Iterator[bytes]:
    length = b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: 200000000"
    yield b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    yield length + b"\r\n\r\n"
    for _ in range(200):
        yield (b"%x\r\n" % MEGABYTE if is_chunked else b"") + b" " * MEGABYTE + b"\r\n" * is_chunked


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_200_megabytes_are_refused_early_and_cost_no_memory(
    server: ServerProcess, is_chunked: bool
) -> None:
    await exchange(server, iter([ASK, b"Connection: close\r\n\r\n", BODY]))
    before = resident_bytes(server)
    answer, sent = await exchange(server, two_hundred_megabytes(is_chunked))
    assert sent < 20 * MEGABYTE
    assert answer.startswith(b"HTTP/1.1 413 ") or answer == b""
    assert resident_bytes(server) - before < 16 * MEGABYTE
    assert (await server.http.get("/livez")).status_code == 200


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_a_body_just_too_large_is_told_so(server: ServerProcess, is_chunked: bool) -> None:
    content = b" " * 300_000

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    answer = await server.http.post(
        "/graphql",
        content=pieces() if is_chunked else content,
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


HEADS = [
    (b"POST http://evil.example/graphql HTTP/1.1\r\nHost: 127.0.0.1", 400),
    (b"POST http://127.0.0.1/graphql HTTP/1.1\r\nHost: 127.0.0.1", 400),
    (b"POST @evil.example HTTP/1.1\r\nHost: 127.0.0.1", 400),
    (b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1", 400),
    (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1", 400),
    (b"POST //evil.example/graphql HTTP/1.1\r\nHost: 127.0.0.1", 404),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example", 421),
    (b"POST /graphql HTTP/1.1", 421),
    (b"POST /graphql HTTP/1.0", 421),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + b"x" * 65_536, 431),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1" + b"\r\nX-More: 1" * 500, 431),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\rb", 400),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\nY: b\0", 400),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX : a", 400),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2", 400),
    (b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1"
     b"\r\nTransfer-Encoding: chunked", 400),
    (b"POST /graphql?\xff HTTP/1.1\r\nHost: 127.0.0.1", 400),
    (b"\x16\x03\x01\x02\x00", 400),
]  # fmt: skip


async def test_a_head_that_is_not_well_formed_is_refused(server: ServerProcess) -> None:
    for head, status in HEADS:
        answer, _ = await exchange(server, iter([head + b"\r\nConnection: close\r\n\r\n"]))
        assert answer.startswith(b"HTTP/1.1 %d " % status), (head[:80], answer[:200])
        assert b"evil" not in answer, head
    assert [line for line in server.log if "Traceback" in line or "ERROR" in line] == []


async def test_a_head_without_end_is_cut_off(server: ServerProcess) -> None:
    def endless() -> Iterator[bytes]:
        yield b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
        for _ in range(100):
            yield b"x" * MEGABYTE

    before = resident_bytes(server)
    _, sent = await exchange(server, endless())
    assert sent < 20 * MEGABYTE
    assert resident_bytes(server) - before < 16 * MEGABYTE


async def test_headers_after_the_body_are_not_believed(server: ServerProcess) -> None:
    head = ASK.replace(b"Content-Length: %d" % len(BODY), b"Transfer-Encoding: chunked")
    chunked = b"%x\r\n%s\r\n0\r\nAuthorization: Bearer x\r\n\r\n" % (len(BODY), BODY)
    answer, _ = await exchange(server, iter([head + b"Connection: close\r\n\r\n" + chunked]))
    assert answer.endswith(b'\r\n\r\n{"data":{"viewer":null}}'), answer


async def test_a_client_that_goes_away_in_the_middle_is_no_error(server: ServerProcess) -> None:
    url = server.http.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(ASK + b"Expect: 100-continue\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100 ")
    writer.write(BODY[:5])
    writer.close()
    await writer.wait_closed()
    assert (await server.http.get("/livez")).status_code == 200
    assert await server.terminate() in (0, -SIGTERM)
    assert [line for line in server.log if json.loads(line)["level"] == "ERROR"] == []
