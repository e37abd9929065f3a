"""Somebody of whom the platform holds all that it can hold, by words that stand nowhere else; and a
plugin, "choir", whose rules on keeping a test decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clients import GraphQLClient
from factories import make_citizen, session_token
from good_files import photo
from starlette.applications import Starlette
from strangers import service
from uploads import TusClient

from core.db import transactional
from core.files.models import StoredFile
from core.identity.models import Citizen, Gender
from core.runtime import Runtime
from core.service_requests.attachments import attach, file_key
from core.service_requests.models import RequestEvent, ServiceRequest
from core.service_requests.service import open as open_request
from core.texts import Language
from core.units.models import Unit

MOBILE, SIGN_IN, EMAIL = "+919812345670", "quetzalcoatl@example.in", "xochipilli@example.in"
PROFILE = {
    "mobile": MOBILE,
    "verified_email": SIGN_IN,
    "email": EMAIL,
    "full_name": "Quetzalcoatl Verma",
    "relative_name": "Huitzilopochtli Verma",
    "gender": Gender.FEMALE,
    "birth_date": "1987-03-04",
    "present_address": {"text": "7, Tenochtitlan Marg, Sagar", "pin_code": "470002"},
    "permanent_address": {"text": "9, Chichenitza Road, Rewa", "pin_code": "486001"},
}
NOTE, FILE_NAME = "Popocatepetl has called", "Iztaccihuatl.jpg"
CANARIES = (
    "9812345670",
    "Quetzalcoatl",
    "Xochipilli",
    "Huitzilopochtli",
    "Tenochtitlan",
    "Chichenitza",
    "Popocatepetl",
    "Iztaccihuatl",
)

BODY = """
kept, told = [], {}
class ChoirRequest(ServiceRequestType):
    pass
ChoirRequest = object_type("A request to sing.")(ChoirRequest)
HEADS = frozenset({OfficerRole.STATION_HEAD})
FLOW = Workflow(
    statuses=(
        Status("ASKED", text("Asked to sing"), Phase.OPEN),
        Status("SUNG", text("Sung"), Phase.CLOSED, is_final=True),
    ),
    actions={"SING": text("Sing it")},
    initial=("ASKED",),
    transitions=(Transition("SING", "ASKED", "SUNG", HEADS, needs_note=True),),
)
async def content(runtime, request):
    citizen = await Citizen.get(id=request.citizen_id)
    return {"singer": citizen.full_name}
PAPER = DocumentTemplate(
    kind="SCORE", title=text("Score"), template="score.html", content=content,
    issued_in=frozenset({"ASKED"}), revoked_in={},
    reasons=(Reason("FALSE_NOTE", text("A false note")),),
)
@hookimpl
async def erase_citizen(runtime, citizen_id):
    if "fault" in kept:
        raise RuntimeError
    return list(kept)
@hookimpl
async def export_citizen(runtime, citizen_id):
    return dict(told)
"""
STATIC = (
    'number_prefix="CH", request_type=ChoirRequest, workflow=FLOW, documents=(PAPER,),'
    ' uploads=(Upload("PHOTO", text("A photo"), ("image/jpeg",), 9_000_000, False, 5),)'
)
SOURCE = service("choir", BODY, STATIC)
FILES = {
    "templates/score.html": (
        '{% extends "layout.html" %}{% block content %}<p>{{ singer }}</p>{% endblock %}'
    )
}
PICTURE = photo(64, 48)


@dataclass
class Somebody:
    """The citizen, signed in, and the platform."""

    app: Starlette
    client: GraphQLClient
    row: Citizen

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.app.state.platform.runtime
        return runtime

    async def asks(self, with_file: bool = False) -> ServiceRequest:
        """A request of the choir, with a note on its timeline, and a file."""
        file = await self.uploads() if with_file else None
        return await self._open(file)

    @transactional
    async def _open(self, file: str | None) -> ServiceRequest:
        platform = self.app.state.platform
        request = await open_request(
            platform.runtime,
            platform.registry.service("choir"),
            citizen=self.row,
            unit=await Unit.get(code="21346058"),
            status="ASKED",
            language=Language.EN,
        )
        await RequestEvent.filter(request_id=request.id).update(note=NOTE)
        if file:
            await attach(request, [await StoredFile.get(id=file_key(file))])
        return request

    async def uploads(self, **more: str) -> str:
        """The id of a file that waits."""
        values = {"service": "choir", "name": FILE_NAME} | more
        return await TusClient(self.client).upload(PICTURE, **values)

    async def is_told(self) -> None:
        """Everything that waits is delivered."""
        await self.app.state.effects.messages.deliver_due()


async def somebody(app: Starlette, client: GraphQLClient, **changes: Any) -> Somebody:
    """A citizen with a whole profile, signed in with this client."""
    runtime: Runtime = app.state.platform.runtime
    row = await make_citizen(runtime, **(PROFILE | changes))
    client.token = await session_token(runtime, citizen=row)
    return Somebody(app, client, row)
