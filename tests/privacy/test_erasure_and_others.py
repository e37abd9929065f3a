"""What is under way while a citizen is erased comes too late, and what goes wrong with one holds up
no other.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import date
from types import ModuleType

import pytest
from clients import REQUEST_OTP, GraphQLClient
from conftest import MovableClock
from own_data import erase
from somebody import MOBILE, Somebody, somebody

from core import Kept, housekeeping
from core.audit.models import AuditEntry
from core.db import transactional
from core.documents.models import DocumentCopy
from core.errors import InvalidCredentials
from core.files.models import StoredFile
from core.files.quotas import check_quota
from core.identity import citizens, sessions
from core.identity.models import Citizen, OneTimeCode, Session
from core.notifications.models import Delivery, DeliveryStatus, Notification, NotificationChannel
from core.outbox.models import OutboxEntry
from core.outbox.queue import enqueue
from core.privacy import erasing
from core.service_requests.models import ServiceRequest
from core.texts import text
from core.viewers import Viewer

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
WHY = text("Songs are kept.")


@pytest.fixture
def kind() -> str:
    """What is done here comes one after the other on every database."""
    return "sqlite"


async def test_a_request_under_way_comes_too_late(quetzal: Somebody) -> None:
    await erase(quetzal.client, MOBILE)
    with pytest.raises(InvalidCredentials):
        await quetzal.asks()
    assert await ServiceRequest.all().count() == 0


async def test_a_change_of_the_profile_under_way_comes_too_late(quetzal: Somebody) -> None:
    await erase(quetzal.client, MOBILE)
    with pytest.raises(InvalidCredentials):
        await citizens.update_profile(quetzal.runtime, quetzal.row, {"full_name": "Quetzalcoatl"})
    assert (await Citizen.get(id=quetzal.row.id)).full_name is None
    assert await AuditEntry.filter(action="profile.update").count() == 0


async def test_a_sign_in_under_way_leads_nowhere(quetzal: Somebody) -> None:
    await erase(quetzal.client, MOBILE)
    started = await transactional(sessions.start)(
        quetzal.runtime, citizen=quetzal.row, replaces=None
    )
    assert await Session.filter(citizen_id=quetzal.row.id).count() == 1
    quetzal.client.token = started.token
    assert (await quetzal.client.send("{ viewer { id } }")).status_code == 401


async def test_an_upload_under_way_comes_too_late(quetzal: Somebody) -> None:
    await erase(quetzal.client, MOBILE)
    with pytest.raises(InvalidCredentials):
        await transactional(check_quota)(quetzal.runtime, Viewer(citizen=quetzal.row), 100)
    assert await StoredFile.all().count() == 0


async def test_what_was_just_being_written_is_swept(quetzal: Somebody) -> None:
    """A notice and a paper whose making began before the erasure and ended after it."""
    request = await quetzal.asks()
    await quetzal.app.state.effects.documents.deliver_due()
    copy = await DocumentCopy.get()
    await erase(quetzal.client, MOBILE)
    await _late_notice(quetzal)
    await DocumentCopy.filter(id=copy.id).update(position=copy.position)
    await housekeeping.clean_up(quetzal.runtime)
    assert await Notification.all().count() == 0
    assert await Delivery.all().count() == 0
    assert await OutboxEntry.filter(topic="late").count() == 0
    assert await DocumentCopy.filter(document__request_id=request.id).count() == 0


@transactional
async def _late_notice(of: Somebody) -> None:
    now = of.runtime.now()
    sent = await enqueue(of.runtime, "late", {"to": MOBILE})
    notification = await Notification.create(
        id=sent, citizen_id=of.row.id, event="x", title="x", body="x", created_at=now
    )
    await Delivery.create(
        id=sent,
        notification=notification,
        channel=NotificationChannel.SMS,
        status=DeliveryStatus.WAITING,
        updated_at=now,
    )


async def test_each_is_finished_on_its_day(
    quetzal: Somebody, choir: ModuleType, clock: MovableClock
) -> None:
    first, second = await quetzal.asks(), await quetzal.asks()
    choir.kept += [
        Kept("choir", WHY, date(2026, 11, 25), {first.id}),
        Kept("choir", WHY, date(2026, 12, 25), {second.id}),
    ]
    answer = await erase(quetzal.client, MOBILE)
    assert [kept["until"] for kept in answer["keptBecause"]] == ["2026-12-25"]
    assert (await Citizen.get(id=quetzal.row.id)).erasure_due_on == date(2026, 11, 26)
    del choir.kept[0]
    clock.move(days=3)
    registry = quetzal.app.state.platform.registry
    await erasing.finish(quetzal.runtime, registry)
    assert (await Citizen.get(id=quetzal.row.id)).erasure_due_on == date(2026, 12, 26)
    choir.kept.clear()
    clock.move(days=30)
    await erasing.finish(quetzal.runtime, registry)
    assert (await Citizen.get(id=quetzal.row.id)).erasure_due_on is None
    entries = await AuditEntry.filter(action="citizen.erase").order_by("id")
    assert [(entry.actor.partition(":")[0], json.loads(entry.details)) for entry in entries] == [
        ("citizen", {"kept": {"choir": 2}}),
        ("system", {"kept": {"choir": 1}}),
        ("system", {"kept": {}}),
    ]


async def test_what_fails_with_one_is_tried_again_and_holds_up_no_other(
    quetzal: Somebody, choir: ModuleType, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    request = await quetzal.asks()
    choir.kept.append(Kept("choir", WHY, date(2026, 11, 25), {request.id}))
    await erase(quetzal.client, MOBILE)
    other = await somebody(quetzal.app, GraphQLClient(quetzal.client.http))
    await erase(other.client, MOBILE)
    choir.kept[:] = ["fault"]
    clock.move(days=3)
    registry = quetzal.app.state.platform.registry
    await erasing.finish(quetzal.runtime, registry)
    told = [r.getMessage() for r in caplog.records if r.name == "thana.privacy"]
    assert sorted(told) == sorted(
        f"erasure of citizen {of.row.id}: RuntimeError" for of in (quetzal, other)
    )
    choir.kept.clear()
    await erasing.finish(quetzal.runtime, registry)
    assert await Citizen.filter(erasure_due_on__isnull=False).count() == 0


async def test_a_last_message_that_was_given_up_does_not_keep_the_address(
    quetzal: Somebody, clock: MovableClock
) -> None:
    await erase(quetzal.client, MOBILE)
    await quetzal.is_told()
    last = OutboxEntry.filter(lane=f"erased:{quetzal.row.id}")
    assert await last.update(dead_at=clock.now(), done_at=None, payload="x") == 1
    for hours, left in ((7 * 24, 1), (1, 0)):
        clock.move(hours=hours)
        await housekeeping.clean_up(quetzal.runtime)
        assert await last.count() == left


async def test_a_code_that_was_never_delivered_goes_with_its_message(
    quetzal: Somebody, clock: MovableClock
) -> None:
    sms = {"channel": "SMS", "address": MOBILE}
    await GraphQLClient(quetzal.client.http).run(REQUEST_OTP, input=sms)
    code = await OneTimeCode.get()
    await quetzal.is_told()
    await OutboxEntry.filter(id=code.id).update(dead_at=clock.now(), done_at=None, payload="x")
    clock.move(days=1, minutes=6)
    await housekeeping.clean_up(quetzal.runtime)
    assert await OutboxEntry.filter(id=code.id).count() == 0
    assert await OneTimeCode.all().count() == 0
