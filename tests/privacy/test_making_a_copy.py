"""How often a copy of all data is made, how long it is kept, and what making it costs."""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from own_data import ask_for_copy, copy_of, make_copies, read
from somebody import Somebody
from uploads import FILE, on_disk

from core import housekeeping
from core.files.models import FileState, StoredFile
from core.outbox.models import OutboxEntry
from core.service_requests.models import RequestEvent, ServiceRequest

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
AGREED = {"purpose": "IDENTITY", "noticeVersion": "1", "language": "HI"}
WAITING = "{ waitingFiles { id } }"
NOON = "2026-11-23T12:00:00+05:30"

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
"""The database makes no difference here."""


async def test_the_same_copy_until_it_is_an_hour_old(
    quetzal: Somebody, clock: MovableClock
) -> None:
    both = await asyncio.gather(*(ask_for_copy(quetzal.client) for _ in range(2)))
    first = both[0]["id"]
    assert both[1]["id"] == first
    clock.move(minutes=59)
    assert (await ask_for_copy(quetzal.client))["id"] == first
    await make_copies(quetzal.app)
    assert (await ask_for_copy(quetzal.client))["id"] == first
    assert await OutboxEntry.filter(topic="export").count() == 1
    clock.move(minutes=4)
    second = (await ask_for_copy(quetzal.client))["id"]
    assert second != first
    error = await quetzal.client.refused(FILE, id=first)
    assert error["extensions"]["code"] == "NOT_FOUND"
    await make_copies(quetzal.app)
    await housekeeping.clean_up(quetzal.runtime)
    assert len(on_disk(quetzal.runtime)) == 1


@on_sqlite
async def test_one_that_is_long_under_way_is_waited_for_a_day(
    quetzal: Somebody, clock: MovableClock
) -> None:
    first = (await ask_for_copy(quetzal.client))["id"]
    await make_copies(quetzal.app)
    await StoredFile.all().update(state=FileState.UPLOADING)
    clock.move(hours=23)
    assert (await ask_for_copy(quetzal.client))["id"] == first
    clock.move(hours=1)
    assert (await ask_for_copy(quetzal.client))["id"] != first


@on_sqlite
async def test_it_is_deleted_after_its_days(quetzal: Somebody, clock: MovableClock) -> None:
    await ask_for_copy(quetzal.client)
    await make_copies(quetzal.app)
    clock.move(days=7, seconds=-1)
    await housekeeping.clean_up(quetzal.runtime)
    assert len(on_disk(quetzal.runtime)) == 1
    clock.move(seconds=1)
    await housekeeping.clean_up(quetzal.runtime)
    assert (on_disk(quetzal.runtime), await StoredFile.all().count()) == ({}, 0)


@on_sqlite
async def test_delivered_twice_it_is_made_once(quetzal: Somebody) -> None:
    await ask_for_copy(quetzal.client)
    await make_copies(quetzal.app)
    made = on_disk(quetzal.runtime)
    await OutboxEntry.filter(topic="export").update(
        done_at=None,
        payload=quetzal.runtime.secrets.seal(
            {"file_id": str((await StoredFile.get()).id), "citizen_id": str(quetzal.row.id)}
        ),
    )
    await make_copies(quetzal.app)
    assert on_disk(quetzal.runtime) == made
    assert await OutboxEntry.filter(topic="notice").count() == 1


@on_sqlite
async def test_one_that_fails_leaves_no_half_file(quetzal: Somebody, choir: ModuleType) -> None:
    await ask_for_copy(quetzal.client)
    choir.told["song"] = object()
    await make_copies(quetzal.app)
    assert on_disk(quetzal.runtime) == {}
    assert (await OutboxEntry.get(topic="export")).fault == "TypeError"
    half = quetzal.runtime.settings.files.folder / "blobs" / f"{(await StoredFile.get()).id}.new"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"PK of a process that died")
    os.utime(half, (time.time() - 3601,) * 2)
    await housekeeping.clean_up(quetzal.runtime)
    assert on_disk(quetzal.runtime) == {}


@on_sqlite
async def test_a_thousand_requests_do_not_hold_the_process(quetzal: Somebody) -> None:
    await quetzal.asks()
    await many(quetzal, 1000)
    await ask_for_copy(quetzal.client)
    making = asyncio.create_task(make_copies(quetzal.app))
    answered = 0
    while not making.done():
        await quetzal.client.run("{ viewer { id } }")
        answered += 1
    await making
    assert answered > 20
    packed = await copy_of(quetzal.app, quetzal.client)
    numbers = [request["number"] for request in read(packed, "requests.json")]
    assert (len(numbers), len(set(numbers))) == (1001, 1001)


async def many(of: Somebody, more: int) -> None:
    """More requests like the one that is there."""
    one, step = await ServiceRequest.get(), await RequestEvent.get()
    requests = [
        one.clone(pk=uuid.uuid4()).update_from_dict({"number": f"{one.number}-{n}"})
        for n in range(more)
    ]
    await ServiceRequest.bulk_create(requests)
    same = {name: value for name, value in dict(step).items() if name != "id"}
    steps = [RequestEvent(**{**same, "request_id": request.id}) for request in requests]
    await RequestEvent.bulk_create(steps)
