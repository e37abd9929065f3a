"""Which requests somebody may see is the same for Tortoise's queries and for our own statements."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from factories import (
    BHOPAL,
    MAKRONIYA,
    SAGAR,
    STATE,
    TT_NAGAR,
    make_citizen,
    make_officer,
    make_request,
)
from starlette.applications import Starlette

from core.app import Platform
from core.identity.models import Posting
from core.records import Conditions, read_records
from core.service_requests.models import Enquiry, ServiceRequest
from core.service_requests.scope import be_visible_to, visible_to
from core.viewers import Viewer


async def test_each_sees_the_same_by_both(app: Starlette) -> None:
    platform: Platform = app.state.platform
    asha, other = [await make_citizen(platform.runtime) for _ in range(2)]
    here, there = await make_request(platform, asha), await make_request(platform, other, TT_NAGAR)
    asked, answered, dropped = [await make_request(platform, asha, TT_NAGAR) for _ in range(3)]
    hidden = await make_request(platform, asha)
    await ServiceRequest.filter(id=hidden.id).update(is_hidden=True)
    now = platform.runtime.now()
    await _enquire(asked, now, is_open=True)
    await _enquire(answered, now, is_open=False, filed_at=now + timedelta(hours=1))
    await _enquire(dropped, now, is_open=False)

    in_sagar, in_bhopal = {here.id, asked.id, answered.id}, {there.id, asked.id, answered.id}
    assert await _seen(Viewer(citizen=asha)) == in_sagar | {dropped.id, hidden.id}
    assert await _seen(Viewer(citizen=other)) == {there.id}
    assert await _seen(await _officer(platform, MAKRONIYA)) == in_sagar
    assert await _seen(await _officer(platform, SAGAR)) == in_sagar
    assert await _seen(await _officer(platform, BHOPAL)) == in_bhopal | {dropped.id}
    everything = in_sagar | in_bhopal | {dropped.id}
    assert await _seen(await _officer(platform, STATE)) == everything
    assert await _seen(await _officer(platform, None)) == set()
    assert await _seen(Viewer()) == set()


async def _seen(viewer: Viewer) -> set[uuid.UUID]:
    conditions = Conditions()
    be_visible_to(conditions, viewer)
    sql = f"SELECT id FROM core_service_request WHERE {conditions}"
    found = {row.id for row in await read_records(ServiceRequest, {"id"}, sql, *conditions.values)}
    assert found == {row.id for row in await visible_to(viewer)}
    return found


async def _officer(platform: Platform, unit: str | None) -> Viewer:
    officer = (await make_officer(platform.runtime, unit)).row
    return Viewer(officer=officer, postings=tuple(await Posting.filter(officer_id=officer.id)))


async def _enquire(request: ServiceRequest, now: Any, **state: Any) -> None:
    await Enquiry.create(
        id=uuid.uuid4(),
        request_id=request.id,
        unit_id=MAKRONIYA,
        service=request.service,
        due_order=now,
        submitted_at=now,
        **state,
    )
