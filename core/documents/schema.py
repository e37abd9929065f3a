"""Checking a document, by anyone who holds it, and revoking one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from core.documents import checking, revoking, watching
from core.documents.checking import Register
from core.documents.models import DocumentStatus
from core.documents.types import DocumentType
from core.mutations import InputErrorType, errors_field, mutation
from core.policy import OFFICER, PUBLIC, Info, field, input_type, object_type, resolver
from core.texts import Language


@object_type("What anyone may learn of a document by its code.", policy=PUBLIC)
class VerifiedDocument:
    status: DocumentStatus = field("Whether it may be relied on; UNKNOWN for no document of ours.")
    kind: str | None = field("What kind of document it is.", default=None)
    number: str | None = field("The number of the request that it belongs to.", default=None)
    issued_at: datetime | None = field("When it was issued.", default=None)
    valid_until: datetime | None = field("When its validity ends; null for never.", default=None)
    revoked_at: datetime | None = field("Since when it is not valid any more.", default=None)
    revocation: str | None = field("Why it is not valid any more, in a few words.", default=None)
    issued_by: str | None = field("Which unit issued it.", default=None)
    holder: str | None = field("The initials of the person whom it was issued to.", default=None)
    sha256: str | None = field("SHA-256 of the newest copy, hexadecimal.", default=None)


@input_type("Take back a document.")
class RevokeDocumentInput:
    code: str = field("The document's code, in any spelling.")
    reason_code: str = field("One of the reasons of this kind of document.")
    note: str = field("Why; for the register, not for the public.")
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@object_type("The answer to revokeDocument.", policy=PUBLIC)
class RevokeDocumentPayload:
    document: DocumentType | None = field("The document as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@input_type("Be told when a document is revoked while it is valid.")
class WatchDocumentInput:
    code: str = field("The document's code, in any spelling.")
    email: str = field("Where the one letter goes; it is forgotten after that.")
    language: Language | None = field(
        "The language of the letter; left out, the one that the client accepts.", default=None
    )
    idempotency_key: strawberry.ID | None = field("A UUID made by the client.", default=None)


@object_type("The answer to watchDocument.", policy=PUBLIC)
class WatchDocumentPayload:
    ok: bool = field("Whether the address is noted; nothing is sent now.", default=False)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Query:
    @resolver("Whether a document is genuine and still good. Counted, without who.", policy=PUBLIC)
    async def verify_document(
        self,
        info: Info,
        code: Annotated[
            str, strawberry.argument(description="The code that stands on it, in any spelling.")
        ],
    ) -> VerifiedDocument:
        found = await checking.find(info.context.runtime, code)
        if found is None:
            return VerifiedDocument(status=DocumentStatus.UNKNOWN)
        return await _verified(info, found)


async def _verified(info: Info, found: Register) -> VerifiedDocument:
    document, request, context = found.document, found.document.request, info.context
    language = context.known_language
    template = context.registry.document_template(request.service, document.kind)
    reason = template.reason(document.revocation_code) if template else None
    return VerifiedDocument(
        status=document.status_at(context.runtime.now()),
        kind=document.kind,
        number=request.number,
        issued_at=document.issued_at,
        valid_until=document.valid_until,
        revoked_at=document.revoked_at,
        revocation=context.runtime.texts(reason.label, language) if reason else None,
        issued_by=document.issuer.name(language),
        holder=checking.initials(document.holder),
        sha256=found.copy.sha256 if found.copy else None,
    )


@strawberry.type
class Mutation:
    @mutation("Take back a document: everyone who checks it is told.", policy=OFFICER)
    async def revoke_document(
        self, info: Info, input: RevokeDocumentInput
    ) -> RevokeDocumentPayload:
        wanted = revoking.Revocation(input.code, input.reason_code, input.note)
        row = await revoking.revoke(info.context, wanted, input.idempotency_key)
        return RevokeDocumentPayload(document=DocumentType(row=row, request=row.request))

    @mutation("Be told by one e-mail when a document is revoked.", policy=PUBLIC)
    async def watch_document(self, info: Info, input: WatchDocumentInput) -> WatchDocumentPayload:
        context = info.context
        language = input.language or context.known_language
        wish = watching.Wish(input.code, input.email, language)
        await watching.watch(context.runtime, wish, context.client, input.idempotency_key)
        return WatchDocumentPayload(ok=True)
