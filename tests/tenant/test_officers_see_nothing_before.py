"""Until it begins no officer sees a request by any door: inbox, counts, search, number, id, files,
links, transfers, the export and what is live.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from factories import MAKRONIYA, SAGAR, STATE
from processions import OPERATIONS, Desk, Person, act, key, listed, passed_on, step
from tenancies import (
    CONCLUDE,
    READ,
    VISIT,
    Given,
    begun,
    conclusion,
    consented,
    deliver,
    read,
    registered,
    visit,
)

from core.identity.models import OfficerRole
from core.live.models import Announcement
from core.service_requests.models import RequestWord, ServiceRequest

Make = Callable[..., Awaitable[Person]]
COUNTS = "{ inboxCounts { service { code } open overdue unassigned } }"
NODE = "query($id: ID!) { node(id: $id) { id } }"
FILE = "query($id: ID!) { file(id: $id) { id } }"
FILES = "query($number: String!) { serviceRequest(number: $number) { attachments { id } } }"


async def holders(officer: Make) -> list[Person]:
    return [
        await officer(MAKRONIYA),
        await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER),
        await officer(SAGAR, OfficerRole.DISTRICT_HEAD),
        await officer(STATE, OfficerRole.STATE_ADMINISTRATOR),
    ]


async def refusals(officer: Person, owner: Person, request: Given) -> None:
    """Every way to name it answers as if it did not exist."""
    (file, *_) = (await owner.run(FILES, number=request["number"]))["serviceRequest"]["attachments"]
    asked = [
        (READ, {"number": request["number"]}),
        (NODE, {"id": request["id"]}),
        (FILE, {"id": file["id"]}),
        (VISIT, {"input": visit(request)}),
        (CONCLUDE, {"input": conclusion(request)}),
        (OPERATIONS["PerformAction"], {"input": step(request, action="CLAIM")}),
        (OPERATIONS["TransferRequest"], {"input": passed_on(request, "21346001")}),
        (OPERATIONS["AssignRequest"], {"input": step(request, officerId=officer.id)}),
        (
            OPERATIONS["SendBackRequest"],
            {"input": step(request, missing=[{"text": "x"}], note="x", idempotencyKey=key())},
        ),
    ]
    for query, values in asked:
        error = await officer.refused(query, **values)
        assert error["extensions"]["code"] == "NOT_FOUND", query


async def test_no_door_shows_it_to_any_officer(desk: Desk, owner: Person, officer: Make) -> None:
    officers = await holders(officer)
    request = await registered(owner)
    await deliver(desk)
    for each in officers:
        for wanted in ({}, {"phase": "WAITING_ON_CITIZEN"}, {"status": "CONSENT_AWAITED"}):
            assert await listed(each, **wanted) == []
        for search in (request["number"], "Kamla Jain", owner.row.mobile, "000001"):
            assert await listed(each, search=search) == []
        for counted in (await each.run(COUNTS))["inboxCounts"]:
            assert counted["open"] == counted["unassigned"] == 0
        await refusals(each, owner, request)
    assert await RequestWord.all().count() == 0
    heard = await Announcement.all().values_list("content", flat=True)  # SQLite's alone
    assert not any("unit:" in str(content) for content in heard)


@pytest.mark.parametrize("ends", ["refused", "lapsed", "withdrawn"])
async def test_what_never_began_stays_hidden(
    desk: Desk, owner: Person, officer: Make, ends: str
) -> None:
    head = await officer(MAKRONIYA)
    request = await registered(owner)
    if ends == "refused":
        await consented(desk, request, consents=False)
    elif ends == "withdrawn":
        await act(owner, request, "WITHDRAW")
    await desk.later(days=20)
    await deliver(desk)
    assert (await read(owner, request))["status"]["phase"] == "CLOSED"
    assert await listed(head, phase="CLOSED") == await listed(head) == []
    error = await head.refused(READ, number=request["number"])
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert (await ServiceRequest.get()).is_hidden


async def test_once_begun_it_is_there_by_each_door(
    desk: Desk, owner: Person, officer: Make
) -> None:
    officers = await holders(officer)
    request = await begun(desk, owner)
    for each in officers:
        assert await listed(each) == [request["number"]]
        assert await listed(each, search="Kamla Jain") == [request["number"]]
        assert (await read(each, request))["tenant"]["fullName"] == "Ravi Tiwari"
