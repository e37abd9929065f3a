"""It begins by itself: whichever comes last, a clean file or the tenant's consent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from conftest import settings_for
from factories import MAKRONIYA
from processions import Desk, Person, key, listed
from scanners import Scanner
from tenancies import (
    ADD,
    TENANT,
    Given,
    begun,
    consented,
    deliver,
    done,
    faults,
    files,
    read,
    registered,
)

from core.audit.models import AuditEntry
from core.notifications.models import Notification
from core.service_requests.models import RequestEvent
from core.settings import Settings
from plugins.tenant.models import Tenancy

Make = Callable[..., Awaitable[Person]]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    scanner = {"scanner": "clamd", "clamd": str(tmp_path / "clamd.ctl")}
    return settings_for(database_url, files={"folder": tmp_path / "files", **scanner})


@pytest.fixture
async def scanner(tmp_path: Path) -> AsyncIterator[Scanner]:
    made = Scanner(tmp_path / "clamd.ctl")
    await made.start()
    yield made
    await made.stop()


async def add(owner: Person, request: Given, ids: list[str]) -> Given:
    given = {"requestId": request["id"], "attachments": ids, "idempotencyKey": key()}
    return await done(owner, ADD, given)


async def status(owner: Person, request: Given) -> str:
    return str((await read(owner, request))["status"]["code"])


async def scan(desk: Desk) -> None:
    await desk.later(minutes=5)
    await deliver(desk)


async def actions(request: Given) -> list[str]:
    rows = RequestEvent.filter(request__number=request["number"]).order_by("version")
    return [str(action) for action in await rows.values_list("action", flat=True)]


async def test_the_last_clean_file_begins_it(desk: Desk, owner: Person, scanner: Scanner) -> None:
    request = await registered(owner, attachments=await files(owner, "PHOTO", "IDENTITY"))
    await consented(desk, request)
    assert (await read(owner, request))["missingUploads"] == ["AGREEMENT"]
    scanner.is_held = True
    request = await add(owner, request, await files(owner, "AGREEMENT"))
    await deliver(desk)
    assert (request["missingUploads"], await status(owner, request)) == ([], "DOCUMENTS_AWAITED")
    scanner.is_held = False
    await scan(desk)
    assert await status(owner, request) == "SUBMITTED"
    assert await actions(request) == ["SUBMIT", "START"]


async def test_the_consent_begins_it_when_the_files_are_clean(
    desk: Desk, owner: Person, scanner: Scanner
) -> None:
    request = await registered(owner)
    await deliver(desk)
    await scan(desk)
    assert await status(owner, request) == "CONSENT_AWAITED"
    await consented(desk, request)
    assert await status(owner, request) == "SUBMITTED"
    assert await actions(request) == ["SUBMIT", "DOCUMENTS_COMPLETE", "START"]


async def test_an_infected_file_is_missing_again(
    desk: Desk, owner: Person, scanner: Scanner
) -> None:
    request = await registered(owner, attachments=await files(owner, "PHOTO", "IDENTITY"))
    await consented(desk, request)
    await scan(desk)
    scanner.is_held = scanner.finds = True
    request = await add(owner, request, await files(owner, "AGREEMENT"))
    scanner.is_held = False
    await scan(desk)
    seen = await read(owner, request)
    assert (seen["status"]["code"], seen["missingUploads"]) == ("DOCUMENTS_AWAITED", ["AGREEMENT"])
    scanner.finds = False
    await add(owner, request, await files(owner, "AGREEMENT"))
    await scan(desk)
    assert await status(owner, request) == "SUBMITTED"


async def test_a_file_is_scanned_between_the_check_and_the_attaching(
    desk: Desk, owner: Person, scanner: Scanner
) -> None:
    """Nobody tells of a file that had no request when it was scanned."""
    ids = await files(owner)
    sent, _ = await asyncio.gather(registered(owner, attachments=ids), deliver(desk))
    await deliver(desk)
    await scan(desk)
    assert await status(owner, sent) == "CONSENT_AWAITED"


async def test_when_it_begins_the_clock_starts_and_both_sides_are_told(
    desk: Desk, owner: Person, officer: Make, scanner: Scanner
) -> None:
    head = await officer(MAKRONIYA)
    request = await registered(owner)
    await consented(desk, request)
    await scan(desk)
    await deliver(desk)
    seen = await read(owner, request)
    assert seen["dueAt"] is not None
    assert [each["kind"] for each in seen["documents"]] == ["ACKNOWLEDGEMENT"]
    assert await listed(head) == [request["number"]]
    assert await listed(head, search="Kamla") == [request["number"]]
    told = await Notification.filter(event="request_moved").order_by("-created_at").first()
    assert told is not None
    assert "With the station" in told.body
    texts = [each["text"] for each in await owner.outbox() if each["to"] == TENANT]
    assert "verifies you as a tenant now" in "\n".join(texts)
    row = await Tenancy.get()
    assert (row.sealed, row.tenant_mark, row.tenant_mobile) == (None, None, TENANT)
    assert row.content is not None
    assert await AuditEntry.filter(action="tenant.consent").count() == 1


async def test_files_are_added_only_while_they_are_awaited(
    desk: Desk, owner: Person, another: Make, scanner: Scanner
) -> None:
    request = await registered(owner, attachments=await files(owner, "PHOTO"))
    (again,) = await files(owner, "PHOTO")
    given = {"requestId": request["id"], "attachments": [again], "idempotencyKey": key()}
    assert await faults(owner, ADD, given) == [
        ("attachments.0", "FILE_TWICE"),
        ("attachments", "TOO_MANY"),
    ]
    assert await faults(owner, ADD, given | {"attachments": [again, again]}) == [
        ("attachments.1", "FILE_TWICE"),
    ]
    error = await (await another()).refused(ADD, input=given)
    assert error["extensions"]["code"] == "NOT_FOUND"
    begun_one = await begun(desk, owner)
    await scan(desk)
    late = {"requestId": begun_one["id"], "attachments": [again], "idempotencyKey": key()}
    assert await faults(owner, ADD, late) == [("requestId", "DOCUMENTS_NOT_AWAITED")]
