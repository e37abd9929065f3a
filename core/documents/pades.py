"""PAdES signatures by pyHanko, which is slow to import: only what signs or checks a PDF does so. It
reads nothing that has not been proved to be ours.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.documents import payload
from core.documents.envelope import ORDER, open_envelope, signer_name
from core.documents.findings import Outcome, Refused
from core.documents.key_files import SigningKey, TrustedKey, TrustedKeys
from core.documents.offline import REVOKED, SignedPdf

FIELD = "Signature"
DIGITS = 4096
"""Room for the signature: twice its bytes, with the longest name of a state."""


class _Writer(IncrementalPdfFileWriter):
    """Adds the signature alone: the metadata are as they were rendered, not of the signing."""

    def _update_meta(self) -> None:
        pass


class _SignerAt(PdfSigner):
    """Signs with a moment that is given, not with the machine's."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: SimpleSigner, at: datetime) -> None:
        super().__init__(metadata, signer)
        self._at = at

    def init_signing_session(self, *arguments: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self._at
        return session


def sign(key: SigningKey, pdf: bytes, reason: str, at: datetime) -> bytes:
    """The PDF with an invisible certifying signature (PAdES B-B) that allows no change. Nothing is
    fetched.
    """
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        certify=True,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signed = BytesIO()
    writer = _Writer(BytesIO(pdf))
    _SignerAt(metadata, _signer(key), at).sign_pdf(writer, bytes_reserved=DIGITS, output=signed)
    return signed.getvalue()


class _LowSigner(SimpleSigner):
    """Writes the lower of the two values that are both right signatures."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        r, s = decode_dss_signature(super().sign_raw(data, digest_algorithm))
        return encode_dss_signature(r, min(s, ORDER - s))


def _signer(key: SigningKey) -> SimpleSigner:
    private = key.ecdsa.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return _LowSigner(
        signing_cert=asn1_x509.Certificate.load(key.trusted.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def prove(pdf: bytes, keys: TrustedKeys) -> SignedPdf:
    """What a PDF says of itself that one of the keys has signed, down to its last byte. Refused
    with MALFORMED, UNKNOWN_KEY, ALTERED, REVOKED_KEY, or MISMATCH where it bears no code.
    """
    envelope = open_envelope(pdf)
    named = (key for key in keys.values() if signer_name(key.certificate) == envelope.signer)
    key = next(named, None)
    if key is None:
        raise Refused(Outcome.UNKNOWN_KEY)
    if not envelope.is_sealed_by(key.certificate):
        raise Refused(Outcome.ALTERED)
    return _read(pdf, key)


def _read(pdf: bytes, key: TrustedKey) -> SignedPdf:
    """What a file that we have written says, once pyHanko agrees that it is signed."""
    reader = PdfFileReader(BytesIO(pdf))
    [signature] = reader.embedded_signatures
    signed_at = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(key.certificate)],
        allow_fetching=False,
        moment=signed_at,
    )
    status = validate_pdf_signature(signature, context)
    is_whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not (status.bottom_line and is_whole and signature.docmdp_level is MDPPerm.NO_CHANGES):
        raise Refused(Outcome.ALTERED)
    if key.refuses(signed_at):
        raise Refused(Outcome.REVOKED_KEY)
    said = payload.embedded(_said(reader, "/Keywords"))
    if said is None:
        raise Refused(Outcome.MISMATCH)
    return SignedPdf(
        code=said if isinstance(said, str) else said.code,
        key_id=key.id,
        signed_at=signed_at,
        sha256=sha256(pdf).hexdigest(),
        scanned=None if isinstance(said, str) else said,
        is_revoked=_said(reader, "/Subject") == REVOKED,
    )


def _said(reader: PdfFileReader, name: str) -> str:
    """A line of what the file says of itself."""
    try:
        return str(reader.trailer_view["/Info"][name])
    except KeyError:
        return ""
