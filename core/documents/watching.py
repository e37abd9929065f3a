"""Whoever has checked a document may be told when it is revoked while it is valid: by one letter,
after which the address is forgotten.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from core import rate_limits
from core.clock import in_india
from core.documents.codes import canonical
from core.documents.kinds import DocumentTemplate
from core.documents.models import Document, DocumentStatus, DocumentWatch
from core.errors import InvalidInput, Problem
from core.identity.addresses import client_network, email_address
from core.notifications.channels import is_open
from core.notifications.models import NotificationChannel
from core.notifications.notices import tell_address
from core.runtime import Runtime
from core.service_requests import idempotency
from core.texts import Language, text

EVENT = "watched_document_revoked"
DAY = timedelta(days=1)
A_DAY_OF_A_CLIENT = 20
MOST_OF_A_DOCUMENT = 100
ANYONE = "anonymous:"


@dataclass(frozen=True)
class Wish:
    """Who wants to be told of the document of a code, in which language."""

    code: str
    email: str
    language: Language


def is_offered(runtime: Runtime) -> bool:
    """Whether letters can be sent here at all."""
    return is_open(runtime.settings, NotificationChannel.EMAIL)


async def watch(runtime: Runtime, wish: Wish, client: str, key: str | None = None) -> None:
    """Note an address for the letter; nothing is sent now. One that is noted already stays so.

    Raises InvalidInput for an address that is none, a code that is unknown, a document that is not
    valid, one with too many addresses, a state without e-mail; RateLimited past a client's limit.
    """
    if not is_offered(runtime):
        message = text("No e-mail can be sent here.")
        raise InvalidInput([Problem(("email",), "CHANNEL_CLOSED", message)])
    email = email_address(wish.email, ("email",))
    mark = runtime.secrets.digest("watch-client", client_network(client))
    await rate_limits.limit(f"watch-client:{mark}", A_DAY_OF_A_CLIENT, DAY, runtime.now())
    content = {"code": wish.code, "email": email, "language": wish.language.value}

    async def perform() -> idempotency.Answer:
        await _note(runtime, wish, email)
        return {}

    await idempotency.once(runtime, ANYONE, "watchDocument", key, content, perform)


async def _note(runtime: Runtime, wish: Wish, email: str) -> None:
    """The document is locked, so that a revocation comes either before this or after it."""
    code = canonical(wish.code)
    document = await Document.select_for_update().get_or_none(code=code) if code else None
    problem = _problem(runtime, document)
    if document is None or problem is not None:
        raise InvalidInput([problem] if problem else [])
    watches = DocumentWatch.filter(document=document)
    if await watches.filter(email=email).exists():
        return
    if await watches.count() >= MOST_OF_A_DOCUMENT:
        message = text("So many wait for news of this document that no more can be noted.")
        raise InvalidInput([Problem(("code",), "TOO_MANY", message)])
    await DocumentWatch.create(
        id=uuid.uuid4(),
        document=document,
        email=email,
        language=wish.language,
        created_at=runtime.now(),
    )


def _problem(runtime: Runtime, document: Document | None) -> Problem | None:
    """Why there is nothing to wait for."""
    if document is None:
        message = text("We have issued no document with this code.")
        return Problem(("code",), "DOCUMENT_UNKNOWN", message)
    status = document.status_at(runtime.now())
    if status is DocumentStatus.REVOKED:
        message = text("This document has been revoked before.")
        return Problem(("code",), "DOCUMENT_REVOKED", message)
    if status is DocumentStatus.EXPIRED:
        message = text("This document is not valid any more: its time is over.")
        return Problem(("code",), "DOCUMENT_EXPIRED", message)
    return None


async def tell_watchers(runtime: Runtime, template: DocumentTemplate, document: Document) -> None:
    """Write to all who wait for news of a document that has just been revoked, and forget them;
    needs a transaction around it. Once its validity had ended anyway, nobody is told.
    """
    watches = await DocumentWatch.filter(document_id=document.id).order_by("id")
    await DocumentWatch.filter(document_id=document.id).delete()
    until, now = document.valid_until, runtime.now()
    if not is_offered(runtime) or (until is not None and until <= now):
        return
    await document.fetch_related("request")
    reason = template.reason(document.revocation_code)
    values = {
        "document": template.title,
        "number": document.request.number,
        "day": in_india(now),
        "reason": reason.label if reason else "",
    }
    for each in watches:
        await tell_address(runtime, each.email, each.language, EVENT, values)


async def forget_watchers(runtime: Runtime) -> None:
    """Delete the addresses for documents whose validity has ended."""
    await DocumentWatch.filter(document__valid_until__lte=runtime.now()).delete()
