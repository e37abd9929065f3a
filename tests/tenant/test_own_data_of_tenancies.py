"""A copy holds what a landlord has registered, and what was said of a tenant; an erasure shreds
what need not be kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from own_data import copy_of, erase, places_of
from own_data import read as read_json
from processions import Desk, Person
from tenancies import (
    END,
    TENANT,
    about,
    begun,
    deliver,
    done,
    ending,
    files,
    person,
    registered,
    visited,
)
from verification_people import Officers

from core.files.models import FileState, StoredFile
from core.privacy import erasing
from plugins.tenant.models import Tenancy

Make = Callable[..., Awaitable[Person]]


@pytest.fixture
def kind() -> str:
    return "sqlite"


async def test_the_copies_of_both(
    desk: Desk, owner: Person, tenant: Person, officers: Officers
) -> None:
    request = await begun(desk, owner)
    await visited(officers.beat, request, note="Seen at Xochipilli.")
    waits = await registered(owner, tenant=person(mobile="9812300002", fullName="Om Puri"))
    copy = read_json(await copy_of(desk.app, owner), "tenant.json")
    numbers = [each["number"] for each in copy["registrations"]]
    assert numbers == [request["number"], waits["number"]]
    assert copy["registrations"][1]["tenant"]["full_name"] == "Om Puri"
    assert "Xochipilli" not in str(copy)
    (said,) = read_json(await copy_of(desk.app, tenant), "tenant.json")["about_me"]
    assert (said["number"], said["tenant"]["full_name"]) == (request["number"], "Ravi Tiwari")
    assert "references" not in said


async def test_an_erasure_keeps_what_must_be_kept_until_its_day(desk: Desk, owner: Person) -> None:
    await begun(desk, owner)
    await registered(owner, tenant=person(mobile="9812300002", fullName="Quetzalcoatl Puri"))
    mobile = str(owner.row.mobile)
    payload = await erase(owner, mobile)
    assert payload["errors"] == []
    assert await places_of(["Quetzalcoatl Puri"]) == set()
    assert await Tenancy.exclude(sealed=None).count() == 0
    assert await Tenancy.exclude(content=None).count() == 1
    desk.clock.move(days=1097)
    await erasing.finish(desk.runtime, desk.platform.registry)
    row = await Tenancy.exclude(tenant_mark=None).first() or await Tenancy.first()
    assert await Tenancy.exclude(content=None).count() == 0
    assert row is not None
    assert await places_of(["Ravi Tiwari", TENANT]) <= {
        "core_demo_message.recipient",
        "core_demo_message.text",
    }


async def test_a_tenant_who_is_erased_is_shredded_when_the_day_has_come(
    desk: Desk, owner: Person, tenant: Person
) -> None:
    await begun(desk, owner)
    assert (await erase(tenant, TENANT))["errors"] == []
    assert await Tenancy.exclude(content=None).count() == 1
    desk.clock.move(days=1097)
    await erasing.finish(desk.runtime, desk.platform.registry)
    row = await Tenancy.get()
    assert (row.content, row.tenant_mobile, row.erased_tenant) == (None, None, None)


async def test_whoever_gets_the_number_next_reads_nothing(
    desk: Desk, owner: Person, tenant: Person, another: Make
) -> None:
    request = await begun(desk, owner)
    assert (await erase(tenant, TENANT))["errors"] == []
    heir = await another(mobile=TENANT, full_name="Asha Sen")
    assert await about(heir) == []
    error = await heir.refused(END, input=ending(request))
    assert error["extensions"]["code"] == "NOT_FOUND"
    await done(owner, END, ending(request))
    await deliver(desk)
    texts = [each["text"] for each in await owner.outbox() if each["to"] == TENANT]
    assert not any("tenancy has ended" in text for text in texts)


@pytest.mark.parametrize("who", ["owner", "tenant"])
async def test_the_papers_of_both_sides_go_with_what_was_said(
    desk: Desk, owner: Person, tenant: Person, officers: Officers, who: str
) -> None:
    request = await begun(desk, owner)
    (picture,) = await files(officers.beat, "VISIT_PHOTO")
    await visited(officers.beat, request, photoFileId=picture)
    assert await StoredFile.filter(state=FileState.STORED).count() == 4
    leaves = owner if who == "owner" else tenant
    assert (await erase(leaves, str(leaves.row.mobile)))["errors"] == []
    assert await StoredFile.filter(state=FileState.STORED).count() == 4
    desk.clock.move(days=1097)
    await erasing.finish(desk.runtime, desk.platform.registry)
    assert await StoredFile.filter(state=FileState.STORED).count() == 0
