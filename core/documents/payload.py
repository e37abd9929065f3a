"""What the QR code of a document carries: the address of its check, and a signature over what the
paper says, so that it can be checked without a network.

    <public_url>/verify/<code>?s=<kind>.<number>.<104 characters>

The last part is base64url of 78 bytes: version (1), key id (5), issued and valid until in seconds
since 1970 (4 each, 0 for no end), Ed25519 signature (64). The signature covers all the rest, the
code among it. With a short address it is about 200 characters: a QR code that prints at 35 mm and
reads at 150 dpi.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.documents.codes import CROCKFORD, canonical
from core.documents.findings import Outcome, Refused, wrong_host
from core.documents.key_files import TrustedKeys, packed_id, spelled_id
from core.documents.models import Document
from core.documents.signing import DocumentSigner
from core.runtime import Runtime

VERSION = 1
DOMAIN = b"thana document 1\n"
LONGEST = 400
_HEAD = struct.Struct(">B5sII")
_SIGNED = re.compile(
    rf"([{CROCKFORD}]{{20}})\?s=([A-Z][A-Z0-9_]{{0,39}})\.([A-Z0-9-]{{1,60}})\.([\w-]{{104}})",
    re.ASCII,
)
_HOST = re.compile(r"[a-z0-9.-]{1,100}")


@dataclass(frozen=True)
class Payload:
    """What a QR code says. Times are whole seconds, UTC."""

    code: str
    kind: str
    number: str
    key_id: str
    issued_at: datetime
    valid_until: datetime | None
    signature: bytes = b""

    @property
    def message(self) -> bytes:
        """What is signed."""
        words = f"{self.code}\n{self.kind}\n{self.number}\n".encode("ascii")
        return DOMAIN + words + self._head

    @property
    def _head(self) -> bytes:
        until = self.valid_until
        key = packed_id(self.key_id)
        return _HEAD.pack(VERSION, key, _seconds(self.issued_at), _seconds(until) if until else 0)

    def address(self, public_url: str) -> str:
        """The text of the QR code."""
        signed = b64encode(self._head + self.signature, b"-_").decode("ascii")
        return f"{public_url}/verify/{self.code}?s={self.kind}.{self.number}.{signed}"


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def whole(moment: datetime) -> datetime:
    """A moment as a QR code carries it."""
    return moment.astimezone(UTC).replace(microsecond=0)


async def make(runtime: Runtime, signer: DocumentSigner, document: Document, number: str) -> str:
    """The text of a document's QR code."""
    until = document.valid_until
    unsigned = Payload(
        code=document.code,
        kind=document.kind,
        number=number,
        key_id=signer.key_id,
        issued_at=whole(document.issued_at),
        valid_until=whole(until) if until else None,
    )
    signature = await signer.sign_text(unsigned.message)
    return replace(unsigned, signature=signature).address(runtime.settings.public_url)


def parse(text: str, public_url: str) -> Payload | str:
    """What a QR code of ours says, or the code alone where the text is one, or our address with
    one. Refused with MALFORMED or WRONG_HOST; every text has one form.
    """
    prefix = f"{public_url}/verify/"
    if len(text) > LONGEST:
        raise Refused(Outcome.MALFORMED)
    if not text.startswith(prefix):
        if code := canonical(text):
            return code
        raise _foreign(text, public_url)
    rest = text.removeprefix(prefix)
    if "?" not in rest and (code := canonical(rest)):
        return code
    return _payload(rest)


def embedded(keywords: str) -> Payload | str | None:
    """What the keywords of a signed PDF say: the QR code's text, or the code alone."""
    _, address, rest = keywords.rpartition("/verify/")
    if not address:
        return canonical(keywords)
    try:
        return _payload(rest)
    except Refused:
        return None


def _payload(rest: str) -> Payload:
    parts = _SIGNED.fullmatch(rest)
    if parts is None:
        raise Refused(Outcome.MALFORMED)
    code, kind, number, packed = parts.groups()
    signed = b64decode(packed, b"-_")
    version, key, issued, until = _HEAD.unpack_from(signed)
    if version != VERSION:
        raise Refused(Outcome.MALFORMED)
    return Payload(
        code=code,
        kind=kind,
        number=number,
        key_id=spelled_id(key),
        issued_at=datetime.fromtimestamp(issued, UTC),
        valid_until=datetime.fromtimestamp(until, UTC) if until else None,
        signature=signed[_HEAD.size :],
    )


def verify(scanned: Payload, keys: TrustedKeys) -> None:
    """Refused with UNKNOWN_KEY, ALTERED or REVOKED_KEY unless one of the keys has signed it."""
    key = keys.get(scanned.key_id)
    if key is None:
        raise Refused(Outcome.UNKNOWN_KEY)
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public_key)
        public.verify(scanned.signature, scanned.message)
    except InvalidSignature:
        raise Refused(Outcome.ALTERED) from None
    if key.refuses(scanned.issued_at):
        raise Refused(Outcome.REVOKED_KEY)


def _foreign(text: str, public_url: str) -> Refused:
    """What a text is that does not begin with our address."""
    try:
        address = urlsplit(text.replace("\\", "/"))  # as browsers read it
        host = (address.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # of Unicode as well
        return Refused(Outcome.MALFORMED)
    if address.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return Refused(Outcome.MALFORMED)
    is_ours = address.netloc.lower() == urlsplit(public_url).netloc.lower()
    return Refused(Outcome.MALFORMED) if is_ours else wrong_host(host)
