"""One record of everything for the authorisation matrix's queries and fields, each as full as it
can be, so that `null` in a cell means that a viewer is not told.
"""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from typing import Any

from acknowledgements import acknowledgement, verify
from authorisation_scene import Scene
from authorisation_tenancies import make_tenancies
from authorisation_tips import make_tips
from authorisation_verifications import make_verifications
from factories import MAKRONIYA, SAGAR
from found_things import close

from core.notifications.models import Notification
from core.relay import encode_id
from core.service_requests.models import Phase, RequestEvent, ServiceRequest
from core.units.models import Unit
from plugins.lost_property.models import LostItem
from plugins.verification.models import EnquiryReport

LINK = """mutation($input: LinkRequestsInput!) { linkRequests(input: $input) {
  errors { code } } }"""
NOTE = """mutation($input: AddInternalNoteInput!) { addInternalNote(input: $input) {
  errors { code } } }"""
ASSIGN = """mutation($input: AssignRequestInput!) { assignRequest(input: $input) {
  errors { code } } }"""
CONSENT = """mutation($input: GiveConsentInput!) { giveConsent(input: $input) {
  errors { code } } }"""
STATION_ERROR = """mutation($input: ReportStationErrorInput!) { reportStationError(input: $input) {
  stationErrorReport { id number } errors { code } } }"""
WITHDRAW_CONSENT = """mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) {
  errors { code } } }"""
IDENTITY = {"purpose": "IDENTITY", "noticeVersion": "1", "language": "EN"}
WAITING = {
    "phase": Phase.WAITING_ON_CITIZEN,
    "due_rule": {"en": "Within a day.", "hi": "एक दिन के भीतर।"},
    "days_left": 1,
    "escalated_to_id": SAGAR,
}
LAST_STEP = {
    "reason_code": "UNCLEAR",
    "note": "The brand cannot be read.",
    "unit_id": SAGAR,
    "missing": [{"field": "items", "upload": "PHOTO", "text": "A photo of the phone"}],
}


def station_error(**changes: Any) -> dict[str, Any]:
    """A ReportStationErrorInput about Makroniya."""
    return {
        "stationCode": MAKRONIYA,
        "what": "It has moved.",
        "latitude": 23.85,
        "longitude": 78.78,
        "phone": "07582-222223",
        "idempotencyKey": str(uuid.uuid4()),
    } | changes


async def make_records(scene: Scene) -> dict[str, str]:
    """What calls name, as JSON: numbers, ids and codes of the owner's records."""
    owner = scene.viewers["owner"]
    await Unit.filter(code=MAKRONIYA).update(phone="07582-1", email="m@example.in", address="Sagar")
    await owner.run(CONSENT, input=IDENTITY)
    await owner.run(WITHDRAW_CONSENT, input={"purpose": "IDENTITY"})
    report = await _report(scene)
    photo = await scene.upload("station", purpose="FOUND_PHOTO")
    found = await scene.found(photoFileId=photo, description="In a blue cover")
    closed = await scene.found()
    await close(scene.viewers["station"], closed)
    sent = await owner.run(STATION_ERROR, input=station_error())
    error = sent["reportStationError"]["stationErrorReport"]
    archived = await scene.report()
    await scene.settle()
    await ServiceRequest.filter(number=archived["number"]).update(service="retired")
    verified = await make_verifications(scene)
    is_full = ("certificate", "employee", "help", "servant")
    for request in (error, report, archived, *(verified[name] for name in is_full)):
        await _fill(scene, request)
    await scene.upload()  # one that waits
    paper = await acknowledgement(owner, report["number"])
    await verify(scene.viewers["anonymous"], paper["code"])
    row = await ServiceRequest.get(number=archived["number"])
    await LostItem.all().update(found_on=date(2026, 11, 22))
    await Notification.all().update(read_at=scene.runtime.now())
    values = {
        "number": report["number"],
        "report": report["id"],
        "error": error["number"],
        "errorId": error["id"],
        "archived": archived["number"],
        "archivedId": encode_id("ArchivedRequest", row.id),
        "owner": encode_id("Citizen", scene.citizens["owner"].id),
        "officer": scene.officer_id("station"),
        "file": (await _file(scene, report))["id"],
        "code": paper["code"],
        "found": found["id"],
        "closed": closed["number"],
        "notification": await scene.notification(),
        "unit": encode_id("Unit", MAKRONIYA),
        "station": MAKRONIYA,
        "district": SAGAR,
        "askedNumber": verified["asked"]["number"],
        "askedFile": (await _file(scene, verified["asked"]))["id"],
        "enquiryFile": encode_id("File", (await EnquiryReport.all().first()).files[0]),
    }
    values |= {name: each["id"] for name, each in verified.items()}
    values |= await make_tenancies(scene) | await make_tips(scene)
    posts = await owner.run("query($code: String!) { posts(unitCode: $code) { id } }", code=SAGAR)
    values["post"] = posts["posts"][0]["id"]
    return {name: json.dumps(value) for name, value in values.items()}


async def _report(scene: Scene) -> dict[str, Any]:
    invoice = await scene.upload(purpose="INVOICE")
    items = scene.items()
    items[0]["mobile"]["invoiceFileId"] = invoice
    return await scene.report(
        items=items,
        attachments=[await scene.upload()],
        lostFrom="2026-11-20T10:00:00+05:30",
        lostUntil="2026-11-20T12:00:00+05:30",
        circumstances="On the bus",
        place={
            "text": "Makroniya bus stand",
            "latitude": 23.85,
            "longitude": 78.78,
            "districtCode": SAGAR,
        },
    )


async def _fill(scene: Scene, request: dict[str, Any]) -> None:
    """Give a request what the desk gives it, over HTTP, and what only clocks and services with
    other steps give, to its row.
    """
    state, row = scene.viewers["state"], await ServiceRequest.get(number=request["number"])
    other = await scene.report(items=[{"other": {"kind": "BAG", "description": "A bag"}}])
    link = {"otherNumber": request["number"], "requestId": other["id"], "kind": "RELATED"}
    await state.run(LINK, input=link | {"note": "The same day"})
    if row.service != "retired":
        wanted = {"requestId": request["id"], "idempotencyKey": str(uuid.uuid4())}
        await state.run(NOTE, input=wanted | {"text": "Ask the driver."})
    moment = row.submitted_at - timedelta(days=1)
    await ServiceRequest.filter(number=other["number"]).update(due_at=moment, due_order=moment)
    await ServiceRequest.filter(id=row.id).update(
        **WAITING,
        due_at=moment,
        due_order=moment,
        status_due_at=moment,
        assignee_id=scene.accounts["station"].row.id,
    )
    await RequestEvent.filter(request_id=row.id).update(**LAST_STEP, from_status=row.status)


async def _file(scene: Scene, report: dict[str, Any]) -> dict[str, Any]:
    document = "query($number: String!) { serviceRequest(number: $number) { attachments { id } } }"
    found = await scene.viewers["owner"].run(document, number=report["number"])
    return dict(found["serviceRequest"]["attachments"][0])
