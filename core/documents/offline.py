"""Checks of documents with exported public keys alone: no database, no settings, no network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from core.documents import payload
from core.documents.findings import (
    WORDS,
    Finding,
    Outcome,
    Refused,
    another_document,
    expired,
)
from core.documents.key_files import TrustedKey, TrustedKeys, key_id
from core.documents.payload import Payload
from core.errors import StartupError
from core.texts import text

CODE_ALONE = text(
    "A code alone can be checked on our website only. Without a network, scan the QR code, or check"
    " the PDF file."
)


@dataclass(frozen=True)
class SignedPdf:
    """What a PDF that one of our keys has signed says of itself."""

    code: str
    key_id: str
    signed_at: datetime
    sha256: str


@dataclass(frozen=True)
class TrustFile:
    """What a check needs to know of us: our address and our public keys."""

    public_url: str
    keys: TrustedKeys


def write_trust(trust: TrustFile) -> str:
    """The file that `thana keys export` writes and `/verify/keys.json` serves: JSON."""
    keys = [_described(key) for key in trust.keys.values()]
    return json.dumps({"public_url": trust.public_url, "keys": keys}, indent=2) + "\n"


def read_trust(content: str) -> TrustFile:
    """A trust file. A StartupError says what is wrong with it."""
    try:
        read = json.loads(content)
        keys = [_key(each) for each in read["keys"]]
        return TrustFile(str(read["public_url"]), {key.id: key for key in keys})
    except (ValueError, KeyError, TypeError) as error:
        raise StartupError(
            f"the file of keys is not one that `thana keys export` has written"
            f" ({type(error).__name__}); fetch it anew from the police's website"
        ) from None


def _described(key: TrustedKey) -> dict[str, str | None]:
    certificate = x509.load_der_x509_certificate(key.certificate)
    return {
        "id": key.id,
        "public_key": key.public_key.hex(),
        "certificate": certificate.public_bytes(Encoding.PEM).decode("ascii"),
        "made_at": key.made_at.isoformat(),
        "revoked_from": key.revoked_from.isoformat() if key.revoked_from else None,
    }


def _key(read: dict[str, Any]) -> TrustedKey:
    certificate = x509.load_pem_x509_certificate(read["certificate"].encode("ascii"))
    revoked = read["revoked_from"]
    key = TrustedKey(
        id=read["id"],
        public_key=bytes.fromhex(read["public_key"]),
        certificate=certificate.public_bytes(Encoding.DER),
        made_at=datetime.fromisoformat(read["made_at"]),
        revoked_from=datetime.fromisoformat(revoked) if revoked else None,
    )
    if key.id != key_id(key.public_key):
        raise ValueError("the id is another key's")
    return key


def check_text(trust: TrustFile, scanned: str, now: datetime) -> Finding:
    """What a QR reader gave."""
    try:
        read = payload.parse(scanned.strip(), trust.public_url)
        if isinstance(read, str):
            return Finding(Outcome.MALFORMED, CODE_ALONE)
        payload.verify(read, trust.keys)
    except Refused as refused:
        return Finding(refused.outcome, refused.message)
    return _judged(read, now)


def _judged(read: Payload, now: datetime) -> Finding:
    if read.valid_until is not None and read.valid_until <= now:
        over = expired(read.valid_until)
        return Finding(over.outcome, over.message, scanned=read)
    return Finding(Outcome.GENUINE, WORDS[Outcome.GENUINE], scanned=read)


def check_pdf(trust: TrustFile, pdf: bytes, code: str | None = None) -> Finding:
    """A PDF file; with a code, the document of that code alone."""
    from core.documents import pades  # slow to import

    try:
        signed = pades.prove(pdf, trust.keys)
        if code not in (None, signed.code):
            raise another_document()
    except Refused as refused:
        return Finding(refused.outcome, refused.message)
    return Finding(Outcome.GENUINE, WORDS[Outcome.GENUINE], pdf=signed)
