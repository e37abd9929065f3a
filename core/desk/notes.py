"""What officers note for one another, and which requests they find to belong together."""

from __future__ import annotations

import uuid
from typing import Any

from core.audit import service as audit
from core.cleaning import TEXT_LENGTH
from core.desk.models import InternalNote, LinkKind, RequestLink
from core.errors import Forbidden, InvalidInput, NotFound
from core.input_findings import Findings
from core.runtime import Runtime
from core.service_requests import enquiries, queries
from core.service_requests.models import ServiceRequest
from core.service_requests.scope import is_own, visible_to
from core.texts import text
from core.units.jurisdiction import is_under
from core.viewers import Viewer, as_of_now

MOST_LINKS = 50
UNKNOWN = text("There is no request with this number among those that you may see.")
ITSELF = text("A request cannot be linked with itself.")
OWN = text("This request is your own: somebody else must see to it.")
ANOTHERS = text("Another station has this request: yours may read it, and has no more part in it.")
FULL = text("A request can be linked with at most {most} others.")


async def add_note(
    runtime: Runtime, viewer: Viewer, request_id: uuid.UUID, content: str
) -> ServiceRequest:
    """Note something for other officers; needs a transaction around it. Raises NotFound outside the
    viewer's scope, Forbidden for the officer's own request and for one about which the viewer's
    units enquire no more, InvalidInput for a text that is empty or too long.
    """
    viewer, request = await _held(runtime, viewer, request_id)
    asked = await enquiries.units_above(request.id)
    if asked.isdisjoint(viewer.unit_codes) and not await _is_with(viewer, request):
        raise Forbidden(ANOTHERS)
    findings = Findings()
    words = findings.at("text").lines(content, TEXT_LENGTH, required=True)
    if findings.problems or words is None:
        raise InvalidInput(findings.problems)
    await InternalNote.create(
        id=uuid.uuid4(), request=request, author=viewer.officer, at=runtime.now(), text=words
    )
    await _record(runtime, viewer, request, "note", {})
    return request


async def link(
    runtime: Runtime,
    viewer: Viewer,
    request_id: uuid.UUID,
    other_number: str,
    kind: LinkKind,
    note: str,
) -> ServiceRequest:
    """Link two requests that the viewer's units have, whatever their services; linking them again
    changes kind and note. Needs a transaction around it. Raises NotFound, InvalidInput, Forbidden
    where the viewer's units were but asked to enquire.
    """
    viewer, request = await _held(runtime, viewer, request_id)
    findings = Findings()
    words = findings.at("note").lines(note, TEXT_LENGTH)
    other = await queries.by_number(viewer, other_number)
    if other is None:
        findings.at("otherNumber").wrong("REQUEST_UNKNOWN", UNKNOWN)
    elif is_own(viewer, await other.citizen):
        raise Forbidden(OWN)
    elif not (await _is_with(viewer, request) and await _is_with(viewer, other)):
        raise Forbidden(ANOTHERS)
    elif other.id == request.id:
        findings.at("otherNumber").wrong("REQUEST_SAME", ITSELF)
    elif await _is_full(request, other) or await _is_full(other, request):
        findings.at("otherNumber").wrong("TOO_MANY", text(FULL.message, most=MOST_LINKS))
    if findings.problems or other is None:
        raise InvalidInput(findings.problems)
    values: dict[str, Any] = {"kind": kind, "note": words or "", "at": runtime.now()}
    two = sorted((request, other), key=lambda row: row.id)  # so that nobody waits for one another
    await RequestLink.bulk_create(
        [
            RequestLink(id=uuid.uuid4(), request=one, other=another, **values)
            for one, another in (two, two[::-1])
        ],
        on_conflict=("request_id", "other_id"),
        update_fields=tuple(values),
    )
    details = {"other": str(other.id), "kind": kind.value}
    await _record(runtime, viewer, request, "link", details)
    return request


async def _is_full(request: ServiceRequest, other: ServiceRequest) -> bool:
    """Whether a request has no room for another one; one that it has already takes none."""
    return await RequestLink.filter(request=request).exclude(other=other).count() >= MOST_LINKS


async def _is_with(viewer: Viewer, request: ServiceRequest) -> bool:
    """Whether the request is with one of the viewer's units, which are not only asked."""
    return await is_under(request.unit_id, viewer.unit_codes)


async def _held(
    runtime: Runtime, viewer: Viewer, request_id: uuid.UUID
) -> tuple[Viewer, ServiceRequest]:
    viewer = await as_of_now(runtime, viewer)
    request = await visible_to(viewer).select_related("citizen").get_or_none(id=request_id)
    if request is None:
        raise NotFound
    if is_own(viewer, request.citizen):
        raise Forbidden(OWN)
    return viewer, request


async def _record(
    runtime: Runtime, viewer: Viewer, request: ServiceRequest, what: str, details: dict[str, str]
) -> None:
    await audit.record(
        request.unit_id,
        at=runtime.now(),
        actor=viewer.actor,
        action=f"{request.service}.{what}",
        subject=f"request:{request.id}",
        details=details,
    )
