"""Papers for tests: a small PDF, keys of our own making, and what they have signed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from core.documents.envelope import (
    DATA,
    ECDSA_SHA_256,
    OCTETS,
    SEQUENCE,
    SET,
    SHA_256,
    SIGNED_DATA,
    VERSION_1,
    element,
    open_envelope,
)
from core.documents.key_files import SigningKey, new_key
from core.documents.offline import TrustFile
from core.documents.signing import LocalSigner

CODE = "7K3M9QPXV2A4C6E8G0HJ"
NUMBER = "MP-21346058-LP-2026-000042-7"
PUBLIC_URL = "https://seva.example.in"
NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def fresh_key(made_at: datetime = NOW) -> SigningKey:
    return new_key("Madhya Pradesh Police", made_at)


def trust(*keys: SigningKey) -> TrustFile:
    """What a bank clerk has who trusts these keys."""
    return TrustFile(PUBLIC_URL, {key.trusted.id: key.trusted for key in keys})


def plain_pdf(keywords: str = CODE) -> bytes:
    """A PDF of one page, not signed."""
    file = BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.setTitle(f"Lost property report {NUMBER}")
    canvas.setKeywords(keywords)
    canvas.drawString(72, 720, f"{NUMBER}  Asha Verma  1 mobile phone")
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def signed_pdf(key: SigningKey, pdf: bytes | None = None, at: datetime = NOW) -> bytes:
    signer = LocalSigner(key)
    return asyncio.run(signer.sign_pdf(pdf or plain_pdf(), reason="ACKNOWLEDGEMENT", at=at))


def contents(pdf: bytes) -> tuple[int, int]:
    """Where the digits of the signature begin and end."""
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    return start, pdf.index(b">", start)


def with_cms(pdf: bytes, der: bytes) -> bytes:
    """The PDF with another signature in the place of its own."""
    start, end = contents(pdf)
    return pdf[:start] + der.hex().upper().encode().ljust(end - start, b"0") + pdf[end:]


def message_of(
    pdf: bytes,
    key: SigningKey,
    *,
    beside: bytes = b"",
    more: bytes = b"",
    signature: bytes | None = None,
) -> bytes:
    """The CMS message of a PDF that the key has signed, with attributes that nobody signed, more
    certificates, or another signature.
    """
    of, certificate = open_envelope(pdf), key.trusted.certificate
    parts = (
        element(0xA0, of.attributes),
        ECDSA_SHA_256,
        element(OCTETS, signature or of.signature),
        beside,
    )
    signer = element(SEQUENCE, VERSION_1, of.signer, SHA_256, *parts)
    certificates = element(0xA0, certificate, more)
    head = (VERSION_1, element(SET, SHA_256), element(SEQUENCE, DATA), certificates)
    signed_data = element(SEQUENCE, *head, element(SET, signer))
    return element(SEQUENCE, SIGNED_DATA, element(0xA0, signed_data))
