"""tenanciesAboutMe, objectToTenancy, endTenancy: what the tenant reads, says and confirms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from everything_stored import everything
from processions import Desk, Person, key
from tenancies import (
    END,
    OBJECT,
    TENANT,
    Given,
    about,
    begun,
    consented,
    deliver,
    done,
    ending,
    faults,
    read,
    registered,
)
from verification_people import Officers

from core.audit.models import AuditEntry
from plugins.tenant.models import Tenancy

Make = Callable[..., Awaitable[Person]]


def objection(request: Given, words: str = "I live in number 14.") -> Given:
    return {"requestId": request["id"], "text": words, "idempotencyKey": key()}


async def test_the_tenant_reads_what_was_said_before_and_after_it_begins(
    desk: Desk, owner: Person, tenant: Person, another: Make
) -> None:
    request = await registered(owner)
    (seen,) = await about(tenant)
    assert seen == {
        "id": request["id"],
        "number": request["number"],
        "ownerName": "Kamla Jain",
        "premises": {"text": "12, Shanti Vihar, Makroniya"},
        "status": {"code": "CONSENT_AWAITED"},
        "tenant": {"fullName": "Ravi Tiwari"},
        "objection": None,
        "ended": None,
    }
    await consented(desk, request)
    assert (await about(tenant))[0]["status"] == {"code": "SUBMITTED"}
    assert await about(await another()) == await about(owner) == []


async def test_after_a_refusal_there_is_nothing_to_be_read(
    desk: Desk, owner: Person, tenant: Person
) -> None:
    request = await registered(owner)
    await consented(desk, request, consents=False)
    assert await about(tenant) == []


async def test_the_tenant_objects_and_the_station_is_told(
    desk: Desk, owner: Person, tenant: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    answer = await done(tenant, OBJECT, objection(request))
    assert answer["objection"]["text"] == "I live in number 14."
    assert (await read(officers.head, request))["objection"] == {"text": "I live in number 14."}
    assert (await read(owner, request))["objection"] is None
    assert await faults(tenant, OBJECT, objection(request, "Again.")) == [
        ("requestId", "ALREADY_OBJECTED")
    ]
    assert await AuditEntry.filter(action="tenant.objection").count() == 1


async def test_nobody_else_objects_and_nothing_is_said_before_it_begins(
    desk: Desk, owner: Person, tenant: Person, another: Make, officers: Officers
) -> None:
    request = await registered(owner)
    stranger = await another()
    await deliver(desk)
    before = await everything()
    assert await faults(tenant, OBJECT, objection(request)) == [
        ("requestId", "DOCUMENTS_NOT_AWAITED")
    ]
    for each, code in ((stranger, "NOT_FOUND"), (owner, "NOT_FOUND"), (officers.head, "FORBIDDEN")):
        error = await each.refused(OBJECT, input=objection(request))
        assert error["extensions"]["code"] == code
    assert await faults(tenant, OBJECT, objection(request, " ")) == [("text", "REQUIRED")]
    assert await everything() == before


async def test_the_landlord_ends_and_the_tenant_confirms(
    desk: Desk, owner: Person, tenant: Person
) -> None:
    request = await begun(desk, owner)
    ended = await done(owner, END, ending(request, "2026-11-22"))
    assert ended["status"] == {"code": "TENANCY_ENDED"}
    await deliver(desk)
    texts = [each["text"] for each in await owner.outbox() if each["to"] == TENANT]
    assert "your landlord says that your tenancy has ended" in "\n".join(texts)
    confirmed = await done(tenant, END, ending(request, "2026-11-22"))
    assert confirmed["number"] == request["number"]
    (seen,) = await about(tenant)
    assert seen["ended"]["on"] == "2026-11-22"
    assert seen["ended"]["by"] == "OWNER"
    assert seen["ended"]["confirmedAt"] is not None
    assert await faults(tenant, END, ending(request)) == [("requestId", "ALREADY_ENDED")]


async def test_the_tenant_ends_it_alone(desk: Desk, owner: Person, tenant: Person) -> None:
    request = await begun(desk, owner)
    await done(tenant, END, ending(request))
    seen = await read(owner, request)
    assert (seen["status"]["code"], seen["ended"]) == (
        "TENANCY_ENDED",
        {"on": "2026-11-23", "by": "TENANT"},
    )
    assert await faults(owner, END, ending(request)) == [("action", "ACTION_NOT_AVAILABLE")]


async def test_an_end_lies_within_the_tenancy_and_is_the_two_parties_alone(
    desk: Desk, owner: Person, tenant: Person, another: Make
) -> None:
    request, stranger = await begun(desk, owner), await another()
    await deliver(desk)
    before = await everything()
    for day in ("2026-11-19", "2026-11-24"):
        assert await faults(owner, END, ending(request, day)) == [("endedOn", "END_INVALID")]
        assert await faults(tenant, END, ending(request, day)) == [("endedOn", "END_INVALID")]
    error = await stranger.refused(END, input=ending(request))
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert await everything() == before
    assert (await Tenancy.get()).ended_on is None


async def test_nobody_hides_a_tenancy_below_many_others(
    desk: Desk, owner: Person, tenant: Person, another: Make
) -> None:
    """A landlord names the number so often that it fills what a tenant is shown."""
    request = await begun(desk, owner)
    for _ in range(2):
        stalker = await another()
        for _ in range(10):
            desk.clock.move(seconds=1)
            await registered(stalker, attachments=[])
    seen = await about(tenant)
    assert (len(seen), seen[0]["number"]) == (20, request["number"])
    answer = await done(tenant, OBJECT, objection(request))
    assert answer["number"] == request["number"]


@pytest.mark.parametrize("has_consented", [False, True])
async def test_before_it_begins_the_tenant_ends_it_by_refusing(
    desk: Desk, owner: Person, tenant: Person, has_consented: bool
) -> None:
    request = await registered(owner, attachments=[])
    if has_consented:
        await consented(desk, request)
    ended = await done(tenant, END, ending(request))
    assert ended["status"] == {"code": "LAPSED"}
    row = await Tenancy.get()
    assert (row.sealed, row.tenant_mark, row.consented_at, row.ended_on) == (None, None, None, None)
    assert await about(tenant) == []
    assert await AuditEntry.filter(action="tenant.refusal").count() == 1
