"""Many verifications of random addresses with all that can happen to them, and in plain Python what
an officer's inbox must list of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from factories import MAKRONIYA, SAGAR, TT_NAGAR
from processions import ACT, OPERATIONS, Desk, Person, Request, asked, done, passed_on, step
from processions import apply as apply_for_procession
from verifications import AMEND, address, applied, decided, key, reported
from verifications import done as verified
from workflow_table import covers

from core.relay import decode_id
from core.service_requests.models import Enquiry, Phase, ServiceRequest

STATIONS = (MAKRONIYA, "21346001", TT_NAGAR, "21316044", "21357001")
FREE = {
    "fee": "0",
    "fee_per_further_station": "0",
    "fees": {"LICENCE": "100"},
    "required_uploads": [],
    "requests_a_day": 100_000,
}
FATES = (
    *("nothing", "nothing", "one files", "all file", "is issued", "is sent back", "is withdrawn"),
    *("files and is sent back", "is amended", "is passed on", "files and is passed on", "unpaid"),
    *("is claimed", "one files and it is withdrawn"),
)
YEARS = ("2022", "2019", "2015", "2010", "2005")


@dataclass
class Known:
    """A request as it was made, and the stations that have yet to answer."""

    number: str
    id: str
    name: str
    enquiring: set[str] = field(default_factory=set)
    row: ServiceRequest = field(init=False)
    due: dict[str, datetime | None] = field(default_factory=dict)

    async def look(self) -> None:
        """Where it stands now, and what is due at the stations that enquire."""
        key = (decode_id(self.id) or ("", ""))[1]
        self.row = await ServiceRequest.get(id=key)
        rows = Enquiry.filter(request_id=key, unit_id__in=list(self.enquiring))
        self.due = {row.unit_id: row.due_at for row in await rows}

    def words(self) -> set[str]:
        return {self.number.lower(), *self.name.lower().split()}


@dataclass
class World:
    """The people by station or district; citizens by name."""

    desk: Desk
    random: Random
    citizens: dict[str, Person]
    heads: dict[str, Person]
    requests: list[Known] = field(default_factory=list)

    async def fill(self, many: int) -> None:
        """So many verifications, and one procession for every four; days pass meanwhile."""
        for place in range(many):
            fate = FATES[place % len(FATES)]
            await self._verification(fate)
            if place % 4 == 3:
                await self._procession()
            if place % 10 == 9:
                await self.desk.later(days=self.random.randint(2, 6), hours=self.random.random())
        for each in self.requests:
            await each.look()

    async def _procession(self) -> None:
        name, citizen = self.random.choice([*self.citizens.items()])
        request = await apply_for_procession(citizen, self.random.choice(STATIONS))
        self.requests.append(Known(request["number"], request["id"], name))

    async def _verification(self, fate: str) -> None:
        name, citizen = self.random.choice([*self.citizens.items()])
        stations = self.random.sample(STATIONS, self.random.choice((1, 2, 3, 3, 4, 5)))
        purpose = "LICENCE" if fate == "unpaid" else "EDUCATION"
        request = await applied(
            citizen, addresses=_addresses(stations), attachments=[], purpose=purpose
        )
        known = Known(request["number"], request["id"], name)
        known.enquiring = set() if fate == "unpaid" else set(stations)
        self.requests.append(known)
        for part in fate.split(" and "):
            request = await self._happen(part, request, known, citizen, stations)

    async def _happen(
        self, what: str, request: Request, known: Known, citizen: Person, stations: list[str]
    ) -> Request:
        head, last = self.heads[stations[0]], len(known.enquiring)
        if what in ("one files", "files", "all file", "is issued"):
            many = last if what in ("all file", "is issued") else min(1, last)
            for station in self.random.sample(sorted(known.enquiring), many):
                request = await reported(self.heads[station], request, station)
                known.enquiring.remove(station)
        if what == "is issued":
            request = await decided(self.heads[stations[0][:5]], request)
        if what in ("is sent back", "is amended"):
            query = OPERATIONS["SendBackRequest"]
            request |= await done(head, query, "sendBackRequest", asked(request))
        if what == "is amended":
            request = await self._amend(request, known, citizen, stations)
        if what in ("is withdrawn", "it is withdrawn"):
            request = await done(citizen, ACT, "performAction", step(request, action="WITHDRAW"))
            known.enquiring.clear()
        if what == "is claimed":
            request = await done(head, ACT, "performAction", step(request, action="CLAIM"))
        if what == "is passed on":
            to = self.random.choice([code for code in STATIONS if code != stations[0]])
            query = OPERATIONS["TransferRequest"]
            await done(head, query, "transferRequest", passed_on(request, to))
        return request

    async def _amend(
        self, request: Request, known: Known, citizen: Person, stations: list[str]
    ) -> Request:
        """Some addresses are gone, and there may be new ones."""
        others = self.random.sample(STATIONS, self.random.randint(0, 4))
        now = [stations[0], *(code for code in others if code != stations[0])]
        given = step(request, addresses=_addresses(now), idempotencyKey=key())
        known.enquiring = set(now)
        return await verified(citizen, AMEND, given)


def _addresses(stations: Sequence[str]) -> list[Request]:
    """The current address first, then those before it."""
    addresses = [address(stations[0], **{"from": f"{YEARS[0]}-01-01"})]
    for place, code in enumerate(stations[1:], 1):
        until = f"{int(YEARS[place - 1]) - 1}-12-31"
        period = {"from": f"{YEARS[place]}-01-01", "until": until, "isCurrent": False}
        addresses.append(address(code, **period))
    return addresses


@dataclass(frozen=True)
class Look:
    """Who looks, and when."""

    posts: tuple[str, ...]
    officer: object
    now: datetime

    def finds(self, each: Known, wanted: dict[str, Any]) -> bool:
        """Whether the inbox lists a request; `wanted` is an InboxFilter."""
        part = [
            code
            for code in (*STATIONS, SAGAR)
            if any(covers(post, code) for post in self.posts)
            and wanted.get("stationCode") in (None, code)
        ]
        row, is_open = each.row, each.row.phase is Phase.OPEN
        enquiring = each.enquiring & set(part)
        is_in_queue = wanted.get("unassigned") or wanted.get("assignedToMe")
        if row.unit_id in part:
            is_late = row.due_order < self.now
        elif enquiring and not is_in_queue:
            is_late = any((due := each.due[code]) and due < self.now for code in enquiring)
        else:
            return False
        search = {word.lower() for word in wanted.get("search", "").split()}
        return (
            wanted.get("service") in (None, row.service)
            and wanted.get("status") in (None, row.status)
            and wanted.get("phase") in (None, row.phase.value)
            and (not wanted.get("overdue") or (is_open and is_late))
            and (not wanted.get("unassigned") or (is_open and row.assignee_id is None))
            and (not wanted.get("assignedToMe") or row.assignee_id == self.officer)
            and search <= each.words()
        )

    def listed(self, requests: Sequence[Known], wanted: dict[str, Any], order: str) -> list[str]:
        """The numbers, in their order."""
        column = "due_order" if order == "DUE_FIRST" else "submitted_at"
        found = [each for each in requests if self.finds(each, wanted)]
        found.sort(
            key=lambda each: (getattr(each.row, column), str(each.row.id)),
            reverse=order == "NEWEST_FIRST",
        )
        return [each.number for each in found]
