"""Lost reports sent in numbers, and what must hold of the register whatever happened meanwhile."""

from __future__ import annotations

import asyncio
import itertools
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
from clients import GraphQLClient
from factories import MAKRONIYA, TT_NAGAR, lost_report
from servers import ServerProcess

from core.audit import verifying as audit
from core.audit.models import AuditEntry
from core.notifications.models import DemoMessage
from core.outbox.models import OutboxEntry
from core.service_requests.models import IdempotencyRecord, RequestEvent, ServiceRequest

IN_FLIGHT = 16
PATIENCE_SECONDS = 60
STATIONS = (MAKRONIYA, TT_NAGAR, "21346001")
SUBMIT = """mutation SubmitLostReport($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) {
    lostReport { id number version submittedAt updatedAt status { code } station { code } }
    errors { path code message } } }"""


class Fleet:
    """Servers behind one door: requests go to the open ones in turn, and again where one broke."""

    def __init__(self, servers: Iterable[ServerProcess]) -> None:
        self.open = list(servers)
        self.acknowledged: list[dict[str, Any]] = []
        self.broken: list[str] = []
        self._unsent: defaultdict[int, set[object]] = defaultdict(set)
        self._turn = itertools.count()
        self._progress = asyncio.Condition()

    async def submit(self, token: str, report: dict[str, Any]) -> dict[str, Any]:
        """The report as the platform acknowledges it."""
        while True:
            server = self.open[next(self._turn) % len(self.open)]
            try:
                answer = await self._send(server, token, report)
            except httpx.ConnectError:
                await asyncio.sleep(0)  # not accepted; the next one takes it
            except httpx.TransportError as error:
                self.broken.append(repr(error))
            else:
                return await self._acknowledge(answer)

    async def take_out(self, server: ServerProcess) -> None:
        """Send it nothing more; what was meant for it has reached it afterwards."""
        self.open.remove(server)
        async with asyncio.timeout(PATIENCE_SECONDS), self._progress:
            await self._progress.wait_for(lambda: not self._unsent[server.process.pid])
        assert (await server.http.get("/livez")).status_code == 200

    async def _send(
        self, server: ServerProcess, token: str, report: dict[str, Any]
    ) -> httpx.Response:
        unsent, request = self._unsent[server.process.pid], object()
        unsent.add(request)

        async def note(event: str, _: Any) -> None:
            if event == "http11.send_request_body.complete":
                unsent.discard(request)

        try:
            return await server.http.post(
                "/graphql",
                json={"query": SUBMIT, "variables": {"input": report}},
                headers=GraphQLClient(server.http, token).headers(),
                extensions={"trace": note},
            )
        finally:
            unsent.discard(request)

    async def _acknowledge(self, answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert "errors" not in body, body
        payload: dict[str, Any] = body["data"]["submitLostReport"]
        assert payload["errors"] == []
        async with self._progress:
            self.acknowledged.append(payload["lostReport"])
            self._progress.notify_all()
        return payload["lostReport"]  # type: ignore[no-any-return]

    async def has_acknowledged(self, count: int) -> None:
        """Wait until so many more reports are acknowledged."""
        wanted = len(self.acknowledged) + count
        async with asyncio.timeout(PATIENCE_SECONDS), self._progress:
            await self._progress.wait_for(lambda: len(self.acknowledged) >= wanted)


async def submit_many(fleet: Fleet, tokens: Sequence[str], count: int) -> None:
    """So many reports from all citizens to all stations."""
    await _submit_all(fleet, tokens, range(count))


@asynccontextmanager
async def load(fleet: Fleet, tokens: Sequence[str]) -> AsyncIterator[None]:
    """Reports without end while the block runs; those under way are finished after it."""
    is_over = False
    async with asyncio.TaskGroup() as group:
        endless = itertools.takewhile(lambda _: not is_over, itertools.count())
        group.create_task(_submit_all(fleet, tokens, endless))
        yield
        is_over = True


async def _submit_all(fleet: Fleet, tokens: Sequence[str], places: Iterable[int]) -> None:
    waiting = iter(places)

    async def work() -> None:
        for place in waiting:
            report = lost_report(stationCode=STATIONS[place % len(STATIONS)])
            await fleet.submit(tokens[place % len(tokens)], report)

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(work())


async def assert_register_holds(fleet: Fleet) -> None:
    """Every request was acknowledged and the other way round, with exactly what belongs to one."""
    count = len(fleet.acknowledged)
    numbers = await ServiceRequest.all().values_list("number", flat=True)
    assert sorted(report["number"] for report in fleet.acknowledged) == sorted(numbers)
    assert_gapless(numbers)
    ids = sorted(map(str, await ServiceRequest.all().values_list("id", flat=True)))
    events = await RequestEvent.all().values_list("request_id", "version")
    assert sorted((str(request), version) for request, version in events) == [(i, 1) for i in ids]
    subjects = await AuditEntry.filter(action="lost_property.submit").values_list(
        "subject", flat=True
    )
    assert sorted(subjects) == [f"request:{i}" for i in ids]
    assert [fault async for fault in audit.verify()] == []
    assert await IdempotencyRecord.all().count() == count
    topics = Counter(await OutboxEntry.all().values_list("topic", flat=True))
    topics.pop("message", None)  # what a notice leads to, once it is delivered
    assert set(topics) >= {"notice", "request_moved", "document"}
    assert set(topics.values()) == {count}


def assert_gapless(numbers: Iterable[str]) -> None:
    """Every station's numbers run from 1 without a hole."""
    series: dict[str, list[int]] = {}
    for number in numbers:
        name, value, _ = number.rsplit("-", 2)
        series.setdefault(name, []).append(int(value))
    assert len(series) == len(STATIONS)
    for values in series.values():
        assert sorted(values) == list(range(1, len(values) + 1))


async def assert_everybody_was_told_once(fleet: Fleet) -> None:
    """Every message is delivered, one for each number. Every server is asked, as each may hold
    some of the outbox.
    """
    for server in fleet.open:
        assert (await server.http.get("/dev/outbox")).status_code == 200
    assert await OutboxEntry.filter(done_at=None).exclude(topic="document").count() == 0
    texts = await DemoMessage.all().values_list("text", flat=True)
    told = [found[0] for text in texts if (found := re.search(r"MP-[\w-]+", text))]
    assert sorted(told) == sorted(report["number"] for report in fleet.acknowledged)


def assert_file_is_sound(database_url: str) -> None:
    """SQLite's own check of its file; PostgreSQL keeps its files itself."""
    if database_url.startswith("sqlite://"):
        connection = sqlite3.connect(database_url.removeprefix("sqlite://"))
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
