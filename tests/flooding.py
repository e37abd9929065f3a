"""A flood of requests to the tipsters' side, from many addresses of this machine at once."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from good_files import photo
from tipping import CHALLENGE, SUBMIT, THREAD, tip

from plugins.tips.receipts import new_receipt

ANSWER_SECONDS = 120
FALSE = {"puzzle": f"{'0' * 32}.1.4102444800.{'0' * 32}", "solution": "1"}
BROKEN_OFF = "no answer"


@dataclass(frozen=True)
class Flood:
    """So many requests from so many sources, of which some have a connection at once; each
    connection is used again if it `keeps_alive`.
    """

    host: str
    port: int
    requests: int
    sources: int
    at_once: int
    keeps_alive: bool = True


def flood(of: Flood) -> Counter[tuple[str, str]]:
    """Send it; how often each kind of request had which status. Runs a loop of its own, so that
    it can be run in another process.
    """
    return asyncio.run(_flood(of))


async def _flood(of: Flood) -> Counter[tuple[str, str]]:
    answers: Counter[tuple[str, str]] = Counter()
    places = asyncio.Semaphore(of.at_once)
    kinds = itertools.cycle(requests_of(of))
    async with asyncio.TaskGroup() as group:
        for number in range(of.sources):
            share = list(itertools.islice(kinds, of.requests // of.sources))
            group.create_task(_source(of, number, share, places, answers))
    return answers


async def _source(
    of: Flood,
    number: int,
    share: Sequence[tuple[str, bytes]],
    places: asyncio.Semaphore,
    answers: Counter[tuple[str, str]],
) -> None:
    address = f"127.{10 + number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
    line = None
    async with places:
        for kind, request in share:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    line = line or await asyncio.open_connection(
                        of.host, of.port, local_addr=(address, 0)
                    )
                    status, goes_on = await _ask(*line, request)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                status, goes_on = BROKEN_OFF, False
            answers[kind, status] += 1
            if line and not goes_on:
                line[1].close()
                line = None
    if line:
        line[1].close()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[str, bool]:
    """The status, and whether the connection stays."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].split(b"\r\n")[0]
    await reader.readexactly(int(length or b"0"))
    return head.split()[1].decode(), b"connection: close" not in head


def requests_of(of: Flood) -> list[tuple[str, bytes]]:
    """One of each kind, with a name for it."""
    return [
        ("tipChallenge", _post(of, CHALLENGE)),
        ("submitTip, no proof", _post(of, SUBMIT, input=tip())),
        ("submitTip, false proof", _post(of, SUBMIT, input=tip(proofOfWork=FALSE))),
        ("tipThread, random receipt", _post(of, THREAD, receipt=new_receipt().shown)),
        ("GET /tip", _request(of, "GET /tip", b"")),
        ("a picture", _request(of, "POST /tips/attachments", photo(64, 48))),
    ]


def _post(of: Flood, query: str, **variables: object) -> bytes:
    body = json.dumps({"query": query, "variables": variables}).encode()
    return _request(of, "POST /graphql", body)


def _request(of: Flood, line: str, body: bytes) -> bytes:
    kept = "keep-alive" if of.keeps_alive else "close"
    head = (
        f"{line} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: {kept}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
