"""A posting that ends hands its open requests back to the station's queue."""

from __future__ import annotations

import pytest
from factories import MAKRONIYA, SAGAR, TT_NAGAR
from processions import Desk, Person, act, apply, assign, assignee, read

from core.desk import returning
from core.desk.returning import return_what_was_left
from core.identity import officers
from core.identity.models import Officer, OfficerRole, Posting
from core.service_requests.models import RequestEvent, ServiceRequest
from core.units.models import Unit


async def test_open_requests_go_back_to_the_queue_and_closed_ones_keep_their_officer(
    desk: Desk, citizen: Person, head: Person, beat: Person
) -> None:
    open_, closed = [await assign(head, await apply(citizen), beat.id) for _ in range(2)]
    await act(citizen, closed, "WITHDRAW")
    assert await return_what_was_left(desk.runtime) == 0
    await Posting.filter(officer_id=beat.row.id).update(ends_at=desk.runtime.now())
    assert (await return_what_was_left(desk.runtime), await return_what_was_left(desk.runtime)) == (
        1,
        0,
    )
    assert (await assignee(head, open_), await assignee(head, closed)) == (None, beat.id)
    seen = await read(citizen, open_)
    assert seen["version"] == 3
    event = await RequestEvent.get(
        request_id=(await ServiceRequest.get(number=open_["number"])).id, version=3
    )
    assert (event.action, event.actor_kind.value, event.reason_code) == (
        "RELEASE",
        "SYSTEM",
        "POSTING_ENDED",
    )


async def test_posting_that_still_covers_the_unit_keeps_it(
    desk: Desk, citizen: Person, head: Person, beat: Person
) -> None:
    request = await assign(head, await apply(citizen), beat.id)
    sagar = await Unit.get(code=SAGAR)
    await officers.post(desk.runtime, beat.row, OfficerRole.BEAT_OFFICER, sagar)
    station = Posting.filter(officer_id=beat.row.id, unit_id=MAKRONIYA)
    await station.update(ends_at=desk.runtime.now())
    assert await return_what_was_left(desk.runtime) == 0
    assert await assignee(head, request) == beat.id


async def test_posting_elsewhere_does_not_keep_it_and_neither_does_an_inactive_account(
    desk: Desk, citizen: Person, head: Person, beat: Person
) -> None:
    one = await assign(head, await apply(citizen), beat.id)
    await officers.post(
        desk.runtime, beat.row, OfficerRole.BEAT_OFFICER, await Unit.get(code=TT_NAGAR)
    )
    station = Posting.filter(officer_id=beat.row.id, unit_id=MAKRONIYA)
    await station.update(ends_at=desk.runtime.now())
    other = await assign(head, await apply(citizen), head.id)
    await Officer.filter(id=head.row.id).update(is_active=False)
    assert await return_what_was_left(desk.runtime) == 2
    rows = await ServiceRequest.filter(number__in=[one["number"], other["number"]])
    assert [row.assignee_id for row in rows] == [None, None]


async def test_request_given_to_another_officer_meanwhile_stays_there(
    desk: Desk, citizen: Person, head: Person, beat: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = await assign(head, await apply(citizen), beat.id)
    await Posting.filter(officer_id=beat.row.id).update(ends_at=desk.runtime.now())
    found, looked = returning.fetch, []

    async def fetch(*asked: object) -> object:
        rows = await found(*asked)
        if not looked:
            looked.append(rows)
            await assign(head, request, head.id)
        return rows

    monkeypatch.setattr(returning, "fetch", fetch)
    assert await return_what_was_left(desk.runtime) == 0
    assert len(looked[0]) == 1
    assert await assignee(head, request) == head.id
