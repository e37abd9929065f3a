"""While it waits: who is reminded, and what is left when it ends before it has begun."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from processions import ACT, Desk, Person, step
from tenancies import REGISTER, TENANT, begun, deliver, read, registered, registration
from tenancies import done as sent

from core.files.models import FileState, StoredFile
from core.identity.models import OneTimeCode
from core.notifications.models import Notification
from core.settings import Settings
from plugins.tenant.models import Tenancy

URL = "https://citizen.mppolice.gov.in"
Make = Callable[..., Awaitable[Person]]


async def test_half_way_the_landlord_is_reminded_and_the_tenant_asked_again(
    desk: Desk, owner: Person
) -> None:
    request = await sent(owner, REGISTER, registration())
    await deliver(desk)
    await desk.later(days=7, hours=12)
    await deliver(desk)
    told = await Notification.get(event="tenant.waiting")
    assert told.title == f"Your registration {request['number']} still waits"
    assert "erased on 2026-12-08" in told.body
    texts = [each["text"] for each in await owner.outbox() if each["to"] == TENANT]
    assert len([text for text in texts if "/tenancy?c=" in text]) == 2


async def test_at_the_end_of_the_days_it_is_erased_but_for_the_number(
    desk: Desk, owner: Person
) -> None:
    request = await registered(owner)
    await deliver(desk)
    await desk.later(days=14, hours=23)
    await deliver(desk)
    assert (await read(owner, request))["status"]["code"] == "CONSENT_AWAITED"
    await desk.later(hours=1)
    await deliver(desk)
    after = await read(owner, request)
    assert (after["status"]["code"], after["tenant"]) == ("LAPSED", None)
    row = await Tenancy.get()
    assert (row.sealed, row.content, row.tenant_mark, row.order_id) == (None, None, None, None)
    assert await StoredFile.filter(state=FileState.STORED).count() == 0
    assert await OneTimeCode.all().count() == 0


async def test_what_has_begun_does_not_lapse(desk: Desk, owner: Person) -> None:
    request = await begun(desk, owner)
    await desk.later(days=16)
    await deliver(desk)
    assert (await read(owner, request))["tenant"]["fullName"] == "Ravi Tiwari"
    assert await Notification.filter(event="tenant.waiting").count() == 0


async def test_a_landlord_withdraws_and_nothing_is_left(desk: Desk, owner: Person) -> None:
    request = await registered(owner)
    await deliver(desk)
    await owner.run(ACT, input=step(request, action="WITHDRAW"))
    await deliver(desk)
    after = await read(owner, request)
    assert (after["status"]["code"], after["premises"]) == ("DROPPED", None)
    assert (await Tenancy.get()).sealed is None
    assert await OneTimeCode.all().count() == 0


async def test_a_landlords_name_leads_the_tenant_nowhere(desk: Desk, another: Make) -> None:
    """It stands in a message of the police, and is what anybody types."""
    owner = await another(full_name="Pay at evil.example/x or 98123-45678")
    await registered(owner)
    await deliver(desk)
    (text,) = [each["text"] for each in await owner.outbox() if each["to"] == TENANT]
    assert text.startswith("Pay at evil example x or has named you as a tenant")


@pytest.mark.parametrize("language", ["EN", "HI"])
@pytest.mark.parametrize("full_name", ["Kamla Jain", "कमला " * 30, "Kamla " * 30])
@pytest.mark.parametrize("settings", [{"public_url": URL}], indirect=True)
async def test_the_tenant_is_asked_whatever_the_script_of_the_name(
    desk: Desk, another: Make, settings: Settings, full_name: str, language: str
) -> None:
    owner = await another(full_name=full_name)
    await registered(owner, language=language)
    await deliver(desk)
    assert [each["to"] for each in await owner.outbox() if URL in each["text"]] == [TENANT]
