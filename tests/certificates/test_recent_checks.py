"""The holder sees when a document was checked, and nobody sees by whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
from acknowledgements import verify
from clients import GraphQLClient
from conftest import MovableClock
from licences import Licence, watch
from own_data import erase

from core import housekeeping
from core.clock import IST
from core.documents.models import DocumentCheck

Issue = Callable[..., Awaitable[Licence]]


async def test_each_check_is_seen_by_the_holder_newest_first(
    issue: Issue, http: httpx.AsyncClient, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    licence = await issue()
    paper = await licence.paper()
    assert (paper["checks"], paper["checkedAt"], paper["recentChecks"]) == (0, None, [])
    await verify(as_nobody, paper["code"])
    clock.move(minutes=5)
    await http.get(f"/verify/{paper['code']}")
    seen = await licence.paper()
    assert seen["recentChecks"] == ["2026-11-23T12:05:00+05:30", "2026-11-23T12:00:00+05:30"]
    assert (seen["checks"], seen["checkedAt"]) == (2, "2026-11-23T12:05:00+05:30")


async def test_twenty_are_shown_and_the_count_goes_on(
    issue: Issue, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    licence, other = await issue(), await issue()
    moments = []
    for _ in range(23):
        clock.move(seconds=1)
        moments.insert(0, clock.now().astimezone(IST).isoformat())
        await verify(as_nobody, (await licence.row()).code)
    paper = await licence.paper()
    assert (paper["checks"], paper["recentChecks"]) == (23, moments[:20])
    assert (await other.paper())["recentChecks"] == []


async def test_the_station_sees_them_and_no_other(
    issue: Issue, as_officer: Callable[..., Awaitable[GraphQLClient]], as_nobody: GraphQLClient
) -> None:
    licence = await issue()
    await verify(as_nobody, (await licence.row()).code)
    query = "query($n: String!) { serviceRequest(number: $n) { documents { recentChecks } } }"
    seen = await (await as_officer()).run(query, n=licence.request.number)
    assert seen["serviceRequest"]["documents"] == [{"recentChecks": ["2026-11-23T12:00:00+05:30"]}]
    stranger = await as_officer("21316041")
    for client, code in ((stranger, "NOT_FOUND"), (as_nobody, "UNAUTHENTICATED")):
        error = await client.refused(query, n=licence.request.number)
        assert error["extensions"]["code"] == code


async def test_what_is_not_shown_or_older_than_a_year_is_deleted(
    issue: Issue, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    licence = await issue(valid_until=clock.now() + timedelta(days=1000))
    for _ in range(22):
        clock.move(seconds=1)
        await verify(as_nobody, (await licence.row()).code)
    await housekeeping.clean_up(licence.app.state.platform.runtime)
    assert await DocumentCheck.all().count() == 20
    clock.move(days=365)
    await verify(as_nobody, (await licence.row()).code)
    await housekeeping.clean_up(licence.app.state.platform.runtime)
    # the newest of the twenty is a year old to the second, and stays for this round
    assert await DocumentCheck.all().count() == 2
    assert (await licence.row()).checks == 23


async def test_waiting_for_news_and_wrong_codes_are_no_checks(
    issue: Issue, as_nobody: GraphQLClient, http: httpx.AsyncClient
) -> None:
    licence = await issue()
    code = (await licence.row()).code
    assert (await watch(as_nobody, code))["ok"] is True
    await http.post(f"/verify/{code}/watch", data={"email": "another@bank.example.in"})
    await verify(as_nobody, "0" * 20)
    paper = await licence.paper()
    assert (paper["checks"], paper["recentChecks"]) == (0, [])


async def test_an_erasure_takes_them(issue: Issue, as_nobody: GraphQLClient) -> None:
    licence = await issue()
    await verify(as_nobody, (await licence.row()).code)
    holder = await licence.request.citizen
    await erase(licence.client, holder.mobile or "")
    assert await DocumentCheck.all().count() == 0
