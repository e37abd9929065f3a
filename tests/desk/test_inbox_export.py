"""The inbox as a CSV file: what the officer's postings cover, as the inbox lists it, and nothing
that a spreadsheet would calculate.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from exported import HEADER, four_requests, get, lines, numbers, reads
from factories import (
    MAKRONIYA,
    SAGAR,
    TT_NAGAR,
    make_officer,
)
from starlette.applications import Starlette
from tampering import refuse_entries

from core.desk import exporting
from core.identity.models import Officer, OfficerRole, Posting
from core.service_requests.models import ServiceRequest
from core.texts import Language
from core.units.models import Unit

AsSomebody = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
async def requests(app: Starlette, clock: MovableClock) -> list[ServiceRequest]:
    return await four_requests(app.state.platform, clock)


async def test_the_file_is_what_the_inbox_lists(
    app: Starlette, requests: list[ServiceRequest], as_officer: AsSomebody
) -> None:
    officer = await as_officer()
    account = await make_officer(app.state.platform.runtime)
    due = requests[0].submitted_at.replace(day=30, hour=12)
    values = {"assignee_id": account.row.id, "due_at": due, "due_order": due}
    await ServiceRequest.filter(id=requests[0].id).update(**values)
    answer = await get(officer, orderBy="OLDEST_FIRST")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="inbox-2026-11-23.csv"'
    assert answer.headers["cache-control"] == "private, no-store"
    first, second, third, _ = (row.number for row in requests)
    station = "21346058,Makroniya"
    assert answer.content.decode() == HEADER + (
        f"{first},Lost property report,Submitted,{station},"
        "2026-11-23 12:00,2026-11-23 12:00,2026-11-30 18:00,Inspector Rao\r\n"
        f"{second},Lost property report,Found,{station},2026-11-23 13:00,2026-11-23 13:00,,\r\n"
        f"{third},Lost property report,Submitted,{station},2026-11-23 14:00,2026-11-23 14:00,,\r\n"
    )


async def test_the_file_is_in_the_officers_language(
    requests: list[ServiceRequest], as_officer: AsSomebody
) -> None:
    officer = await as_officer()
    await Officer.all().update(language=Language.HI)
    await Unit.filter(code=MAKRONIYA).update(names={"en": "Makroniya", "hi": "मकरोनिया"})
    answer = (await get(officer)).content.decode()
    assert answer.startswith("\ufeffक्रमांक,सेवा,स्थिति,")
    assert answer.count("मकरोनिया") == 3


async def test_nothing_personal_of_a_citizen_is_in_it(
    requests: list[ServiceRequest], as_officer: AsSomebody
) -> None:
    answer = await get(await as_officer())
    assert "Canary" not in answer.text
    assert "98765" not in answer.text


async def test_a_spreadsheet_calculates_nothing(
    app: Starlette, requests: list[ServiceRequest], as_officer: AsSomebody
) -> None:
    officer = await as_officer()
    account = await make_officer(app.state.platform.runtime)
    await ServiceRequest.filter(id=requests[0].id).update(assignee_id=account.row.id)
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"):
        await Officer.filter(id=account.row.id).update(full_name=name)
        await Unit.filter(code=MAKRONIYA).update(names={"en": name})
        (row, *_) = await lines(officer, orderBy="OLDEST_FIRST")
        assert (row[4], row[8]) == (f"'{name}", f"'{name}")
    await Unit.filter(code=MAKRONIYA).update(names={"en": 'A "quoted", comma\n=1'})
    assert (await lines(officer))[0][4] == 'A "quoted", comma\n=1'


async def test_filters_and_order_are_those_of_the_inbox(
    requests: list[ServiceRequest], as_officer: AsSomebody, clock: MovableClock
) -> None:
    officer = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    first, second, third, _ = (row.number for row in requests)
    me = await Officer.get()
    await ServiceRequest.filter(number=first).update(assignee_id=me.id, due_order=clock.now())
    clock.move(minutes=5)
    assert await numbers(officer, orderBy="NEWEST_FIRST") == [third, second, first]
    assert (await numbers(officer))[0] == first
    assert await numbers(officer, status="FOUND") == [second]
    assert await numbers(officer, phase="CLOSED") == [second]
    assert await numbers(officer, overdue="true") == [first]
    assert await numbers(officer, unassigned="true", overdue="false") == [third]
    assert await numbers(officer, assignedToMe="true") == [first]
    assert await numbers(officer, search=third) == [third]
    assert await numbers(officer, search="canary", phase="OPEN", orderBy="OLDEST_FIRST") == [
        first,
        third,
    ]
    assert await numbers(officer, service="tips") == []
    assert len(await numbers(officer, service="lost_property", status="")) == 3
    assert len(await numbers(officer, stationCode=MAKRONIYA)) == 3


async def test_more_than_can_be_taken_is_refused_with_what_to_do(
    requests: list[ServiceRequest], as_officer: AsSomebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 2)
    officer = await as_officer()
    answer = await get(officer)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "TOO_COMPLEX"}
    assert error["message"] == (
        "These are more than 2 requests. Ask for fewer: of one service, station, status or phase."
    )
    assert await reads() == []
    assert len(await numbers(officer, phase="OPEN")) == 2


async def test_each_piece_is_in_the_audit_before_it_is_sent(
    requests: list[ServiceRequest], as_officer: AsSomebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    officer = await as_officer()
    assert len(await numbers(officer, orderBy="OLDEST_FIRST")) == 3
    ids = [f"request:{row.id}" for row in requests]
    common = {"subject": "operation:inbox.csv", "units": [MAKRONIYA]}
    assert await reads() == [{**common, "read": sorted(ids[:2])}, {**common, "read": [ids[2]]}]
    await refuse_entries()
    answer = await get(officer)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/json")
    assert requests[0].number not in answer.text


async def test_what_leaves_the_scope_while_it_is_read_is_left_out(
    requests: list[ServiceRequest], as_officer: AsSomebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    officer, pieces = await as_officer(), exporting.pieces

    async def slowly(*arguments: Any) -> Any:
        async for piece in pieces(*arguments):
            yield piece
            await ServiceRequest.filter(id=requests[1].id).update(unit_id=TT_NAGAR)

    monkeypatch.setattr(exporting, "pieces", slowly)
    found = await numbers(officer, orderBy="OLDEST_FIRST")
    assert found == [requests[0].number, requests[2].number]


async def test_posting_that_ends_while_it_is_read_shows_no_more(
    requests: list[ServiceRequest], as_officer: AsSomebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    officer, pieces = await as_officer(), exporting.pieces

    async def slowly(*arguments: Any) -> Any:
        async for piece in pieces(*arguments):
            yield piece
            await Posting.filter(unit_id=MAKRONIYA).update(ends_at=requests[0].submitted_at)

    monkeypatch.setattr(exporting, "pieces", slowly)
    assert await numbers(officer, orderBy="OLDEST_FIRST") == [requests[0].number]
