"""Citizens who upload, report, withdraw and read while the server dies and comes back: each of them
repeats what was not answered, and remembers what was.
"""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from clients import GraphQLClient
from factories import MAKRONIYA, TT_NAGAR, lost_report
from good_files import photo
from servers import ServerProcess
from uploads import TusClient

STATIONS = (MAKRONIYA, TT_NAGAR, "21346001")
PATIENCE_SECONDS = 60
SUBMIT = """mutation SubmitLostReport($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) {
    lostReport { id number version } errors { path code message } } }"""
WITHDRAW = """mutation PerformAction($input: PerformActionInput!) {
  performAction(input: $input) { request { id number version } errors { path code message } } }"""
READ = """query LostReportByNumber($number: String!) {
  serviceRequest(number: $number) { number version attachments { id sha256 } } }"""


@dataclass
class Record:
    """What the platform has acknowledged: versions and attached files by number; and how many
    requests broke off.
    """

    versions: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    broken: int = 0


class Door:
    """The server as it is now; while there is none, callers wait."""

    def __init__(self) -> None:
        self.record = Record()
        self._server: ServerProcess | None = None
        self._changed = asyncio.Condition()

    async def open(self, server: ServerProcess) -> None:
        async with self._changed:
            self._server = server
            self._changed.notify_all()

    async def close(self) -> ServerProcess:
        """Nobody comes in any more; the server behind it."""
        async with self._changed:
            server, self._server = self._server, None
        assert server is not None
        return server

    async def has_acknowledged(self, count: int) -> None:
        """Wait until so many more steps were acknowledged."""
        wanted = self._steps() + count
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: self._steps() >= wanted)

    def _steps(self) -> int:
        return sum(self.record.versions.values())

    async def until_answered(self, ask: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
        """The answer of whichever server gives one."""
        while True:
            async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
                await self._changed.wait_for(lambda: self._server is not None)
                assert self._server is not None
                http = self._server.http
            try:
                return await ask(http)
            except (httpx.TransportError, RuntimeError):  # RuntimeError: the client was closed
                self.record.broken += 1
                await asyncio.sleep(0)

    async def note(self, answer: dict[str, Any]) -> None:
        """A step that was acknowledged."""
        async with self._changed:
            self.record.versions[answer["number"]] = answer["version"]
            self._changed.notify_all()


async def live(door: Door, token: str, is_over: asyncio.Event) -> None:
    """One citizen: a report with a photo, one without, a withdrawal; and each is read again."""
    for turn in itertools.count():
        if is_over.is_set():
            return
        attachments = [await _upload(door, token)] if turn % 2 == 0 else []
        report = lost_report(stationCode=STATIONS[turn % len(STATIONS)], attachments=attachments)
        made = (await _run(door, token, SUBMIT, report))["submitLostReport"]
        assert made["errors"] == []
        await door.note(made["lostReport"])
        if attachments:
            door.record.files[made["lostReport"]["number"]] = attachments[0]
        if turn % 3 == 2:
            await _withdraw(door, token, made["lostReport"])
        await _assert_there(door, token, made["lostReport"]["number"])


async def _upload(door: Door, token: str) -> str:
    content = photo(64, 48)

    async def ask(http: httpx.AsyncClient) -> str:
        return await TusClient(GraphQLClient(http, token)).upload(content)

    return str(await door.until_answered(ask))


async def _withdraw(door: Door, token: str, report: dict[str, Any]) -> None:
    wanted = {
        "requestId": report["id"],
        "action": "WITHDRAW",
        "expectedVersion": report["version"],
        "idempotencyKey": str(uuid.uuid4()),
    }
    payload = (await _run(door, token, WITHDRAW, wanted))["performAction"]
    assert payload["errors"] == []
    await door.note(payload["request"])


async def _assert_there(door: Door, token: str, number: str) -> None:
    async def ask(http: httpx.AsyncClient) -> Any:
        return await GraphQLClient(http, token).run(READ, number=number)

    found = (await door.until_answered(ask))["serviceRequest"]
    assert (found["number"], found["version"]) == (number, door.record.versions[number])
    expected = [door.record.files[number]] if number in door.record.files else []
    assert [file["id"] for file in found["attachments"]] == expected


async def _run(door: Door, token: str, document: str, wanted: dict[str, Any]) -> Any:
    async def ask(http: httpx.AsyncClient) -> Any:
        return await GraphQLClient(http, token).run(document, input=wanted)

    return await door.until_answered(ask)
