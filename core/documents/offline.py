"""Checks of documents with exported public keys alone: no database, no settings, no network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from core.documents import payload
from core.documents.findings import (
    Finding,
    Outcome,
    Refused,
    another_document,
    expired,
)
from core.documents.key_files import TrustedKey, TrustedKeys, key_id
from core.documents.payload import Payload
from core.errors import StartupError
from core.texts import Text, text

UNCHANGED = text("We have issued this, and nobody has changed it since.")
SAYS_REVOKED = text(
    "We have issued this, and it says itself that the document has been revoked. Do not accept it."
)
OLD_KEYS = text(
    "This is signed with a key that is not in your file of keys. Fetch the file anew from"
    " {address}. If the key is not in the new one either, do not accept the paper."
)
CODE_ALONE = text(
    "A code alone can be checked on our website only. Without a network, scan the QR code, or check"
    " the PDF file."
)


REVOKED = "REVOKED"
"""The subject of a PDF that was made of a document which had been revoked."""


@dataclass(frozen=True)
class SignedPdf:
    """What a PDF that one of our keys has signed says of itself."""

    code: str
    key_id: str
    signed_at: datetime
    sha256: str
    scanned: Payload | None = None
    is_revoked: bool = False


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
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
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
    moments = (key.made_at, key.revoked_from or key.made_at)
    if key.id != key_id(key.public_key) or any(moment.tzinfo is None for moment in moments):
        raise ValueError("the id is another key's, or a moment has no time zone")
    Ed25519PublicKey.from_public_bytes(key.public_key)
    return key


def check_text(trust: TrustFile, scanned: str, now: datetime) -> Finding:
    """What a QR reader gave."""
    try:
        read = payload.parse(scanned.strip(), trust.public_url)
        if isinstance(read, str):
            return Finding(Outcome.MALFORMED, CODE_ALONE)
        payload.verify(read, trust.keys)
    except Refused as refused:
        return _refused(trust, refused)
    return _judged(read, now)


def _refused(trust: TrustFile, refused: Refused) -> Finding:
    """A key that is not known may only be younger than the file of keys."""
    message = refused.message
    if refused.outcome is Outcome.UNKNOWN_KEY:
        address = f"{trust.public_url}/verify/keys.json"
        message = Text(OLD_KEYS.domain, OLD_KEYS.message, {"address": address})
    return Finding(refused.outcome, message)


def _judged(read: Payload | None, now: datetime, pdf: SignedPdf | None = None) -> Finding:
    if read is not None and read.valid_until is not None and read.valid_until <= now:
        over = expired(read.valid_until)
        return Finding(over.outcome, over.message, scanned=read, pdf=pdf)
    return Finding(Outcome.GENUINE, UNCHANGED, scanned=read, pdf=pdf)


def check_pdf(trust: TrustFile, pdf: bytes, now: datetime, code: str | None = None) -> Finding:
    """A PDF file; with a code, the document of that code alone."""
    from core.documents import pades  # slow to import

    try:
        signed = pades.prove(pdf, trust.keys)
        if code not in (None, signed.code):
            raise another_document()
    except Refused as refused:
        return _refused(trust, refused)
    if signed.is_revoked:
        return Finding(Outcome.REVOKED, SAYS_REVOKED, scanned=signed.scanned, pdf=signed)
    return _judged(signed.scanned, now, signed)
