"""An officer whose session or posting ended while the request waited decides nothing any more."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from factories import MAKRONIYA, lost_report, make_officer, session_token
from lost_reports import SUBMIT
from starlette.applications import Starlette

from core import Move, Viewer, move, transactional
from core.errors import InvalidCredentials, NotFound
from core.identity import officers, sessions
from core.identity.models import OfficerRole
from core.relay import decode_id
from core.service_requests.models import ServiceRequest

Citizens = Callable[..., Awaitable[GraphQLClient]]


@pytest.mark.parametrize("end", ["posting", "account"])
async def test_a_decision_counts_what_ended_since_the_officer_was_looked_up(
    end: str, app: Starlette, as_citizen: Citizens
) -> None:
    platform = app.state.platform
    runtime, service = platform.runtime, platform.registry.service("lost_property")
    citizen = await as_citizen()
    sent = (await citizen.run(SUBMIT, input=lost_report()))["submitLostReport"]["lostReport"]
    account = await make_officer(runtime, MAKRONIYA)
    found = await sessions.find(runtime, await session_token(runtime, officer=account.row))
    assert found is not None
    viewer = Viewer(found.session, found.citizen, found.officer, found.postings)
    if end == "posting":
        await officers.end_posting(runtime, account.row, OfficerRole.STATION_HEAD, MAKRONIYA)
    else:
        await officers.deactivate(runtime, account.row)
    key = (decode_id(sent["id"]) or ("", ""))[1]
    wanted = Move(uuid.UUID(key), "CANCEL_AS_FALSE", 1, note="No", reason_code="NOT_LOST")
    with pytest.raises((NotFound, InvalidCredentials)):
        await transactional(move)(runtime, service, viewer, wanted)
    assert (await ServiceRequest.get(id=key)).status == "ACKNOWLEDGED"
