"""Documents as GraphQL shows them: to those who may see the request, and to anyone with a code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from core.context import Context, Loader
from core.documents.checks import MOST_SHOWN, load_checks
from core.documents.codes import shown
from core.documents.kinds import DocumentTemplate
from core.documents.models import Document, DocumentCopy, DocumentStatus
from core.files import links
from core.policy import Info, object_type, resolver
from core.service_requests.models import ServiceRequest
from core.units.schema import LanguageArgument


@object_type("A paper that a request has led to.", name="Document")
class DocumentType:
    row: strawberry.Private[Document]
    request: strawberry.Private[ServiceRequest]

    @resolver("The code that stands on it: whoever knows it can check it.")
    def code(self) -> str:
        return shown(self.row.code)

    @resolver("What kind of document it is: a code of its service.")
    def kind(self) -> str:
        return self.row.kind

    @resolver("What a person calls it.")
    async def title(self, info: Info, language: LanguageArgument = None) -> str:
        template = template_of(info.context, self.request.service, self.row.kind)
        return await info.context.text(template.title, language) if template else self.row.kind

    @resolver("Whether the copy of the present state can be downloaded; it is made at once.")
    async def is_ready(self, info: Info) -> bool:
        return await self._copy(info) is not None

    @resolver("When it was issued.")
    def issued_at(self) -> datetime:
        return self.row.issued_at

    @resolver("When its validity ends; null for one without end.")
    def valid_until(self) -> datetime | None:
        return self.row.valid_until

    @resolver("Whether it may still be relied on.")
    def status(self, info: Info) -> DocumentStatus:
        return self.row.status_at(info.context.runtime.now())

    @resolver("SHA-256 of the newest copy, hexadecimal; null until it is ready.")
    async def sha256(self, info: Info) -> str | None:
        copy = await self._copy(info)
        return copy.sha256 if copy else None

    @resolver("Where the newest copy can be fetched for some minutes; null until it is ready.")
    async def download_url(self, info: Info) -> str | None:
        copy = await self._copy(info)
        if copy is None:
            return None
        info.context.note_read("document", self.row.id)
        name = f"{self.request.number}.pdf"
        return links.download_url(info.context.runtime, "document", copy.id, name)

    @resolver("Where anyone who holds it can check it.")
    def verify_url(self, info: Info) -> str:
        return f"{info.context.runtime.settings.public_url}/verify/{shown(self.row.code)}"

    @resolver("How often it has been checked; by whom is not kept.")
    def checks(self) -> int:
        return self.row.checks

    @resolver("When it was last checked; null for never.")
    def checked_at(self) -> datetime | None:
        return self.row.checked_at

    @resolver("When it was checked the last times, newest first.", bound=MOST_SHOWN)
    async def recent_checks(self, info: Info) -> list[datetime]:
        return [check.at for check in await info.context.load("document_checks", self.row.id)]

    async def _copy(self, info: Info) -> DocumentCopy | None:
        copy: DocumentCopy | None = await info.context.load("document_copy", self.row.id)
        return copy if copy and copy.position >= self.row.copies_due else None


def template_of(context: Context, service: str, kind: str) -> DocumentTemplate | None:
    """What a service declares about a kind of document; None when the service is not enabled."""
    return context.registry.document_template(service, kind)


async def load_documents(context: Context, request_ids: list[Any]) -> list[list[DocumentType]]:
    """For each request its documents, oldest first; citizens get none that is for officers."""
    is_officer = (await context.viewer()).officer is not None
    rows = (
        await Document.filter(request_id__in=request_ids)
        .select_related("request")
        .order_by("issued_at", "kind")
    )
    shown = [row for row in rows if is_officer or not _is_for_officers(context, row)]
    return [
        [DocumentType(row=row, request=row.request) for row in shown if row.request_id == key]
        for key in request_ids
    ]


def _is_for_officers(context: Context, row: Document) -> bool:
    template = template_of(context, row.request.service, row.kind)
    return template is not None and template.for_officers


async def load_copies(_: Context, document_ids: list[Any]) -> list[DocumentCopy | None]:
    """For each document its newest copy."""
    rows = await DocumentCopy.filter(document_id__in=document_ids).order_by("position")
    newest = {row.document_id: row for row in rows}
    return [newest.get(key) for key in document_ids]


LOADERS: dict[str, Loader] = {
    "documents": load_documents,
    "document_copy": load_copies,
    "document_checks": load_checks,
}
