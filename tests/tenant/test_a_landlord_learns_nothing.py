"""A landlord's account tries fifty ways to learn about a stranger, and learns nothing: whether the
number is anybody's, whether the person rents elsewhere and where, whether a message was read.

Each way is tried of a stranger who is somebody else's tenant and has an account, and of a number
that nobody has: the answers must be equal.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

import pytest
from factories import MAKRONIYA
from processions import OPERATIONS, Desk, Person, key, listed, step
from tenancies import (
    ABOUT_ME,
    ADD,
    AMEND,
    CONCLUDE,
    CONSENT,
    END,
    OBJECT,
    READ,
    RECORD_CONSENT,
    REGISTER,
    SEND_CODE,
    TENANT,
    VISIT,
    Given,
    begun,
    conclusion,
    deliver,
    done,
    ending,
    person,
    registration,
    visit,
)

from core.relay import encode_id

Make = Callable[..., Awaitable[Person]]
UNKNOWN_NUMBER = "+919812399999"
SECRETS = ("Shanti Vihar", "Kamla", "12,")
NEVER = "MP-21346058-TV-2026-009999-9"
HISTORY = """query($station: String!, $text: String!) {
  premisesHistory(stationCode: $station, text: $text) { number } }"""


def of(mobile: str, **changes: Any) -> Given:
    """A registration of the stranger, by all that a stalker may know."""
    return registration(tenant=person(mobile=mobile, fullName="Ravi Tiwari"), **changes)


REGISTRATIONS: dict[str, Callable[[str], Given]] = {
    "as a tenant": of,
    "in another spelling of the number": lambda m: of(m.removeprefix("+91")),
    "with spaces in it": lambda m: of(f"{m[:8]} {m[8:]}"),
    "at another station": lambda m: of(
        m, premises={"kind": "ROOM", "text": "1, Lake", "stationCode": "21316041"}
    ),
    "at the same premises": lambda m: of(
        m,
        premises={
            "kind": "FLAT",
            "text": "12, Shanti Vihar, Makroniya",
            "stationCode": MAKRONIYA,
        },
    ),
    "as a co-resident": lambda m: of(
        "+919812388888",
        coResidents=[{"fullName": "Ravi Tiwari", "relation": "Friend", "age": 31}],
    ),
    "as a reference": lambda m: of(
        "+919812388888",
        references=[{"fullName": "Ravi Tiwari", "mobile": m}, {"fullName": "R", "mobile": m}],
    ),
    "as an agent": lambda m: of("+919812388888", agent={"fullName": "Ravi", "mobile": m}),
    "with a wrong station": lambda m: of(
        m, premises={"kind": "ROOM", "text": "x", "stationCode": "1"}
    ),
    "without a declaration": lambda m: of(m, declaration=False),
    "as a renewal of a guessed number": lambda m: of(m, renewsNumber=NEVER),
    "with another's file": lambda m: of(m, attachments=[encode_id("File", key())]),
    "with the stranger's birthday": lambda m: registration(
        tenant=person(mobile=m, birthDate="1995-03-02")
    ),
    "with the stranger's home": lambda m: registration(
        tenant=person(mobile=m, permanentAddress={"text": "7, TT Nagar, Bhopal"})
    ),
    "with the stranger's e-mail": lambda m: registration(
        tenant=person(mobile=m, email="ravi@example.in")
    ),
    "with the stranger's Aadhaar number": lambda m: registration(
        tenant=person(mobile=m, identityKind="AADHAAR", identityNumber="234567890124")
    ),
}


OWN = ("id", "number", "requestId", "mobile")
"""What differs between any two requests, or was given by whoever reads it."""


def plain(answer: Any) -> Any:
    """An answer without what differs between any two requests."""
    if isinstance(answer, dict):
        return {k: plain(v) for k, v in answer.items() if k not in OWN}
    return [plain(each) for each in answer] if isinstance(answer, list) else answer


@pytest.fixture
async def stranger(desk: Desk, owner: Person, tenant: Person) -> Given:
    """Somebody else's tenant, with an account."""
    request = await begun(desk, owner)
    await deliver(desk)
    return request


@pytest.fixture
async def stalker(another: Make) -> Person:
    return await another(full_name="A Landlord")


@pytest.mark.parametrize("way", REGISTRATIONS)
async def test_a_registration_tells_nothing(
    desk: Desk, stranger: Given, stalker: Person, way: str
) -> None:
    answers = []
    for mobile in (TENANT, UNKNOWN_NUMBER):
        answer = (await stalker.send(REGISTER, input=REGISTRATIONS[way](mobile))).json()
        await deliver(desk)
        answers.append(plain(answer))
    assert answers[0] == answers[1]
    assert not any(word in str(answers) for word in SECRETS)


@pytest.mark.parametrize("many", [1, 2, 3, 4, 5])
async def test_asking_again_and_again_tells_nothing(
    desk: Desk, stranger: Given, another: Make, many: int
) -> None:
    """The stranger's phone has had a code today already, and gets no more than it may."""
    seen = []
    for mobile in (TENANT, UNKNOWN_NUMBER):
        stalker = await another()
        request = await done(stalker, REGISTER, of(mobile))
        for _ in range(many):
            given = {"requestId": request["id"], "idempotencyKey": key()}
            answer = (await stalker.send(SEND_CODE, input=given)).json()
            await deliver(desk)
        shown = await stalker.run(READ, number=request["number"])
        told = await stalker.run(OPERATIONS["MyNotifications"], first=50)
        many_told = len(told["viewer"]["notifications"]["edges"])
        seen.append((plain(answer), plain(shown), many_told))
    assert seen[0] == seen[1]


