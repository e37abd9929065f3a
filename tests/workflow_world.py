"""A platform with people in it, and one request at a time, for tests that draw what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from conftest import MovableClock, settings_for
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR, make_citizen, make_officer

from core import (
    CONTRACT,
    Due,
    Language,
    OfficerRole,
    Service,
    ServiceRequest,
    Unit,
    Viewer,
    Workflow,
    day_in_india,
    domain,
    open_request,
    transactional,
)
from core.app import create_platform
from core.db import connect
from core.desk import sending_back, transferring
from core.identity.models import Posting
from core.service_requests.models import RequestEvent
from core.service_requests.moves import Move
from core.service_requests.service import move
from core.units.models import Holiday

text = domain("random")
Result = TypeVar("Result")

OFFICERS = {
    "beat": (MAKRONIYA, OfficerRole.BEAT_OFFICER),
    "head": (MAKRONIYA, OfficerRole.STATION_HEAD),
    "district": (SAGAR, OfficerRole.DISTRICT_HEAD),
    "state": (STATE, OfficerRole.STATE_ADMINISTRATOR),
    "beat elsewhere": (TT_NAGAR, OfficerRole.BEAT_OFFICER),
    "head elsewhere": (TT_NAGAR, OfficerRole.STATION_HEAD),
    "district elsewhere": (BHOPAL, OfficerRole.DISTRICT_HEAD),
}
ABOVE = {
    MAKRONIYA: {MAKRONIYA, SAGAR, STATE},
    SAGAR: {SAGAR, STATE},
    TT_NAGAR: {TT_NAGAR, BHOPAL, STATE},
}
ACTORS = ["owner", "another citizen", *OFFICERS]


@dataclass(frozen=True)
class Attempt:
    """Somebody tries an action."""

    actor: str
    action: str
    version: int
    note: str | None
    reason: str | None
    station: str


class World:
    """Who is there, what time it is, and the database."""

    def __init__(self, url: str) -> None:
        self.runner, self.clock = asyncio.Runner(), MovableClock()
        self.platform = create_platform(settings_for(url), self.clock)
        self.runtime = self.platform.runtime
        self.run(self._fill())

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)

    @property
    def today(self) -> date:
        return day_in_india(self.clock.moment)

    def working_days(self, after: date, until: date) -> int:
        """Those after one day up to another, counted one by one."""
        days = [after + timedelta(days=n + 1) for n in range((until - after).days)]
        return sum(day.weekday() != 6 and day not in self.holidays for day in days)

    async def _fill(self) -> None:
        self.database = await connect(self.platform.database)
        self.viewers = {
            name: Viewer(citizen=await make_citizen(self.runtime)) for name in ACTORS[:2]
        }
        for name, (unit, role) in OFFICERS.items():
            officer = (await make_officer(self.runtime, unit, role)).row
            postings = tuple(await Posting.filter(officer_id=officer.id))
            self.viewers[name] = Viewer(officer=officer, postings=postings)
        self.holidays = {row.day for row in await Holiday.all()}

    def close(self) -> None:
        self.run(self.database.close_connections())
        self.runner.close()


class Subject:
    """One request of a workflow, through core's own writers."""

    def __init__(self, world: World, flow: Workflow, days: int) -> None:
        title = text("Random")
        self.world, self.flow = world, flow
        self.service = Service("random", title, title, CONTRACT, "RN", workflow=flow)
        self.id = world.run(self._open(Due(days, title))).id

    def read(self) -> tuple[ServiceRequest, list[RequestEvent]]:
        """The request and its events as they are stored."""
        return self.world.run(self._read())

    def take(self, attempt: Attempt) -> None:
        """Raises as core does when the attempt is refused."""
        self.world.run(self._take(attempt))

    @transactional
    async def _open(self, due: Due) -> ServiceRequest:
        citizen = self.world.viewers["owner"].citizen
        assert citizen is not None
        return await open_request(
            self.world.runtime,
            self.service,
            citizen=citizen,
            unit=await Unit.get(code=MAKRONIYA),
            status=self.flow.initial[0],
            language=Language.EN,
            due=due,
        )

    async def _read(self) -> tuple[ServiceRequest, list[RequestEvent]]:
        events = RequestEvent.filter(request_id=self.id).order_by("version")
        return await ServiceRequest.get(id=self.id), list(await events)

    @transactional
    async def _take(self, attempt: Attempt) -> None:
        whose = (self.world.runtime, self.service, self.world.viewers[attempt.actor])
        wanted = Move(self.id, attempt.action, attempt.version, attempt.note, attempt.reason)
        if attempt.action == "TRANSFER":
            passed = replace(wanted, mutation="transferRequest")
            await transferring.transfer(*whose, passed, attempt.station)
        elif attempt.action == "SEND_BACK":
            missing = [{"field": None, "upload": None, "text": "More"}]
            await sending_back.send_back(*whose, replace(wanted, missing=missing), ())
        else:
            await move(*whose, wanted)
