"""An officer takes back a document, with a reason that everyone who checks it is told."""

from __future__ import annotations

from dataclasses import dataclass

from core.aadhaar import mask_in_text
from core.audit import service as audit
from core.cleaning import TEXT_LENGTH, clean_text
from core.context import Context
from core.documents.codes import canonical
from core.documents.issuing import mark_revoked, renew
from core.documents.kinds import DocumentTemplate
from core.documents.models import Document
from core.errors import Choice, Forbidden, InvalidInput, NotFound, Problem
from core.service_requests import idempotency
from core.service_requests.messages import tell_citizen
from core.service_requests.models import ServiceRequest
from core.service_requests.scope import roles_on, visible_to
from core.texts import text
from core.units.models import UnitAncestry
from core.viewers import Viewer, as_of_now


@dataclass(frozen=True)
class Revocation:
    """What an officer wants: the document of a code revoked for a reason of its kind."""

    code: str
    reason_code: str
    note: str


async def revoke(context: Context, wanted: Revocation, key: str) -> Document:
    """Revoke a document from now on. Raises NotFound outside the viewer's scope, Forbidden for a
    role that may not, InvalidInput for a reason of another kind, no note, or one revoked before.
    """
    viewer = await context.viewer()
    await _visible(viewer, wanted.code)  # an answer given before is given again in scope alone
    content = {"code": wanted.code, "reason": wanted.reason_code, "note": wanted.note}

    async def perform() -> idempotency.Answer:
        return {"id": str((await _revoke(context, viewer, wanted)).id)}

    runtime = context.runtime
    answer = await idempotency.once(runtime, viewer.actor, "revokeDocument", key, content, perform)
    document = await Document.get(id=answer["id"]).select_related("request")
    context.note_read("document", document.id)
    return document


async def _revoke(context: Context, viewer: Viewer, wanted: Revocation) -> Document:
    viewer = await as_of_now(context.runtime, viewer)
    document = await _visible(viewer, wanted.code)
    template = await _permitted(context, viewer, document)
    note = mask_in_text(clean_text(wanted.note))
    if problems := _problems(template, wanted.reason_code, note):
        raise InvalidInput(problems)
    if not await mark_revoked(context.runtime, template, document, wanted.reason_code, note):
        message = text("This document has been revoked before.")
        raise InvalidInput([Problem(("code",), "DOCUMENT_REVOKED", message)])
    await renew(context.runtime, document)
    await _record(context, viewer, document, wanted.reason_code)
    await _tell(context, document.request)
    return document


async def _visible(viewer: Viewer, spelling: str) -> Document:
    code = canonical(spelling)
    document = (
        await Document.get_or_none(code=code).select_related("request__citizen") if code else None
    )
    if document is None or not await visible_to(viewer).filter(id=document.request_id).exists():
        raise NotFound
    return document


async def _permitted(context: Context, viewer: Viewer, document: Document) -> DocumentTemplate:
    request = document.request
    above = await UnitAncestry.filter(unit_id=request.unit_id)
    roles = roles_on(viewer, request, request.citizen, {row.ancestor_id for row in above})
    template = context.registry.document_template(request.service, document.kind)
    if template is None or not template.revocable_by & roles:
        raise Forbidden(text("Your role does not allow this action."))
    return template


def _problems(template: DocumentTemplate, reason_code: str, note: str) -> list[Problem]:
    problems = []
    if reason_code not in {reason.code for reason in template.reasons}:
        choices = tuple(Choice(reason.code, reason.label) for reason in template.reasons)
        message = text("Choose one of the reasons listed for this document.")
        problems.append(Problem(("reasonCode",), "REASON_REQUIRED", message, choices))
    if not note:
        message = text("This action needs a note that says why.")
        problems.append(Problem(("note",), "NOTE_REQUIRED", message))
    if len(note) > TEXT_LENGTH:
        message = text("This is too long: at most {longest} characters.", longest=TEXT_LENGTH)
        problems.append(Problem(("note",), "TOO_LONG", message))
    return problems


async def _record(context: Context, viewer: Viewer, document: Document, reason: str) -> None:
    await audit.record(
        document.request.unit_id,
        at=context.runtime.now(),
        actor=viewer.actor,
        action=f"{document.request.service}.revoke_document",
        subject=f"document:{document.id}",
        details={"number": document.request.number, "kind": document.kind, "reason": reason},
    )


async def _tell(context: Context, request: ServiceRequest) -> None:
    await request.fetch_related("unit")
    service = context.registry.service(request.service)
    await tell_citizen(
        context.runtime, service, request, request.unit, "document_revoked", is_answer=False
    )
