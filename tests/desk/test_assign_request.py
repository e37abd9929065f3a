"""`assignRequest`, and the actions CLAIM and RELEASE: who has a request."""

from __future__ import annotations

from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR
from processions import (
    ACT,
    HEAD,
    OPERATIONS,
    Make,
    Person,
    act,
    apply,
    assign,
    assignee,
    read,
    step,
    stored,
)

from core.identity.models import Citizen, Officer, OfficerRole
from core.relay import encode_id

ASSIGN = OPERATIONS["AssignRequest"]


async def test_officer_takes_a_request_over_and_gives_it_back(
    citizen: Person, beat: Person, head: Person
) -> None:
    request = await apply(citizen)
    claimed = await act(beat, request, "CLAIM")
    assert (await assignee(head, request), claimed["version"]) == (beat.id, 2)
    error = (await head.run(ACT, input=step(claimed, action="CLAIM")))["performAction"]["errors"]
    assert [each["code"] for each in error] == ["ACTION_NOT_AVAILABLE"]
    error = (await head.run(ACT, input=step(claimed, action="RELEASE")))["performAction"]["errors"]
    assert [each["code"] for each in error] == ["ACTION_NOT_AVAILABLE"]
    released = await act(beat, claimed, "RELEASE")
    assert (await assignee(head, request), released["version"]) == (None, 3)
    assert (released["status"], released["dueAt"]) == (request["status"], request["dueAt"])


async def test_head_gives_a_request_to_one_who_is_fit_for_it(
    citizen: Person, beat: Person, head: Person
) -> None:
    request = await apply(citizen)
    given = await assign(head, request, beat.id)
    assert (given["assignee"], given["version"]) == ({"id": beat.id}, 2)
    assert await assign(head, given, beat.id) == given  # nothing to do
    queued = await assign(head, given, None)
    assert (queued["assignee"], queued["version"]) == (None, 3)
    steps = (await read(citizen, request))["timeline"]["edges"]
    assert [each["node"]["action"]["code"] for each in steps] == ["ASSIGN", "ASSIGN", "SUBMIT"]


async def test_only_who_covers_the_unit_in_a_role_of_the_service_can_have_it(
    citizen: Person, head: Person, beat: Person, officer: Make
) -> None:
    request = await apply(citizen)
    inactive = await officer(*HEAD)
    await Officer.filter(id=inactive.row.id).update(is_active=False)
    administrator = await officer(MAKRONIYA, OfficerRole.STATE_ADMINISTRATOR)  # takes no step
    unfit = [
        administrator.id,
        inactive.id,
        (await officer(TT_NAGAR)).id,
        (await officer(BHOPAL, OfficerRole.DISTRICT_HEAD)).id,
        (await officer(None)).id,
        citizen.id,
        encode_id("Officer", citizen.row.id),
        "x",
    ]
    before = await stored()
    chosen = ASSIGN.replace("message", "message choices { code }")
    for each in unfit:
        answer = (await head.run(chosen, input=step(request, officerId=each)))["assignRequest"]
        (error,) = answer["errors"]
        assert {choice["code"] for choice in error["choices"]} == {head.id, beat.id}
        assert [(e["path"], e["code"]) for e in answer["errors"]] == [
            (["officerId"], "ASSIGNEE_UNFIT")
        ]
    assert await stored() == before
    district = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    answer = await head.run(OPERATIONS["RequestDesk"], number=request["number"])
    fit = answer["serviceRequest"]["assignableOfficers"]
    assert fit[-1]["id"] == district.id  # the farthest posting comes last
    assert {each["id"]: each["roles"] for each in fit} == {
        beat.id: ["BEAT_OFFICER"],
        head.id: ["STATION_HEAD"],
        district.id: ["DISTRICT_HEAD"],
    }


async def test_only_supervisors_within_the_jurisdiction_assign(
    citizen: Person, beat: Person, head: Person, officer: Make
) -> None:
    request = await apply(citizen)
    before = await stored()
    for client, code in (
        (beat, "FORBIDDEN"),
        (citizen, "FORBIDDEN"),
        (await officer(TT_NAGAR), "NOT_FOUND"),
    ):
        error = await client.refused(ASSIGN, input=step(request, officerId=beat.id))
        assert error["extensions"] == {"code": code}
    assert await stored() == before
    district = await officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    assert (await assign(district, request, beat.id))["assignee"] == {"id": beat.id}


async def test_version_that_has_passed_assigns_nobody(
    citizen: Person, beat: Person, head: Person
) -> None:
    request = await apply(citizen)
    await act(beat, request, "CLAIM")
    before = await stored()
    error = await head.refused(ASSIGN, input=step(request, officerId=head.id))
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await stored() == before


async def test_officer_is_not_given_their_own_request(
    citizen: Person, head: Person, beat: Person
) -> None:
    request = await apply(citizen)
    row = await Citizen.get(id=citizen.row.id)
    await Officer.filter(id=beat.row.id).update(mobile=row.mobile)
    before = await stored()
    wanted = step(request, officerId=beat.id)
    payload = (await head.run(ASSIGN, input=wanted))["assignRequest"]
    assert [each["code"] for each in payload["errors"]] == ["ASSIGNEE_UNFIT"]
    assert await stored() == before
    assert await assign(head, request, head.id)
