"""Checks of documents against the register: by the code, by what a QR code carries, by the PDF."""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from tortoise.expressions import F

from core.db import transactional
from core.documents import payload
from core.documents.codes import canonical
from core.documents.findings import (
    NEWER_COPY,
    OURS_BUT_OLD,
    WORDS,
    Finding,
    Outcome,
    Refused,
    another_document,
    expired,
    revoked,
)
from core.documents.key_files import TrustedKeys
from core.documents.keys import trusted_keys
from core.documents.kinds import DocumentTemplate
from core.documents.models import Document, DocumentCheck, DocumentCopy
from core.documents.offline import SignedPdf
from core.documents.payload import Payload, whole
from core.runtime import Runtime

VIRAMA = 9
"""The combining class of the sign that joins consonants, in all Indic scripts."""

JOINERS = "\u200c\u200d"


class Templates(Protocol):
    """What a check needs of the plugins' registry: why a document may be revoked, in words."""

    def document_template(self, service: str, kind: str) -> DocumentTemplate | None: ...


@dataclass(frozen=True)
class Register:
    """A document with its request and units, and its newest copy if one has been made."""

    document: Document
    copy: DocumentCopy | None


async def find(runtime: Runtime, spelling: str) -> Register | None:
    """The document of a code, in any spelling. Counted as a check, without who."""
    code = canonical(spelling)
    return await _find(runtime, code) if code else None


async def _find(runtime: Runtime, code: str, *, counts: bool = True) -> Register | None:
    rows = Document.filter(code=code).select_related("request__unit", "issued_by")
    document = await rows.first()
    if document is None:
        return None
    if counts:
        await _count(document, runtime.now())
    newest = await DocumentCopy.filter(document_id=document.id).order_by("-position").first()
    return Register(document, newest)


@transactional
async def _count(document: Document, now: datetime) -> None:
    """One statement adds the check, so that two at once are both counted."""
    await Document.filter(id=document.id).update(checks=F("checks") + 1, checked_at=now)
    await DocumentCheck.create(document_id=document.id, at=now)


async def check_code(
    runtime: Runtime, templates: Templates, spelling: str, *, counts: bool = True
) -> Finding:
    """What the register says of a code. Whoever has just checked it need not be counted again."""
    code = canonical(spelling)
    found = await _find(runtime, code, counts=counts) if code else None
    if found is None:
        return Finding(Outcome.UNKNOWN, WORDS[Outcome.UNKNOWN])
    return _judged(runtime, templates, found)


async def check_text(runtime: Runtime, templates: Templates, scanned: str) -> Finding:
    """What somebody has scanned or typed: the QR code's text, our address, or a code."""
    try:
        read = payload.parse(scanned.strip(), runtime.settings.public_url)
        if isinstance(read, str):
            return await check_code(runtime, templates, read)
        revoked_key = _revoked_key(read, await trusted_keys())
        found = await _find(runtime, read.code)
        if found is None or not _fits(read, found.document):
            raise revoked_key or Refused(Outcome.MISMATCH)
    except Refused as refused:
        return Finding(refused.outcome, refused.message)
    judged = _judged(runtime, templates, found)
    if revoked_key and judged.is_genuine:
        judged = replace(judged, outcome=revoked_key.outcome, message=OURS_BUT_OLD)
    return replace(judged, scanned=read)


def _revoked_key(read: Payload, keys: TrustedKeys) -> Refused | None:
    """The register may know the document all the same; any other fault of a signature is raised."""
    try:
        payload.verify(read, keys)
    except Refused as refused:
        if refused.outcome is not Outcome.REVOKED_KEY:
            raise
        return refused
    return None


def _fits(read: Payload, document: Document) -> bool:
    until = document.valid_until
    return (
        read.kind == document.kind
        and read.number == document.request.number
        and read.issued_at == whole(document.issued_at)
        and read.valid_until == (whole(until) if until else None)
    )


async def check_pdf(
    runtime: Runtime, templates: Templates, pdf: bytes, code: str | None = None
) -> Finding:
    """A PDF file: signed by us, whole, a copy that the register knows, and still good; with a code,
    the document of that code alone.
    """
    keys = await trusted_keys()
    try:
        signed = await asyncio.to_thread(_prove, pdf, keys)
        found = await _find(runtime, signed.code)
        if found is None or not await _is_a_copy(found.document, signed):
            raise Refused(Outcome.MISMATCH)
        if code not in (None, signed.code):
            raise another_document()
    except Refused as refused:
        return Finding(refused.outcome, refused.message)
    judged = _judged(runtime, templates, found)
    if judged.is_genuine and found.copy is not None and found.copy.sha256 != signed.sha256:
        judged = replace(judged, message=NEWER_COPY)
    return replace(judged, pdf=signed)


def _prove(pdf: bytes, keys: TrustedKeys) -> SignedPdf:
    from core.documents import pades  # slow to import

    return pades.prove(pdf, keys)


async def _is_a_copy(document: Document, signed: SignedPdf) -> bool:
    return await DocumentCopy.exists(document_id=document.id, sha256=signed.sha256)


def _judged(runtime: Runtime, templates: Templates, found: Register) -> Finding:
    """What the register says of a document that is ours."""
    document, now = found.document, runtime.now()
    if document.revoked_at is not None:
        template = templates.document_template(document.request.service, document.kind)
        reason = template.reason(document.revocation_code) if template else None
        bad = revoked(document.revoked_at, reason.label if reason else None)
    elif document.valid_until is not None and document.valid_until <= now:
        bad = expired(document.valid_until)
    else:
        return Finding(Outcome.GENUINE, WORDS[Outcome.GENUINE], document=document)
    return Finding(bad.outcome, bad.message, document=document)


def initials(name: str) -> str:
    """A name as anyone may see it: the first letter of each word, with what is written onto it."""
    words = (_first_letter(word) for word in unicodedata.normalize("NFC", name).split())
    return " ".join(f"{letter}." for letter in words if letter)


def _first_letter(word: str) -> str:
    """A letter with its marks. An Indic conjunct (क्ष, श्र) is one letter."""
    start = next((at for at, character in enumerate(word) if character.isalpha()), len(word))
    end = start + 1
    while end < len(word):
        joins = unicodedata.combining(word[end - 1]) == VIRAMA and word[end].isalpha()
        if not joins and word[end] not in JOINERS and not unicodedata.category(word[end])[0] == "M":
            break
        end += 1
    return word[start:end].strip(JOINERS)
