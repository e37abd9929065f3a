"""A request whose sender stays unnamed leaves no line in a log, whatever happens to it: it is
counted, and the count is told once the day has passed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Iterator
from types import ModuleType

import httpx
import pytest
from conftest import MovableClock
from starlette.applications import Starlette

from core.logs import JsonLines
from core.silence import is_to_be_logged

DROP = "mutation Drop($input: DropInput!) { dropLetter(input: $input) { isDropped } }"
KEPT = pytest.mark.parametrize("settings", [{"access_log": True}], indirect=True)


def drop(text: str) -> dict[str, object]:
    return {"query": DROP, "variables": {"input": {"text": text}}}


@pytest.fixture
def lines() -> Iterator[Callable[[], list[str]]]:
    """What would stand in the log so far."""
    kept: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(JsonLines().format(record))

    collector, root = Collector(), logging.getLogger()
    collector.addFilter(is_to_be_logged)
    before = root.level
    root.addHandler(collector)
    root.setLevel(logging.INFO)
    yield lambda: [line for line in kept if '"thana' in line]
    root.removeHandler(collector)
    root.setLevel(before)


async def fail_in_each_way(http: httpx.AsyncClient) -> list[httpx.Response]:
    as_json = {"content-type": "application/json"}
    return [
        await http.post("/graphql", json=drop("CANARY")),
        await http.post("/graphql", json=drop("break")),
        await http.post("/graphql", json=drop("")),
        await http.post("/graphql", json={"query": DROP, "variables": {"input": "CANARY"}}),
        await http.post("/graphql", json={"query": "{ CANARY }"}),
        await http.post("/graphql", content=b"CANARY", headers=as_json),
        await http.post("/graphql", content=b"CANARY" * 100_000, headers=as_json),
        await http.get("/box/page"),
        await http.get("/box/page?fail=CANARY"),
        await http.get("/box/PAGE/CANARY"),
        await http.post("/box/parcels/1", content=b"x" * 10_000_001),
    ]


@KEPT
async def test_nothing_of_it_is_logged_and_the_day_is_told_once_it_has_passed(
    http: httpx.AsyncClient,
    app: Starlette,
    letterbox: ModuleType,
    lines: Callable[[], list[str]],
    clock: MovableClock,
) -> None:
    answers = await fail_in_each_way(http)
    assert [answer.status_code for answer in answers] == [
        200, 200, 200, 400, 400, 400, 413, 200, 500, 404, 413
    ]  # fmt: skip
    assert lines() == []
    error = answers[1].json()["errors"][0]["extensions"]
    assert (error["code"], len(error["errorId"])) == ("INTERNAL", 16)
    clock.move(hours=11, minutes=29)  # 23:29 in India
    silence = app.state.senders.silence
    telling = asyncio.create_task(silence.run())
    await asyncio.sleep(0)
    assert lines() == []
    telling.cancel()
    clock.move(hours=1)
    telling = asyncio.create_task(silence.run())
    await asyncio.sleep(0)
    telling.cancel()
    (line,) = lines()
    told = re.sub(r"\w+\.py:\d+ \w+", "…", json.loads(line)["message"])
    faults = "ZeroDivisionError at …: 1, ZeroDivisionError at …: 1"
    assert told == f"unnamed requests on 2026-11-23: {faults}, answered: 11"
    assert "CANARY" not in line
    assert error["errorId"] not in line


async def test_what_a_day_has_counted_so_far_is_told_when_the_process_ends(
    settings: object, lines: Callable[[], list[str]], clock: MovableClock, app: Starlette
) -> None:
    app.state.senders.silence.count("answered")
    app.state.senders.silence.tell()
    assert "unnamed requests on 2026-11-23: answered: 1" in lines()[-1]


@KEPT
async def test_other_requests_stand_in_the_access_log(
    http: httpx.AsyncClient, letterbox: ModuleType, lines: Callable[[], list[str]]
) -> None:
    await http.post("/graphql?secret=1", json={"query": "{ boxPlace }"})
    await http.get("/livez%0A")
    await http.post("/box/parcels/1", headers={"thana-box-key": "k"})
    named, broken, other = lines()
    assert '"logger": "thana.access"' in named
    assert "POST /graphql 200 " in named
    assert named.endswith(' ms 127.0.0.1"}')
    assert "GET /livez%0A 200 " in broken
    assert "POST /box/parcels/1 403 " in other


async def test_there_is_no_access_log_unless_the_state_wants_it(
    http: httpx.AsyncClient, letterbox: ModuleType, lines: Callable[[], list[str]]
) -> None:
    await http.get("/livez")
    assert lines() == []
