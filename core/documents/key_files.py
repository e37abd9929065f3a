"""The files that hold the private halves of document keys: a PEM each, for their owner alone."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from core.documents.codes import CROCKFORD
from core.errors import StartupError

NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""RFC 5280 writes a certificate that does not run out so: papers are checked for decades."""

_BLOCK = re.compile(rb"-----BEGIN [^-]+-----.+?-----END [^-]+-----\n", re.DOTALL)


@dataclass(frozen=True)
class TrustedKey:
    """The public half of a key: 32 bytes of Ed25519, a certificate in DER."""

    id: str
    public_key: bytes
    certificate: bytes
    made_at: datetime
    revoked_from: datetime | None = None

    def refuses(self, moment: datetime) -> bool:
        """Whether the key was revoked when it signed, by what the signed thing says of the time."""
        return self.revoked_from is not None and moment >= self.revoked_from


TrustedKeys = Mapping[str, TrustedKey]


@dataclass(frozen=True)
class SigningKey:
    """A key with its private halves, which no message ever shows."""

    ed25519: Ed25519PrivateKey = field(repr=False)
    ecdsa: EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def trusted(self) -> TrustedKey:
        public = self.ed25519.public_key().public_bytes_raw()
        return TrustedKey(
            id=key_id(public),
            public_key=public,
            certificate=self.certificate.public_bytes(Encoding.DER),
            made_at=self.certificate.not_valid_before_utc,
        )


def key_id(public_key: bytes) -> str:
    """Forty bits of the public key's SHA-256, in Crockford's base 32."""
    return spelled_id(sha256(public_key).digest()[:5])


def spelled_id(packed: bytes) -> str:
    """A key's id from its five bytes."""
    number = int.from_bytes(packed)
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))


def packed_id(of: str) -> bytes:
    """The five bytes of a key's id."""
    return sum(CROCKFORD.index(of[7 - place]) << 5 * place for place in range(8)).to_bytes(5)


def write_key(folder: Path, key: SigningKey) -> None:
    """Keep the key in the folder, whole or not at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_private(folder)
    path = folder / f"{key.trusted.id}.pem"
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_pem(key))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read_keys(folder: Path) -> list[SigningKey]:
    """The keys of a folder. A StartupError names one that is damaged, or open to others."""
    if not folder.is_dir():
        return []
    _require_private(folder)
    return [_read(path) for path in sorted(folder.glob("*.pem"))]


def _read(path: Path) -> SigningKey:
    _require_private(path)
    try:
        ed25519, ecdsa, certificate = _BLOCK.findall(path.read_bytes())
        key = SigningKey(
            load_pem_private_key(ed25519, None),  # type: ignore[arg-type]  # checked by its id
            load_pem_private_key(ecdsa, None),  # type: ignore[arg-type]
            x509.load_pem_x509_certificate(certificate),
        )
        if key.trusted.id == path.stem and key.ecdsa.public_key() == key.certificate.public_key():
            return key
    except (OSError, ValueError, AttributeError):
        pass
    raise StartupError(
        f"setting documents.keys_folder: {path} is not a whole key of this name;"
        " bring it back from a copy, or take it away and run `thana keys make`"
    )


def _require_private(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        mode = "700" if path.is_dir() else "600"
        raise StartupError(
            f"setting documents.keys_folder: others may use {path}; run `chmod {mode} {path}`"
        )


def _pem(key: SigningKey) -> bytes:
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = key.certificate.public_bytes(Encoding.PEM)
    return key.ed25519.private_bytes(*form) + key.ecdsa.private_bytes(*form) + certificate


def new_key(issuer: str, now: datetime) -> SigningKey:
    """A key of the moment, certified by itself in the issuer's name."""
    ed25519, ecdsa = Ed25519PrivateKey.generate(), generate_private_key(SECP256R1())
    of = key_id(ed25519.public_key().public_bytes_raw())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Document key {of}"),
        ]
    )
    builder = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name)
        .public_key(ecdsa.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signs_alone(), critical=True)
    )
    return SigningKey(ed25519, ecdsa, builder.sign(ecdsa, hashes.SHA256()))


def _signs_alone() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
