"""closeFoundItem: returned or disposed of, by an officer of the station."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import MAKRONIYA, SAGAR
from found_things import CLOSE, close, registered, rows

from core.audit.models import AuditEntry
from core.identity.models import OfficerRole
from plugins.lost_property.models import FoundItem

AsSomebody = Callable[..., Awaitable[GraphQLClient]]


async def test_a_thing_is_closed_once(station: GraphQLClient, as_officer: AsSomebody) -> None:
    thing = await registered(station)
    key = str(uuid.uuid4())
    done = await close(station, thing, note="To its owner", idempotencyKey=key)
    assert done["errors"] == []
    assert done["foundItem"]["outcome"] == "RETURNED"
    assert done["foundItem"]["closedAt"] == "2026-11-23T12:00:00+05:30"
    before = await rows()
    assert await close(station, thing, note="To its owner", idempotencyKey=key) == done
    colleague = await as_officer("21316", OfficerRole.DISTRICT_HEAD)
    again = await close(colleague, thing, outcome="DISPOSED")
    assert [(e["path"], e["code"]) for e in again["errors"]] == [(["foundItemId"], "ITEM_CLOSED")]
    assert await rows() == before
    [entry] = await AuditEntry.filter(action="lost_property.close_found_item")
    row = await FoundItem.get()
    assert (entry.chain, entry.subject) == ("21316041", f"found_item:{row.id}")
    assert (row.outcome, row.closing_note) == ("RETURNED", "To its owner")


async def test_nobody_else_closes(
    station: GraphQLClient, citizen: GraphQLClient, as_nobody: GraphQLClient, as_officer: AsSomebody
) -> None:
    thing = await registered(station)
    others = (
        (await as_officer(MAKRONIYA), "NOT_FOUND"),
        (await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD), "NOT_FOUND"),
        (await as_officer(None), "NOT_FOUND"),
        (citizen, "FORBIDDEN"),
        (as_nobody, "UNAUTHENTICATED"),
    )
    before = await rows()
    for client, code in others:
        wanted = {"foundItemId": thing["id"], "outcome": "RETURNED", "idempotencyKey": KEY}
        assert (await client.refused(CLOSE, input=wanted))["extensions"] == {"code": code}
    wanted = {"foundItemId": "x", "outcome": "RETURNED", "idempotencyKey": KEY}
    assert (await station.refused(CLOSE, input=wanted))["extensions"] == {"code": "NOT_FOUND"}
    long = await close(station, thing, note="x" * 2001)
    assert [(e["path"], e["code"]) for e in long["errors"]] == [(["note"], "TOO_LONG")]
    assert (await FoundItem.get()).closed_at is None
    assert await rows() == before


KEY = "5f0c1a52-6f0e-4f0e-9f5b-2d7b1a3c4d5e"