def doors(request: Given, file: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is asked of the stranger's own request, by its id or number."""
    node = "query($id: ID!) { node(id: $id) { id } }"
    named = {"requestId": request["id"], "idempotencyKey": key()}
    return {
        "its number": (READ, {"number": request["number"]}),
        "its id": (node, {"id": request["id"]}),
        "its tenant's id": (node, {"id": encode_id("Tenant", TENANT)}),
        "its file": ("query($id: ID!) { file(id: $id) { id } }", {"id": file}),
        "its files": (ADD, {"input": {**named, "attachments": []}}),
        "its consent": (SEND_CODE, {"input": named}),
        "its end": (END, {"input": ending(request)}),
        "an objection": (OBJECT, {"input": {**named, "text": "Where?"}}),
        "an amendment": (AMEND, {"input": step(request, idempotencyKey=key(), note="Where?")}),
        "a withdrawal": (
            OPERATIONS["PerformAction"],
            {"input": step(request, action="WITHDRAW")},
        ),
        "a visit": (VISIT, {"input": visit(request)}),
        "a result": (CONCLUDE, {"input": conclusion(request)}),
        "a consent at the station": (
            RECORD_CONSENT,
            {
                "input": {
                    "number": request["number"],
                    "birthDate": "1995-03-02",
                    "identityKind": "PAN",
                    "identityNumber": "X",
                    "consents": True,
                    "idempotencyKey": key(),
                }
            },
        ),
        "the history of premises": (HISTORY, {"station": MAKRONIYA, "text": "Shanti Vihar"}),
        "a message of a change": (OPERATIONS["MyNotifications"], {"first": 50}),
        "the own list": (OPERATIONS["MyRequests"], {"first": 50}),
        "the own list, searched": (
            OPERATIONS["MyRequests"],
            {"first": 50, "filter": {"search": request["number"]}},
        ),
        "tenancies about oneself": (ABOUT_ME, {}),
        "a guessed code": (
            CONSENT,
            {"input": {"challengeId": request["id"], "code": "123456", "consents": True}},
        ),
        "a guessed refusal": (
            CONSENT,
            {"input": {"challengeId": key(), "code": "000000", "consents": False}},
        ),
        "the inbox": (OPERATIONS["Inbox"], {"first": 20}),
        "the counts": (OPERATIONS["InboxCounts"], {}),
        "an erasure of the stranger": (OPERATIONS["EraseMe"], {"input": {"confirmation": TENANT}}),
        "a sign-in with the stranger's number": (
            OPERATIONS["RequestOtp"],
            {"input": {"channel": "SMS", "address": "+919812377777"}},
        ),
        "a paper": (OPERATIONS["VerifyDocument"], {"code": "0" * 20}),
        "an order": ('{ tenancyOrder(stationCode: "21346058") { number } }', {}),
        "a renewal": (REGISTER, {"input": of(UNKNOWN_NUMBER, renewsNumber=request["number"])}),
        "what is awaited": ("{ waitingFiles { id } }", {}),
    }


DOORS = [*doors({"id": "x", "number": "x", "version": 1}, "x")]


@pytest.mark.parametrize("door", DOORS)
async def test_a_request_of_others_answers_as_one_that_does_not_exist(
    owner: Person, stranger: Given, stalker: Person, door: str
) -> None:
    files = "query($number: String!) { serviceRequest(number: $number) { attachments { id } } }"
    there = (await owner.run(files, number=stranger["number"]))["serviceRequest"]["attachments"]
    nowhere = {
        "id": encode_id("TenantVerification", key()),
        "number": NEVER,
        "version": stranger["version"],
    }
    answers = []
    for request, file in ((stranger, there[0]["id"]), (nowhere, encode_id("File", key()))):
        query, values = doors(request, file)[door]
        answers.append(plain((await stalker.send(query, **values)).json()))
    assert answers[0] == answers[1]
    assert not any(word in str(answers) for word in (*SECRETS, TENANT, stranger["number"]))


def test_there_are_fifty_ways() -> None:
    assert len(REGISTRATIONS) + 5 + len(DOORS) + 1 >= 50


async def test_a_registration_takes_as_long_for_anybody(
    desk: Desk, stranger: Given, another: Make
) -> None:
    took: dict[str, list[float]] = {TENANT: [], UNKNOWN_NUMBER: []}
    for _ in range(12):
        stalker = await another()
        for mobile, seconds in took.items():
            begun_at = time.perf_counter()
            await done(stalker, REGISTER, of(mobile))
            seconds.append(time.perf_counter() - begun_at)
    known, unknown = (median(seconds) for seconds in took.values())
    assert abs(known - unknown) < max(0.02, unknown / 2)


async def test_no_officer_is_shown_a_search_for_tenants(
    desk: Desk, stranger: Given, officer: Make
) -> None:
    """The words by which officers find requests are the landlord's, never the tenant's."""
    head = await officer(MAKRONIYA)
    for words in ("Ravi Tiwari", TENANT, "9812300001"):
        assert await listed(head, search=words) == []
