"""dismissMatch: either side says that a match is none, and it never returns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import BHOPAL, SAGAR
from found_things import DISMISS, ONE, dismiss, matches_of, registered, rows, told_citizens
from lost_reports import stored
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.identity.models import OfficerRole
from core.relay import encode_id
from core.runtime import Runtime
from plugins.lost_property.matching import match_found, match_lost
from plugins.lost_property.models import FoundItem, ItemMark, ItemMatch, LostItem

NOW = "2026-11-23T12:00:00+05:30"
AsSomebody = Callable[..., Awaitable[GraphQLClient]]


async def test_a_dismissed_match_is_shown_so_to_both_and_never_returns(
    app: Starlette, runtime: Runtime, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    report = await stored(citizen)
    thing = await registered(station)
    [match] = await matches_of(citizen, report)
    payload = await dismiss(citizen, match, note="Mine has another colour.")
    assert payload["errors"] == []
    assert payload["match"]["dismissedAt"] == NOW
    hashes = await ItemMark.all().values_list("hash", flat=True)
    await match_lost(runtime, (await LostItem.get()).id, hashes)
    await match_found(runtime, (await FoundItem.get()).id, hashes)
    await app.state.effects.messages.deliver_due()
    assert len(await told_citizens()) == 1
    by_station = (await station.run(ONE, number=thing["number"]))["foundItem"]["matches"]
    for [seen] in (by_station, await matches_of(citizen, report)):
        assert (seen["id"], seen["dismissedAt"]) == (match["id"], NOW)
    row = await ItemMatch.get()
    assert row.note == "Mine has another colour."
    [entry] = await AuditEntry.filter(action="lost_property.dismiss_match")
    assert (entry.chain, entry.subject) == ("21316041", f"found_item:{row.found_item_id}")


async def test_officers_of_both_stations_dismiss_and_a_second_time_changes_nothing(
    citizen: GraphQLClient, station: GraphQLClient, as_officer: AsSomebody
) -> None:
    report = await stored(citizen)
    await registered(station)
    [match] = await matches_of(citizen, report)
    first = await dismiss(await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD), match)
    before = await rows()
    for officer in (station, await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD), citizen):
        again = (await dismiss(officer, match, note="Another reason"))["match"]
        assert again["dismissedAt"] == first["match"]["dismissedAt"]
    assert (await ItemMatch.get()).note is None
    assert await rows() == before


async def test_nobody_else_dismisses(
    citizen: GraphQLClient, station: GraphQLClient, as_officer: AsSomebody,
    as_citizen: AsSomebody, as_nobody: GraphQLClient,
) -> None:  # fmt: skip
    report = await stored(citizen)
    await registered(station)
    [match] = await matches_of(citizen, report)
    others = (
        (await as_officer("21346001"), match["id"], "NOT_FOUND"),
        (await as_officer(None), match["id"], "NOT_FOUND"),
        (await as_citizen(), match["id"], "NOT_FOUND"),
        (as_nobody, match["id"], "UNAUTHENTICATED"),
        (citizen, match["id"] + "x", "NOT_FOUND"),
        (citizen, encode_id("FoundItem", (await ItemMatch.get()).id), "NOT_FOUND"),
        (citizen, encode_id("ItemMatch", "x"), "NOT_FOUND"),
    )
    before = await rows()
    for client, key, code in others:
        error = await client.refused(DISMISS, input={"matchId": key})
        assert error["extensions"] == {"code": code}
    payload = await dismiss(citizen, match, note="x" * 2001)
    assert [(e["path"], e["code"]) for e in payload["errors"]] == [(["note"], "TOO_LONG")]
    assert (await ItemMatch.get()).dismissed_at is None
    assert await rows() == before
