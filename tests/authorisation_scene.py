"""The scene of the authorisation matrix: all viewers, signed in, and what there is of the owner at
the station Makroniya. A cell that changes anything gets a new scene.
"""

from __future__ import annotations

import itertools
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import httpx
from acknowledgements import acknowledgement
from factories import (
    MAKRONIYA,
    SAGAR,
    STATE,
    TT_NAGAR,
    OfficerAccount,
    make_citizen,
    make_officer,
    session_token,
)
from found_things import registered
from good_files import photo
from lost_reports import document, mobile, other, stored, vehicle
from messages import MOVED, tell
from somebody import PROFILE
from starlette.applications import Starlette
from tipping import Reader
from uploads import TusClient

from core.identity import officers
from core.identity.models import Citizen, OfficerRole, Session
from core.notifications.models import Notification
from core.relay import encode_id
from core.runtime import Runtime

SISTER = "21346001"
_numbers = itertools.count(1)
SIGN_OUT = "mutation { signOut { ok } }"
HOLDERS = {
    "station": (MAKRONIYA, OfficerRole.STATION_HEAD),
    "sister": (SISTER, OfficerRole.STATION_HEAD),
    "stranger": (TT_NAGAR, OfficerRole.STATION_HEAD),
    "district": (SAGAR, OfficerRole.DISTRICT_HEAD),
    "state": (STATE, OfficerRole.STATE_ADMINISTRATOR),
    "ended": (MAKRONIYA, OfficerRole.STATION_HEAD),
}
ADDRESS = {
    "text": "7, Gopalganj, Sagar",
    "tehsil": "Sagar",
    "district_code": SAGAR,
    "state_code": STATE,
    "pin_code": "470002",
    "station_code": MAKRONIYA,
}
PHONE_AND_MORE = (
    mobile(
        imei2="356938035643809",
        colour="Blue",
        mobileNumbers=["9876500011"],
        operator="Airtel",
        price="12000",
    ),
    vehicle(
        "MP15AB1234",
        kind="Scooter",
        make="Honda",
        model="Activa",
        colour="Red",
        chassisNumber="ME4JF507AHU123456",
        engineNumber="JF50EU7123456",
    ),
    document(number="MP09 20110012345", nameOn="Asha Verma", issuer="RTO Sagar", year=2011),
    other(quantity=1, value="300"),
)


@dataclass
class Scene:
    """The viewers by the names of the matrix's columns, and the owner's records."""

    app: Starlette
    http: httpx.AsyncClient
    accounts: dict[str, OfficerAccount]
    citizens: dict[str, Citizen] = field(default_factory=dict)
    viewers: dict[str, Reader] = field(default_factory=dict)

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.app.state.platform.runtime
        return runtime

    def officer_id(self, name: str) -> str:
        """The global id of the officer of a column."""
        return encode_id("Officer", self.accounts[name].row.id)

    async def session_of(self, name: str) -> str:
        """The id of the session of a citizen of a column."""
        return str((await Session.get(citizen_id=self.citizens[name].id)).id)

    async def report(self, **changes: Any) -> dict[str, Any]:
        """A lost report of the owner at Makroniya, with one thing of each kind."""
        return await stored(self.viewers["owner"], **({"items": self.items()} | changes))

    def items(self) -> list[dict[str, Any]]:
        """One lost thing of each kind."""
        return deepcopy(list(PHONE_AND_MORE))

    async def paper(self, report: dict[str, Any]) -> str:
        """The code of a report's acknowledgement."""
        paper = await acknowledgement(self.viewers["owner"], report["number"])
        return str(paper["code"])

    async def notification(self) -> str:
        """The global id of something that the owner was told."""
        await tell(self.runtime, self.citizens["owner"].id, "request_moved", MOVED, is_answer=False)
        await self.app.state.effects.messages.deliver_due()
        row = await Notification.filter(citizen_id=self.citizens["owner"].id).first()
        return encode_id("Notification", row.id if row else None)

    async def found(self, **changes: Any) -> dict[str, Any]:
        """A thing that lies at Makroniya and has the number of the owner's."""
        values = {"stationCode": MAKRONIYA, "foundBy": "Ramesh", "place": {"text": "Bus stand"}}
        return await registered(self.viewers["station"], **(values | changes))

    async def upload(self, who: str = "owner", **more: str) -> str:
        """The id of a file that waits."""
        return await TusClient(self.viewers[who]).upload(photo(64, 48), **more)

    async def settle(self) -> None:
        """Everything that waits in the outbox is done."""
        for worker in ("codes", "messages", "documents"):
            await getattr(self.app.state.effects, worker).deliver_due()

    async def sign_in(self) -> None:
        """New citizens, signed in; officers again where a session of theirs has begun or ended."""
        number = next(_numbers)
        owner = PROFILE | {"mobile": f"+9198766{number:05d}"}
        owner |= {"verified_email": f"owner{number}@example.in", "present_address": ADDRESS}
        self.citizens = {
            "owner": await make_citizen(self.runtime, **owner),
            "citizen": await make_citizen(self.runtime),
        }
        people: dict[str, dict[str, Any]] = {
            name: {"citizen": row} for name, row in self.citizens.items()
        }
        people["gone-c"] = {"citizen": self.citizens["owner"]}
        of_officers = Session.filter(officer_id__isnull=False)
        if await of_officers.count() != len(self.accounts):
            await of_officers.delete()
            people |= {name: {"officer": each.row} for name, each in self.accounts.items()}
            people["gone-o"] = {"officer": self.accounts["station"].row}
        for name, person in people.items():
            token = await session_token(self.runtime, **person)
            self.viewers[name] = Reader(self.http, token)
            if name.startswith("gone"):
                await self.viewers[name].run(SIGN_OUT)
        self.viewers["anonymous"] = Reader(self.http)


async def make_scene(app: Starlette, http: httpx.AsyncClient) -> Scene:
    """Officers and citizens; what they have is made when a call needs it."""
    runtime: Runtime = app.state.platform.runtime
    accounts = {name: await make_officer(runtime, *held) for name, held in HOLDERS.items()}
    await officers.end_posting(runtime, accounts["ended"].row, HOLDERS["ended"][1], MAKRONIYA)
    scene = Scene(app, http, accounts)
    await scene.sign_in()
    return scene
