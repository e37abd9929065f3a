"""From a landlord's phone to a result: it begins by itself once the tenant consents, an officer
visits, the head concludes, the tenancy ends.
"""

from __future__ import annotations

from processions import Desk, Person, listed
from tenancies import (
    END,
    begun,
    concluded,
    consented,
    done,
    ending,
    read,
    registered,
    visited,
)
from verification_people import Officers


async def test_a_landlord_registers_and_the_station_verifies(
    desk: Desk, owner: Person, officers: Officers
) -> None:
    request = await registered(owner)
    assert request["status"] == {"code": "CONSENT_AWAITED", "phase": "WAITING_ON_CITIZEN"}
    assert (request["missingUploads"], request["dueAt"]) == ([], None)
    assert await listed(officers.head) == []

    await consented(desk, request)
    request = await read(owner, request)
    assert request["status"] == {"code": "SUBMITTED", "phase": "OPEN"}
    assert request["dueAt"] is not None
    assert request["tenant"]["fullName"] == "Ravi Tiwari"
    assert await listed(officers.head) == [request["number"]]

    request = await visited(officers.beat, request)
    assert request["status"]["code"] == "FIELD_CHECK"
    request = await concluded(officers.head, request)
    assert (request["status"]["code"], request["result"]) == ("VERIFIED", "VERIFIED")
    assert (await read(owner, request))["visits"] == []
    assert (await read(owner, request))["resultNote"] is None

    ended = await done(owner, END, ending(request))
    assert ended["status"]["code"] == "TENANCY_ENDED"


async def test_the_last_file_begins_it_when_the_tenant_has_consented(
    desk: Desk, owner: Person
) -> None:
    request = await begun(desk, owner, attachments=[])
    assert request["status"]["code"] == "DOCUMENTS_AWAITED"
    assert request["missingUploads"] == ["PHOTO", "IDENTITY", "AGREEMENT"]
    assert request["consent"]["status"] == "GIVEN"
