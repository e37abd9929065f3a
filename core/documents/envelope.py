"""The signature of a PDF in its one form. Around the signed bytes is slack that anyone could write
otherwise: other digits, other lengths, more certificates, attributes that nobody signed. So
it is read with no more of ASN.1 than it needs, made anew from its parts, and compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from core.documents.findings import Outcome, Refused

LONGEST_CONTENTS = 65_536
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (SEC 2). Of the two values s and ORDER - s, which are both right, ours is the lower."""
_BYTE_RANGE = re.compile(rb"/ByteRange \[0 ([0-9]{1,9}) ([0-9]{1,9}) ([0-9]{1,9})\s*\]")

INTEGER, OCTETS, SEQUENCE, SET, TAGGED = 0x02, 0x04, 0x30, 0x31, 0xA0
VERSION_1 = bytes.fromhex("020101")
DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SHA_256 = bytes.fromhex("300d06096086480165030402010500")
ECDSA_SHA_256 = bytes.fromhex("300a06082a8648ce3d040302")


@dataclass(frozen=True)
class Envelope:
    """A PDF taken apart: the bytes that are signed, the digits of /Contents, and of what they hold
    the signer's name, the attributes that it signed, and its signature.
    """

    signed: bytes
    contents: bytes
    signer: bytes
    attributes: bytes
    signature: bytes

    def is_sealed_by(self, certificate: bytes) -> bool:
        """Whether the key of the certificate signed just these bytes, and nothing else is said."""
        public = x509.load_der_x509_certificate(certificate).public_key()
        if not isinstance(public, EllipticCurvePublicKey):
            return False
        digest = element(OCTETS, sha256(self.signed).digest())
        if element(SEQUENCE, MESSAGE_DIGEST, element(SET, digest)) not in self.attributes:
            return False
        try:
            if decode_dss_signature(self.signature)[1] > ORDER // 2:
                return False
            public.verify(self.signature, element(SET, self.attributes), ECDSA(SHA256()))
        except (InvalidSignature, ValueError):
            return False
        digits = self._written(certificate).hex().upper().encode("ascii")
        return self.contents == b"<" + digits.ljust(len(self.contents) - 2, b"0") + b">"

    def _written(self, certificate: bytes) -> bytes:
        """The CMS message (RFC 5652) that our signer writes with these parts, in DER."""
        signer = element(
            SEQUENCE,
            VERSION_1,
            self.signer,
            SHA_256,
            element(TAGGED, self.attributes),
            ECDSA_SHA_256,
            element(OCTETS, self.signature),
        )
        message = element(
            SEQUENCE,
            VERSION_1,
            element(SET, SHA_256),
            element(SEQUENCE, DATA),
            element(TAGGED, certificate),
            element(SET, signer),
        )
        return element(SEQUENCE, SIGNED_DATA, element(TAGGED, message))


def signer_name(certificate: bytes) -> bytes:
    """How a signature names the certificate of its key: issuer and serial number."""
    read = x509.load_der_x509_certificate(certificate)
    serial = read.serial_number.to_bytes(read.serial_number.bit_length() // 8 + 1)
    return element(SEQUENCE, read.issuer.public_bytes(), element(INTEGER, serial))


def open_envelope(pdf: bytes) -> Envelope:
    """Take a PDF apart. Refused with MALFORMED where there is no signature, else with ALTERED."""
    ranges = _BYTE_RANGE.findall(pdf)
    if not ranges:
        raise Refused(Outcome.MALFORMED)
    before, after, length = (int(number) for number in ranges[-1])
    is_whole = before < after and after + length == len(pdf)
    if not is_whole or after - before > LONGEST_CONTENTS:
        raise Refused(Outcome.ALTERED)
    contents = pdf[before:after]
    try:
        parts = _parts(bytes.fromhex(contents[1:-1].decode("ascii")))
    except (ValueError, IndexError):
        raise Refused(Outcome.ALTERED) from None
    return Envelope(pdf[:before] + pdf[after:], contents, *parts)


def _parts(der: bytes) -> tuple[bytes, bytes, bytes]:
    """The signer's name, the signed attributes, the signature."""
    start, end = _bounds(der, 0)
    _, wrapped = _inner(der[start:end])
    [message] = _inner(_content(wrapped))
    *_, signers = _inner(_content(message))
    [signer] = _inner(_content(signers))
    _, name, _, attributes, _, signature = _inner(_content(signer))
    return name, _content(attributes), _content(signature)


def element(tag: int, *inner: bytes) -> bytes:
    """A DER element."""
    content = b"".join(inner)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(octets))) + octets + content


def _inner(content: bytes) -> list[bytes]:
    """The elements that the content of an element consists of."""
    found, at = [], 0
    while at < len(content):
        _, end = _bounds(content, at)
        found.append(content[at:end])
        at = end
    return found


def _content(whole: bytes) -> bytes:
    start, end = _bounds(whole, 0)
    return whole[start:end]


def _bounds(der: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at a place begins and ends."""
    length, start = der[at + 1], at + 2
    if length >= 0x80:
        octets = length & 0x7F
        length, start = int.from_bytes(der[start : start + octets]), start + octets
    if start + length > len(der):
        raise ValueError("an element is cut short")
    return start, start + length
