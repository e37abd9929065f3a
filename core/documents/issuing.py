"""Issues, revokes and renews documents as requests take their steps, in the steps' transactions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from core.db import fetch
from core.documents.codes import new_code
from core.documents.kinds import ERASED, DocumentTemplate, Terms
from core.documents.models import Document
from core.documents.watching import tell_watchers
from core.identity.models import Citizen
from core.outbox.queue import enqueue
from core.rows import write
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest

TOPIC = "document"
ONE_MORE = "UPDATE core_document SET copies_due = copies_due + 1 WHERE id = $1 RETURNING copies_due"


async def follow(
    runtime: Runtime, templates: Sequence[DocumentTemplate], request: ServiceRequest
) -> None:
    """Issue what the request's status calls for, revoke what it ends, renew what is there; needs a
    transaction around it. The copies are made after the commit.
    """
    if not templates:
        return
    is_new = request.version == 1  # and has none
    issued = () if is_new else await Document.filter(request_id=request.id)
    by_kind = {document.kind: document for document in issued}
    for template in templates:
        document = by_kind.get(template.kind)
        if document is None:
            if request.status in template.issued_in:
                await _issue(runtime, template, request)
            continue
        reason = template.revoked_in.get(request.status)
        if reason is not None:
            await mark_revoked(runtime, template, document, reason.code)
        await renew(runtime, document)


async def issue_document(
    runtime: Runtime, template: DocumentTemplate, request: ServiceRequest
) -> None:
    """Issue a document of a request now, whatever its status, or renew it where it is there; needs
    a transaction around it.
    """
    known = await Document.get_or_none(request_id=request.id, kind=template.kind)
    await (renew(runtime, known) if known else _issue(runtime, template, request))


async def _issue(runtime: Runtime, template: DocumentTemplate, request: ServiceRequest) -> None:
    now, days = runtime.now(), template.days_valid
    terms = await template.terms(runtime, request) if template.terms else Terms()
    citizen = await _citizen_of(request)
    end = now + timedelta(days=days) if days is not None else None
    document = Document(
        id=uuid.uuid4(),
        code=new_code(),
        kind=template.kind,
        request=request,
        issued_by_id=terms.issued_by,
        # as it is now: a later name is not on the paper
        holder=terms.holder or citizen.full_name or "",
        issued_at=now,
        valid_until=terms.valid_until or end,
        copies_due=1,
    )
    await write(document)
    await _have_made(runtime, document)


async def _citizen_of(request: ServiceRequest) -> Citizen:
    known: Any = request.citizen
    return known if isinstance(known, Citizen) else await Citizen.get(id=request.citizen_id)


async def mark_revoked(
    runtime: Runtime,
    template: DocumentTemplate,
    document: Document,
    code: str,
    note: str | None = None,
) -> bool:
    """Take a document's validity from now on, and tell those who wait for that; whether it still
    was not revoked. Needs a transaction around it.
    """
    change = {"revoked_at": runtime.now(), "revocation_code": code, "revocation_note": note}
    if not await Document.filter(id=document.id, revoked_at=None).update(**change):
        return False
    document.update_from_dict(change)
    await tell_watchers(runtime, template, document)
    return True


async def renew(runtime: Runtime, document: Document) -> None:
    """Have a new copy made; needs a transaction around it. The copies before it are not handed out
    any more. An erased document says nothing that could be copied.
    """
    if document.revocation_code == ERASED.code:
        return
    document.copies_due = (await fetch(ONE_MORE, document.id))[0]["copies_due"]
    await _have_made(runtime, document)


async def _have_made(runtime: Runtime, document: Document) -> None:
    """Have the last copy that is due made."""
    wanted = {"document_id": str(document.id), "position": document.copies_due}
    await enqueue(runtime, TOPIC, wanted)


async def renew_documents(runtime: Runtime, request: ServiceRequest) -> None:
    """Have new copies made of a request's documents, because what they say has changed; needs a
    transaction around it.
    """
    for document in await Document.filter(request_id=request.id):
        await renew(runtime, document)
