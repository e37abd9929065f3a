"""Makes the copies of documents, after the commit that asked for them: read, render, sign, keep."""

from __future__ import annotations

import hashlib
import logging
import uuid
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.clock import in_india
from core.documents import payload
from core.documents.codes import shown
from core.documents.kinds import DocumentTemplate
from core.documents.models import Document, DocumentCopy
from core.documents.offline import REVOKED
from core.documents.pictures import read_pictures
from core.documents.signing import DocumentSigner
from core.errors import StartupError
from core.files.storage import DiskStorage
from core.runtime import Runtime
from core.sandbox import Sandbox, SandboxCrash, SandboxFault, SandboxTimeout
from core.texts import Text, text
from core.units.models import Unit, UnitKind

logger = logging.getLogger("thana.documents")

UNIT_KINDS = {
    UnitKind.STATE: text("State police"),
    UnitKind.RANGE: text("Police range"),
    UnitKind.DISTRICT: text("District police"),
    UnitKind.SUBDIVISION: text("Police subdivision"),
    UnitKind.OUTPOST: text("Police outpost"),
}
STATION = text("Police station")
LAYOUT = Path(__file__).parents[1] / "rendering" / "templates"


@dataclass(frozen=True)
class Source:
    """A template, and the folder of the plugin that it lies in."""

    template: DocumentTemplate
    folder: Path


Sources = Callable[[str, str], Source]
"""Finds the source of a service's document kind; raises ServiceClosed when it is not enabled."""


class DocumentMaker:
    """The handler of the outbox topic `document`."""

    def __init__(
        self,
        runtime: Runtime,
        sources: Sources,
        sandbox: Sandbox,
        storage: DiskStorage,
        signer: Callable[[], Awaitable[DocumentSigner]],
    ) -> None:
        self._runtime = runtime
        self._sources = sources
        self._sandbox = sandbox
        self._storage = storage
        self._signer = signer

    async def __call__(self, entry_id: uuid.UUID, entry: Mapping[str, Any]) -> None:
        if await DocumentCopy.exists(id=entry_id):
            return
        document = await Document.get(id=entry["document_id"]).select_related(
            "request__unit", "issued_by"
        )
        if entry["position"] < document.copies_due:  # a newer one is asked for already
            return
        signer = await self._ready_signer()
        pdf = await self._render(document, signer)
        signed = await signer.sign_pdf(pdf, reason=document.kind, at=self._runtime.now())
        await self._storage.keep(entry_id, signed)
        await DocumentCopy.create(
            id=entry_id,
            document=document,
            position=entry["position"],
            sha256=hashlib.sha256(signed).hexdigest(),
            byte_size=len(signed),
            key_id=signer.key_id,
            made_at=self._runtime.now(),
        )

    async def _ready_signer(self) -> DocumentSigner:
        try:
            return await self._signer()
        except StartupError as error:  # it names settings and files, and nobody
            logger.error("document: cannot be signed: %s", error)
            raise

    async def _render(self, document: Document, signer: DocumentSigner) -> bytes:
        scanned = await payload.make(self._runtime, signer, document, document.request.number)
        source = self._sources(document.request.service, document.kind)
        content = dict(await source.template.content(self._runtime, document.request))
        images = await read_pictures(
            self._runtime, document.request_id, content.pop("images", None) or {}
        )
        title = self._both(source.template.title)
        job = {
            "folders": [str(source.folder), str(LAYOUT)],
            "template": source.template.template,
            "values": {
                "paper": self._paper(document, source.template),
                "images": [name for name, picture in images.items() if picture],
                **{name: self._plain(value) for name, value in content.items()},
            },
            "metadata": {
                "title": f"{' / '.join(title.values())} {document.request.number}",
                "author": " / ".join(self._runtime.settings.state.name.values()),
                "subject": REVOKED if document.revoked_at else document.request.number,
                "keywords": scanned,
                "language": self._runtime.settings.languages[0].value,
                "at": document.issued_at.isoformat(),
            },
            "qr": scanned,
            "images": images,
        }
        try:
            answer = await self._sandbox.run(job)
        except (SandboxTimeout, SandboxCrash, SandboxFault) as error:
            logger.error(
                "document: template %s of %s: %s",
                source.template.template,
                document.request.service,
                error.kind if isinstance(error, SandboxFault) else type(error).__name__,
            )
            raise
        return b64decode(answer["pdf"])

    def _paper(self, document: Document, template: DocumentTemplate) -> dict[str, Any]:
        """What core knows of every document."""
        settings = self._runtime.settings
        reason = template.reason(document.revocation_code)
        return {
            "title": self._both(template.title),
            "state": {language.value: name for language, name in settings.state.name.items()},
            "unit": document.issuer.names,
            "unit_kind": self._both(unit_kind(document.issuer)),
            "number": document.request.number,
            "code": shown(document.code),
            "verify_url": f"{settings.public_url}/verify",
            "issued_at": in_india(document.issued_at),
            "valid_until": in_india(document.valid_until),
            "revoked_at": in_india(document.revoked_at),
            "revocation": self._both(reason.label) if reason else None,
            "made_at": in_india(self._runtime.now()),
        }

    def _plain(self, value: Any) -> Any:
        """A value as JSON: texts in every language, times as people in India write them."""
        if isinstance(value, Text):
            return self._both(value)
        if isinstance(value, datetime):
            return in_india(value)
        if isinstance(value, Mapping):
            return {name: self._plain(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(inner) for inner in value]
        return value

    def _both(self, message: Text) -> dict[str, str]:
        return {
            language.value: self._runtime.texts(message, language)
            for language in self._runtime.settings.languages
        }


def unit_kind(unit: Unit) -> Text:
    """What a unit is called before its name."""
    return UNIT_KINDS.get(unit.kind, STATION)
