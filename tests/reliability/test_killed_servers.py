"""A server that is killed again and again under mixed load: what it acknowledged stays as it was,
and nothing else does. KILLS=50 in the environment makes it longer.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from factories import make_citizen, session_token
from mixed_load import Door, Record, live
from servers import ServerProcess, StartServers
from submissions import assert_file_is_sound, assert_gapless

from core.audit import verifying
from core.db import fetch
from core.files import sweeping
from core.files.models import FileState, StoredFile
from core.files.storage import YOUNGEST_ORPHAN_SECONDS, DiskStorage
from core.notifications.models import Notification
from core.outbox.models import OutboxEntry
from core.runtime import Runtime
from core.service_requests.models import RequestEvent, ServiceRequest
from core.settings import Settings

KILLS = int(os.environ.get("KILLS", "5"))
CLIENTS = 8
STEPS_BEFORE_EACH = 12
ROOM = {"files__waiting_per_owner": "1000"}  # uploads whose answer was lost are sent again


async def test_killed_server_loses_nothing_that_was_acknowledged_and_doubles_nothing(
    start_servers: StartServers, database: Runtime, settings: Settings
) -> None:
    people = [await make_citizen(database) for _ in range(CLIENTS)]
    tokens = [await session_token(database, citizen=person) for person in people]
    door, is_over = Door(), asyncio.Event()
    await door.open((await start_servers(**ROOM))[0])
    async with asyncio.TaskGroup() as group:
        for token in tokens:
            group.create_task(live(door, token, is_over))
        for _ in range(KILLS):
            await door.has_acknowledged(STEPS_BEFORE_EACH)
            await (await door.close()).kill()
            assert_file_is_sound(settings.database_url)
            await door.open((await start_servers(**ROOM))[0])
        await door.has_acknowledged(STEPS_BEFORE_EACH)
        is_over.set()

    assert door.record.broken >= KILLS
    await _assert_requests(door.record)
    assert await (await door.close()).terminate() == 0
    await OutboxEntry.filter(done_at=None).update(leased_until=None)  # those of the dead run out
    await _assert_everybody_was_told_once((await start_servers(**ROOM))[0])
    await _assert_files(database, door.record)
    assert [fault async for fault in verifying.verify()] == []


async def _assert_requests(record: Record) -> None:
    """Each request as it was acknowledged, with one event and one audit entry for each step."""
    requests = await ServiceRequest.all()
    assert {request.number: request.version for request in requests} == record.versions
    assert len(requests) == len(record.versions)
    assert_gapless(record.versions)
    events = await RequestEvent.all().values_list("request_id", "version")
    steps = [(row.id, version) for row in requests for version in range(1, row.version + 1)]
    assert sorted(events) == sorted(steps)
    entries = await fetch(
        "SELECT subject, COUNT(*) AS steps FROM core_audit_entry"
        " WHERE action LIKE 'lost_property.%' GROUP BY subject"
    )
    assert {entry["subject"]: entry["steps"] for entry in entries} == {
        f"request:{row.id}": row.version for row in requests
    }


async def _assert_everybody_was_told_once(server: ServerProcess) -> None:
    """One notification and one message for each step, once all is delivered."""
    assert (await server.http.get("/dev/outbox")).status_code == 200
    waiting = OutboxEntry.filter(done_at=None).exclude(topic="document")
    assert Counter(await waiting.values_list("topic", flat=True)) == {}
    told = Counter(await Notification.all().values_list("request_id", flat=True))
    assert told == {row.id: row.version for row in await ServiceRequest.all()}
    sent = await fetch(
        "SELECT COUNT(*) AS messages FROM core_demo_message m JOIN core_delivery d ON d.id = m.id"
    )
    assert sent[0]["messages"] == sum(told.values())


async def _assert_files(runtime: Runtime, record: Record) -> None:
    """After the sweep each file has its row, each row its file, and all that is named is there."""
    folder = runtime.settings.files.folder
    _age(folder)
    await sweeping.sweep(replace(runtime, clock=_InThreeDays()))
    rows = await StoredFile.all()
    assert {row.state for row in rows} == {FileState.STORED}
    numbers = dict(await ServiceRequest.all().values_list("id", "number"))
    assert {numbers[row.request_id] for row in rows} == set(record.files)
    storage = DiskStorage(folder)
    kept = {path for path in folder.rglob("*") if path.is_file()}
    assert kept == {storage.path(row.id) for row in rows}
    assert all(sha256(storage.path(row.id).read_bytes()).hexdigest() == row.sha256 for row in rows)


class _InThreeDays:
    """When every upload that no request names has expired."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=3)


def _age(folder: Path) -> None:
    """Make every file old enough to be taken for left behind."""
    for path in folder.rglob("*"):
        if path.is_file():
            then = path.stat().st_mtime - 2 * YOUNGEST_ORPHAN_SECONDS
            os.utime(path, (then, then))
