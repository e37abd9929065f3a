"""Postings: in force from a moment on, and over at the very next request."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from factories import BHOPAL, MAKRONIYA, SAGAR, OfficerAccount, make_officer, session_token

from core.audit.models import AuditEntry
from core.identity import officers
from core.identity.models import OfficerRole, Posting, Session
from core.runtime import Runtime
from core.units.models import Unit

POSTINGS = """{ viewer { ... on Officer { postings { role unit { code } startsAt endsAt } } } }"""
HEAD = OfficerRole.STATION_HEAD


async def held(client: GraphQLClient) -> list[tuple[str, str]]:
    postings = (await client.run(POSTINGS))["viewer"]["postings"]
    return [(posting["role"], posting["unit"]["code"]) for posting in postings]


async def signed_in(
    client: GraphQLClient, runtime: Runtime, **values: Any
) -> tuple[OfficerAccount, GraphQLClient]:
    account = await make_officer(runtime, **values)
    return account, GraphQLClient(client.http, await session_token(runtime, officer=account.row))


async def test_posting_given_and_ended_counts_at_the_next_request(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account, officer = await signed_in(as_nobody, runtime)
    clock.move(minutes=1)
    await officers.post(runtime, account.row, OfficerRole.DISTRICT_HEAD, await Unit.get(code=SAGAR))
    assert await held(officer) == [("STATION_HEAD", MAKRONIYA), ("DISTRICT_HEAD", SAGAR)]
    assert await officers.end_posting(runtime, account.row, HEAD, MAKRONIYA) is True
    assert await held(officer) == [("DISTRICT_HEAD", SAGAR)]
    assert await officers.end_posting(runtime, account.row, HEAD, MAKRONIYA) is False
    actions = await AuditEntry.all().order_by("sequence").values_list("action", "details")
    assert actions[-1] == ("posting.end", '{"role": "STATION_HEAD", "unit": "21346058"}')


async def test_posting_of_later_or_earlier_is_not_held(
    as_nobody: GraphQLClient, runtime: Runtime, clock: MovableClock
) -> None:
    account, officer = await signed_in(as_nobody, runtime, unit_code=None)
    begins = clock.moment + timedelta(minutes=10)
    await Posting.create(
        id=uuid.uuid4(),
        officer=account.row,
        unit_id=BHOPAL,
        role=OfficerRole.DISTRICT_HEAD,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=10),
    )
    seen = []
    for minutes in (0, 10, 9, 1):
        clock.move(minutes=minutes)
        seen.append(len(await held(officer)))
    assert seen == [0, 1, 1, 0]


async def test_same_posting_is_not_given_twice(runtime: Runtime) -> None:
    account = await make_officer(runtime)
    with pytest.raises(ValueError, match="is STATION_HEAD at 21346058 already"):
        await officers.post(runtime, account.row, HEAD, await Unit.get(code=MAKRONIYA))
    assert await Posting.all().count() == 1
    await officers.end_posting(runtime, account.row, HEAD, MAKRONIYA)
    await officers.post(runtime, account.row, HEAD, await Unit.get(code=MAKRONIYA))


async def test_officer_is_refused_at_the_next_request_after_deactivation(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    account, officer = await signed_in(as_nobody, runtime)
    assert await held(officer) == [("STATION_HEAD", MAKRONIYA)]
    await officers.deactivate(runtime, account.row)
    assert (await officer.send(POSTINGS)).status_code == 401
    assert await Session.all().count() == 0


async def test_session_begun_while_the_officer_is_deactivated_is_worth_nothing(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    account, officer = await signed_in(as_nobody, runtime)
    account.row.is_active = False
    await account.row.save(update_fields=["is_active"])
    assert (await officer.send(POSTINGS)).status_code == 401
