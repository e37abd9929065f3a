"""Every role, at its own station, an asked one, a sister station and in another district, tries
every action in every status: what the workflow in force allows is done, and everything else changes
nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from authorisation_asking import done_mark
from conftest import MovableClock
from everything_stored import everything
from factories import MAKRONIYA, TT_NAGAR, make_citizen, make_officer
from processions import ACT, OPERATIONS, Desk, Person, Request, asked, done, step
from starlette.applications import Starlette
from verifications import applied, decided, reported, two_addresses
from workflow_table import (
    EVERYBODY,
    FILER,
    OFFICERS,
    Attempt,
    Subject,
    attempts,
    expected,
)

from core import Workflow
from core.app import create_app
from core.identity import officers
from core.relay import decode_id
from core.sandboxes import Sandboxes
from core.service_requests.models import ServiceRequest
from core.settings import Settings
from core.units.models import Unit

FEW = {"required_uploads": [], "requests_a_day": 100_000, "fees": {"LICENCE": "100"}}
People = dict[str, Person]
STATUSES = {
    "PAYMENT_PENDING": "-",
    "AT_STATIONS": "both",
    "AT_STATIONS, one filed": "own",
    "AT_STATIONS, the other filed": "asked",
    "SENT_BACK": "both",
    "SENT_BACK, all filed": "-",
    "DECISION": "-",
    "ISSUED": "-",
    "REFUSED": "-",
    "WITHDRAWN": "-",
    "WITHDRAWN, one filed": "-",
}
"""Each status, in each state of its enquiries, and which stations enquire there."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    services = settings.services
    return settings.model_copy(
        update={"services": services | {"verification": services["verification"] | FEW}}
    )


@pytest.fixture
async def app(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    """Nothing happens beside what is tried."""
    application = create_app(settings, clock, sandboxes=sandboxes, delivers=False)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def people(desk: Desk) -> People:
    made = {name: await desk.enter(await make_citizen(desk.runtime)) for name in EVERYBODY[:2]}
    for name, posts in OFFICERS.items():
        row = (await make_officer(desk.runtime, None)).row
        for unit, role in posts:
            await officers.post(desk.runtime, row, role, await Unit.get(code=unit))
        made[name] = await desk.enter(row)
    return made


@pytest.fixture
def flow(desk: Desk) -> Workflow:
    found = desk.platform.registry.flow("verification")
    assert found is not None
    return found


async def made(people: People, name: str) -> Subject:
    """A new request in this status, over HTTP."""
    owner, status = people["owner"], name.partition(",")[0]
    purpose = "LICENCE" if status == "PAYMENT_PENDING" else "EDUCATION"
    request = await applied(owner, purpose=purpose, addresses=two_addresses(), attachments=[])
    filed = _filed(name)
    for station in sorted(filed):
        filer = people[FILER if station == MAKRONIYA else "asked head"]
        request = await reported(filer, request, station)
    request = await _brought(people, status, request)
    units = {"both": {MAKRONIYA, TT_NAGAR}, "own": {MAKRONIYA}, "asked": {TT_NAGAR}, "-": set()}
    enquiring = frozenset(units[STATUSES[name]])
    return Subject(status, request["id"], request["version"], enquiring, frozenset(filed))


def _filed(name: str) -> set[str]:
    status, _, reports = name.partition(", ")
    if status in ("DECISION", "ISSUED", "REFUSED") or reports == "all filed":
        return {MAKRONIYA, TT_NAGAR}
    return {"one filed": {TT_NAGAR}, "the other filed": {MAKRONIYA}}.get(reports, set())


async def _brought(people: People, status: str, request: Request) -> Request:
    if status == "SENT_BACK":
        query = OPERATIONS["SendBackRequest"]
        back = await done(people["head"], query, "sendBackRequest", asked(request))
        return request | back
    if status == "ISSUED":
        return await decided(people["district"], request)
    if status == "REFUSED":
        reason = {"reasonCode": "NOT_FOUND", "note": "Nobody knows her."}
        return await decided(people["district"], request, decision="REFUSE", **reason)
    if status == "WITHDRAWN":
        return await done(people["owner"], ACT, "performAction", step(request, action="WITHDRAW"))
    return request


@pytest.mark.parametrize("name", STATUSES)
async def test_each_cell_is_as_the_workflow_says(people: People, flow: Workflow, name: str) -> None:
    subject = await made(people, name)
    all_attempts = attempts(flow, people["head"].id)
    cells = [(who, each) for who in EVERYBODY for each in all_attempts]
    allowed = [each for each in cells if expected(flow, each[1], subject, each[0]) == "yes"]
    before, wrong = await everything(), []
    for who, attempt in cells:
        wanted = expected(flow, attempt, subject, who)
        if wanted != "yes" and (mark := await tried(people, attempt, subject, who)) != wanted:
            wrong.append((who, attempt.mutation, dict(attempt.given), mark, wanted))
    assert wrong == []
    assert await everything() == before
    for who, attempt in allowed:
        await check_done(people, flow, attempt, await made(people, name), who)


async def tried(people: People, attempt: Attempt, subject: Subject, who: str) -> str:
    """What somebody is answered, as the authorisation matrix marks it."""
    answer = await people[who].send(attempt.document, input=attempt.input(subject, who))
    return done_mark(answer.json())


async def check_done(
    people: People, flow: Workflow, attempt: Attempt, subject: Subject, who: str
) -> None:
    """The step leads where the workflow says, and whoever claims can give back."""
    action = attempt.action(subject, who)
    transition = flow.transition(action, subject.status)
    assert transition is not None
    assert (await tried(people, attempt, subject, who), who, action) == ("yes", who, action)
    row = await ServiceRequest.get(id=(decode_id(subject.id) or ("", ""))[1])
    assert (row.status, row.version) == (transition.target, subject.version + 1)
    if action == "CLAIM":
        again = {"requestId": subject.id, "expectedVersion": row.version}
        await done(people[who], ACT, "performAction", again | {"action": "RELEASE"})
