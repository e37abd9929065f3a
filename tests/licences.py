"""A stranger's plugin, "licence", whose document has the terms and pictures that a test decides on,
and who holds one.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from acknowledgements import fetch, make_due
from clients import GraphQLClient
from factories import MAKRONIYA
from starlette.applications import Starlette
from strangers import service
from uploads import TusClient

from core.db import transactional
from core.documents.models import Document
from core.files.models import StoredFile
from core.identity.models import Citizen
from core.service_requests.attachments import attach, file_key
from core.service_requests.models import ServiceRequest
from core.service_requests.service import open as open_request
from core.texts import Language
from core.units.models import Unit

BODY = """
terms_of, also = {}, {}
class LicenceRequest(ServiceRequestType):
    pass
LicenceRequest = object_type("A licence.")(LicenceRequest)
HEADS = frozenset({OfficerRole.STATION_HEAD})
FLOW = Workflow(
    statuses=(
        Status("HELD", text("Held"), Phase.OPEN),
        Status("LENT", text("Lent"), Phase.OPEN),
        Status("ENDED", text("Ended"), Phase.CLOSED, is_final=True),
    ),
    actions={"LEND": text("Lend it"), "END": text("End it")},
    initial=("HELD",),
    transitions=(
        Transition("LEND", "HELD", "LENT", HEADS),
        Transition("END", "HELD", "ENDED", HEADS),
        Transition("END", "LENT", "ENDED", HEADS),
    ),
)
async def content(runtime, request):
    photo = await StoredFile.filter(request_id=request.id).first()
    return {"images": {"photo": photo.id if photo else None, **also}}
async def terms(runtime, request):
    return Terms(**terms_of)
PAPER = DocumentTemplate(
    kind="LICENCE", title=text("Licence"), template="licence.html", content=content,
    issued_in=frozenset({"HELD"}), revoked_in={"ENDED": Reason("ENDED", text("It has ended"))},
    reasons=(Reason("MISUSED", text("It was misused")),), days_valid=30, terms=terms,
)
"""
SOURCE = service(
    "licence",
    BODY,
    'number_prefix="LI", request_type=LicenceRequest, workflow=FLOW, documents=(PAPER,),'
    ' uploads=(Upload("PHOTO", text("A photo"), ("image/jpeg", "image/png", "application/pdf"),'
    " 9_000_000, False, 5),)",
)
FILES = {
    "templates/licence.html": (
        '{% extends "layout.html" %}{% block content %}<p>Shown: {{ images | join(",") }}.</p>'
        '<p><img src="image:photo" style="width: 40mm; height: 30mm" alt=""></p>'
        '{% if "seal" in images %}<p><img src="image:seal" style="width: 20mm" alt=""></p>'
        "{% endif %}{% endblock %}"
    )
}
PAPERS = """query($number: String!) { serviceRequest(number: $number) { id version documents {
  code isReady validUntil status downloadUrl checks checkedAt recentChecks } } }"""
WATCH = """mutation($input: WatchDocumentInput!) {
  watchDocument(input: $input) { ok errors { path code message } } }"""
ACT = """mutation($input: PerformActionInput!) { performAction(input: $input) {
  request { number status { code } } errors { path code } } }"""


@dataclass
class Licence:
    """A request of the plugin with its document, and who holds it."""

    app: Starlette
    client: GraphQLClient
    request: ServiceRequest
    plugin: ModuleType

    async def row(self) -> Document:
        return await Document.get(request_id=self.request.id)

    async def seen(self) -> dict[str, Any]:
        """The request as the holder sees it."""
        answer = await self.client.run(PAPERS, number=self.request.number)
        found: dict[str, Any] = answer["serviceRequest"]
        return found

    async def paper(self) -> dict[str, Any]:
        """The document as the holder sees it."""
        [paper] = (await self.seen())["documents"]
        assert isinstance(paper, dict)
        return paper

    async def pdf(self) -> bytes:
        """The newest copy, made if it was due."""
        await make_due(self.app)
        return await fetch(self.client.http, (await self.paper())["downloadUrl"])

    async def act(self, officer: GraphQLClient, action: str) -> None:
        """A step of the workflow that must be taken."""
        seen = await self.seen()
        wanted = {"requestId": seen["id"], "action": action, "expectedVersion": seen["version"]}
        payload = (await officer.run(ACT, input=wanted))["performAction"]
        assert payload["errors"] == []


@dataclass
class Issuer:
    """Makes licences."""

    app: Starlette
    plugin: ModuleType

    async def issues(
        self, client: GraphQLClient, citizen: Citizen, *pictures: bytes, **terms: Any
    ) -> Licence:
        """A licence of a citizen on these terms, with uploaded files."""
        self.plugin.terms_of.clear()
        self.plugin.terms_of.update(terms)
        files = [await TusClient(client).upload(each, service="licence") for each in pictures]
        return Licence(self.app, client, await self._open(citizen, files), self.plugin)

    @transactional
    async def _open(self, citizen: Citizen, files: list[str]) -> ServiceRequest:
        platform = self.app.state.platform
        request = await open_request(
            platform.runtime,
            platform.registry.service("licence"),
            citizen=citizen,
            unit=await Unit.get(code=MAKRONIYA),
            status="HELD",
            language=Language.EN,
        )
        await attach(request, [await StoredFile.get(id=file_key(file)) for file in files])
        return request


async def watch(client: GraphQLClient, code: str, **more: Any) -> dict[str, Any]:
    """The payload for whoever wants to be told."""
    wanted = {"code": code, "email": "clerk@bank.example.in"} | more
    payload: dict[str, Any] = (await client.run(WATCH, input=wanted))["watchDocument"]
    return payload


def pictures_in(pdf: bytes, qr: int = 1) -> list[tuple[int, int, float, float]]:
    """Width, height and dots an inch in both directions of each picture, but for QR codes."""
    command = ["pdfimages", "-list", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    rows = [line.split() for line in done.stdout.decode().splitlines()[2:]]
    found = [(int(row[3]), int(row[4]), float(row[12]), float(row[13])) for row in rows]
    return found[qr:]
