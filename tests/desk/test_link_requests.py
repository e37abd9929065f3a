"""`linkRequests`: what belongs together is seen from both sides, by who may see both."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from factories import SAGAR, TT_NAGAR
from processions import OPERATIONS, Make, Person, apply, stored

from core.desk import notes
from core.identity.models import Citizen, Officer, OfficerRole

LINK = OPERATIONS["LinkRequests"]
LINKED = """query Linked($number: String!) { serviceRequest(number: $number) {
  linked { number kind note request { number status { code } } } } }"""


def linking(request: Any, number: str, **values: Any) -> Any:
    return {"requestId": request["id"], "otherNumber": number, "kind": "RELATED", **values}


async def linked(officer: Person, request: Any) -> Any:
    answer = await officer.run(LINKED, number=request["number"])
    return answer["serviceRequest"]["linked"]


async def test_both_sides_show_it_and_linking_again_changes_it(
    citizen: Person, another: Make, head: Person
) -> None:
    one, two = await apply(citizen), await apply(await another())
    for kind, note in (("RELATED", None), ("DUPLICATE", "The same procession")):
        wanted = linking(one, two["number"].lower(), kind=kind, note=note)
        payload = (await head.run(LINK, input=wanted))["linkRequests"]
        assert payload["errors"] == []
    for here, there in ((one, two), (two, one)):
        number = there["number"]
        assert await linked(head, here) == [
            {
                "number": number,
                "kind": "DUPLICATE",
                "note": "The same procession",
                "request": {"number": number, "status": {"code": "SUBMITTED"}},
            }
        ]
    error = await citizen.refused(LINKED, number=one["number"])
    assert error["extensions"] == {"code": "FORBIDDEN"}


async def test_other_side_beyond_the_jurisdiction_is_not_shown(
    citizen: Person, head: Person, officer: Make
) -> None:
    here, there = await apply(citizen), await apply(citizen, TT_NAGAR)
    sees_both = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    await officer(TT_NAGAR)
    before = await stored()
    for number in (there["number"], "MP-21346058-PN-2026-000099-0", "x"):
        for one in (head, sees_both):
            payload = (await one.run(LINK, input=linking(here, number)))["linkRequests"]
            assert [(each["path"], each["code"]) for each in payload["errors"]] == [
                (["otherNumber"], "REQUEST_UNKNOWN")
            ]
    assert await stored() == before


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [({}, "otherNumber", "REQUEST_SAME"), ({"note": "x" * 10_000}, "note", "TOO_LONG")],
)
async def test_itself_or_with_too_long_a_note_it_is_not_linked(
    citizen: Person, head: Person, changes: Any, path: str, code: str
) -> None:
    request = await apply(citizen)
    before = await stored()
    wanted = linking(request, request["number"], **changes)
    payload = (await head.run(LINK, input=wanted))["linkRequests"]
    assert ([path], code) in [(each["path"], each["code"]) for each in payload["errors"]]
    assert await stored() == before


async def test_citizen_and_officer_elsewhere_link_nothing(citizen: Person, officer: Make) -> None:
    one, two = await apply(citizen), await apply(citizen)
    before = await stored()
    for client, code in ((citizen, "FORBIDDEN"), (await officer(TT_NAGAR), "NOT_FOUND")):
        error = await client.refused(LINK, input=linking(one, two["number"]))
        assert error["extensions"] == {"code": code}
    assert await stored() == before


async def test_linked_by_several_at_once_it_is_linked_once(citizen: Person, head: Person) -> None:
    one, two = await apply(citizen), await apply(citizen)
    wanted = [linking(one, two["number"]), linking(two, one["number"])] * 4
    answers = await asyncio.gather(*(head.run(LINK, input=each) for each in wanted))
    assert [each["linkRequests"]["errors"] for each in answers] == [[]] * 8
    for here, there in ((one, two), (two, one)):
        assert [each["number"] for each in await linked(head, here)] == [there["number"]]


async def test_either_side_has_room_for_so_many_and_what_it_has_can_be_changed(
    citizen: Person, head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST_LINKS", 1)
    one, two, three = [await apply(citizen) for _ in range(3)]
    await head.run(LINK, input=linking(one, two["number"]))
    before = await stored()
    for wanted in (linking(one, three["number"]), linking(three, one["number"])):
        payload = (await head.run(LINK, input=wanted))["linkRequests"]
        assert [each["code"] for each in payload["errors"]] == ["TOO_MANY"]
    assert await stored() == before
    again = linking(one, two["number"], kind="DUPLICATE")
    assert (await head.run(LINK, input=again))["linkRequests"]["errors"] == []
    assert [each["kind"] for each in await linked(head, two)] == ["DUPLICATE"]


async def test_officer_neither_sees_nor_makes_links_of_their_own_request(
    citizen: Person, another: Make, head: Person, beat: Person
) -> None:
    own, other = await apply(citizen), await apply(await another())
    wanted = linking(own, other["number"], note="The applicant is our head.")
    await beat.run(LINK, input=wanted)
    row = await Citizen.get(id=citizen.row.id)
    await Officer.filter(id=head.row.id).update(mobile=row.mobile)
    before = await stored()
    for one, another_ in ((own, other), (other, own)):
        assert (await linked(head, one), len(await linked(beat, one))) == ([], 1)
        error = await head.refused(LINK, input=linking(one, another_["number"]))
        assert error["extensions"] == {"code": "FORBIDDEN"}
    assert await stored() == before
