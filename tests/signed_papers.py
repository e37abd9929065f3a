"""Papers for tests: a small PDF, keys of our own making, and what they have signed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

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
