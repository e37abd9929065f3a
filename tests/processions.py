"""Requests for processions, as citizens send them and officers work on them."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from clients import GraphQLClient
from conftest import MovableClock
from contract import contract_operations
from factories import MAKRONIYA, session_token
from starlette.applications import Starlette

from core.app import Platform
from core.audit.models import AuditEntry
from core.desk.escalating import run_clocks
from core.desk.models import InternalNote, RequestLink
from core.identity.models import Citizen, Officer, OfficerRole
from core.outbox.models import OutboxEntry
from core.relay import encode_id
from core.runtime import Runtime
from core.service_requests.models import RequestEvent, ServiceRequest

OPERATIONS = contract_operations()
STATE_OF_IT = """id number version dueAt statusDueAt daysLeft dueRule status { code phase }
  station { code } escalatedTo { code } missing { field upload text }"""
APPLY = f"""mutation Apply($input: ApplyInput!) {{ applyForProcession(input: $input) {{
  procession {{ {STATE_OF_IT} }} errors {{ path code message }} }} }}"""
AMEND = f"""mutation Amend($input: AmendInput!) {{ amendProcession(input: $input) {{
  procession {{ {STATE_OF_IT} }} errors {{ path code message }} }} }}"""
ACT = f"""mutation PerformAction($input: PerformActionInput!) {{ performAction(input: $input) {{
  request {{ {STATE_OF_IT} }} errors {{ path code message choices {{ code }} }} }} }}"""
NOTE = """mutation AddInternalNote($input: AddInternalNoteInput!) { addInternalNote(input: $input) {
  request { internalNotes { at text author { fullName } } version }
  errors { path code message } } }"""
READ = f"""query RequestByNumber($number: String!) {{ serviceRequest(number: $number) {{
  {STATE_OF_IT} availableActions {{ code mutation }}
  timeline(first: 50) {{ edges {{ node {{ action {{ code label }} from {{ code }} to {{ code }}
    actor {{ kind }} reasonCode note }} }} }} }} }}"""
ASSIGNEE = """query Assignee($number: String!) { serviceRequest(number: $number) {
  assignee { id fullName } } }"""

BEAT = (MAKRONIYA, OfficerRole.BEAT_OFFICER)
HEAD = (MAKRONIYA, OfficerRole.STATION_HEAD)

Request = dict[str, Any]
Make = Callable[..., Awaitable["Person"]]


class Person(GraphQLClient):
    """A citizen or an officer, signed in."""

    row: Citizen | Officer

    @property
    def id(self) -> str:
        """The global id."""
        return encode_id(type(self.row).__name__, self.row.id)


@dataclass
class Desk:
    """A platform, and who is signed in there."""

    app: Starlette
    http: httpx.AsyncClient
    clock: MovableClock
    people: list[Person] = field(default_factory=list)

    @property
    def platform(self) -> Platform:
        platform: Platform = self.app.state.platform
        return platform

    @property
    def runtime(self) -> Runtime:
        return self.platform.runtime

    async def enter(self, row: Citizen | Officer) -> Person:
        """Sign somebody in."""
        person = Person(self.http)
        person.row = row
        self.people.append(person)
        await self._sign_in(person)
        return person

    async def later(self, **by: float) -> None:
        """Move the clock; everybody signs in again, as sessions end meanwhile."""
        self.clock.move(**by)
        for person in self.people:
            await self._sign_in(person)

    async def run_clocks(self) -> int:
        """What housekeeping does every minute; how many requests it acted on."""
        return await run_clocks(self.runtime, self.platform.registry)

    async def _sign_in(self, person: Person) -> None:
        row = person.row
        if isinstance(row, Citizen):
            person.token = await session_token(self.runtime, citizen=row)
        else:
            person.token = await session_token(self.runtime, officer=row)


def key() -> str:
    return str(uuid.uuid4())


async def apply(
    citizen: GraphQLClient, station: str = MAKRONIYA, *, is_local: bool = True
) -> Request:
    """A new request of a citizen."""
    wanted = {"stationCode": station, "isLocal": is_local, "idempotencyKey": key()}
    return await done(citizen, APPLY, "applyForProcession", wanted)


async def done(client: GraphQLClient, query: str, mutation: str, wanted: Request) -> Request:
    """The request after a mutation that must succeed."""
    payload = (await client.run(query, input=wanted))[mutation]
    assert payload["errors"] == []
    request: Request = payload.get("procession") or payload["request"]
    return request


def step(request: Request, **values: Any) -> Request:
    """The input of a step on a request as it was last read."""
    return {"requestId": request["id"], "expectedVersion": request["version"], **values}


async def act(client: GraphQLClient, request: Request, action: str, **values: Any) -> Request:
    wanted = step(request, action=action, **values)
    return await done(client, ACT, "performAction", wanted)


async def amend(citizen: GraphQLClient, request: Request, route: str = "By the lake") -> Request:
    wanted = step(request, route=route, idempotencyKey=key())
    return await done(citizen, AMEND, "amendProcession", wanted)


def asked(request: Request, *missing: Request, note: str = "Please amend it.") -> Request:
    """The input of a sending back."""
    wanted = missing or ({"field": "route", "text": "Say where it ends."},)
    return step(request, missing=[*wanted], note=note, idempotencyKey=key())


async def send_back(officer: GraphQLClient, request: Request, *missing: Request) -> Request:
    query = OPERATIONS["SendBackRequest"]
    back = await done(officer, query, "sendBackRequest", asked(request, *missing))
    return request | back


def passed_on(request: Request, station: str, note: str = "It starts there.") -> Request:
    """The input of a transfer."""
    return step(request, stationCode=station, note=note, idempotencyKey=key())


async def transfer(officer: GraphQLClient, request: Request, station: str) -> Request:
    query = OPERATIONS["TransferRequest"]
    moved = await done(officer, query, "transferRequest", passed_on(request, station))
    return request | moved


async def assign(officer: GraphQLClient, request: Request, officer_id: str | None) -> Request:
    wanted = step(request, officerId=officer_id)
    return request | await done(officer, OPERATIONS["AssignRequest"], "assignRequest", wanted)


async def read(client: GraphQLClient, request: Request) -> Request:
    answer = await client.run(READ, number=request["number"])
    found: Request = answer["serviceRequest"]
    return found


async def assignee(officer: GraphQLClient, request: Request) -> str | None:
    """The global id of whom an officer sees to have the request."""
    answer = await officer.run(ASSIGNEE, number=request["number"])
    found = answer["serviceRequest"]["assignee"]
    return found and str(found["id"])


async def listed(officer: GraphQLClient, order: str = "DUE_FIRST", **wanted: Any) -> list[str]:
    """The numbers of an inbox's requests."""
    values = {"first": 100, "filter": wanted, "orderBy": order}
    answer = await officer.run(OPERATIONS["Inbox"], **values)
    return [edge["node"]["number"] for edge in answer["inbox"]["edges"]]


async def stored() -> Any:
    """What a refused step must leave as it was."""
    rows = [await table.all().order_by("id").values() for table in (ServiceRequest, RequestEvent)]
    more = [InternalNote.all(), RequestLink.all(), OutboxEntry.filter(topic="request_moved")]
    written = AuditEntry.filter(subject__startswith="request:").exclude(action="read")
    return rows, [await query.count() for query in (*more, written)]
