"""The signature in the PDF: whole to the last byte, ours alone, and as the standards want it."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from signed_papers import (
    CODE,
    NOW,
    PUBLIC_URL,
    contents,
    fresh_key,
    message_of,
    plain_pdf,
    signed_pdf,
    trust,
    with_cms,
)

from core.documents.envelope import DATA, ORDER, SEQUENCE, SET, VERSION_1, element, open_envelope
from core.documents.findings import Finding, Outcome
from core.documents.key_files import SigningKey, new_key
from core.documents.offline import TrustFile, check_pdf
from core.texts import Language, Texts

KEY = fresh_key()
CHANGES = 1000


@pytest.fixture(scope="module")
def signed() -> bytes:
    return signed_pdf(KEY)


def outcome(pdf: bytes, of: TrustFile | None = None) -> Outcome:
    return check_pdf(of or trust(KEY), pdf, NOW).outcome


def test_signed_paper_is_genuine_and_says_which_it_is(signed: bytes) -> None:
    found = check_pdf(trust(fresh_key(), KEY), signed, NOW)
    assert (found.outcome, found.is_genuine) == (Outcome.GENUINE, True)
    assert found.pdf is not None
    assert (found.pdf.code, found.pdf.key_id, found.pdf.signed_at) == (CODE, KEY.trusted.id, NOW)
    assert check_pdf(trust(KEY), signed, NOW, CODE).is_genuine


def test_each_of_a_thousand_changed_bytes_is_refused(signed: bytes) -> None:
    """Every byte of the signature and of what is around it, and a thousand anywhere."""
    start, end = contents(signed)
    chance, last = random.Random(7), start + 2 * len(message_of(signed, KEY))
    ends = (0, 1, 2, 7, len(signed) - 1, len(signed) - 2, end, end - 1, end - 2)
    places = [*range(start - 400, last + 2), *range(end, len(signed)), *ends]
    changes = [(at, signed[at] ^ 1) for at in places]
    changes += [(at, signed[at] ^ 32) for at in range(start, last)]  # the case of a digit
    changes += [(at, 0x20) for at in range(start, last, 7)]  # white space is no digit
    for _ in range(CHANGES):
        at = chance.randrange(len(signed))
        changes.append((at, signed[at] ^ chance.randrange(1, 256)))
    known, seen = trust(KEY), Counter[Outcome]()
    for at, new in changes:
        if new != signed[at]:
            changed = signed[:at] + bytes([new]) + signed[at + 1 :]
            seen[check_pdf(known, changed, NOW).outcome] += 1
    assert set(seen) <= {Outcome.ALTERED, Outcome.UNKNOWN_KEY, Outcome.MALFORMED}
    assert seen.total() > 4 * CHANGES
    assert check_pdf(known, signed, NOW).is_genuine


def test_bytes_added_or_taken_away_are_refused(signed: bytes) -> None:
    start, end = contents(signed)
    middle = len(signed) // 3
    for changed in (
        signed + b"\n",
        signed + b"\0",
        signed[:-1],
        b"\n" + signed,
        signed[:middle] + b" " + signed[middle:],
        signed[: end - 2] + signed[end:],
        signed[:end] + b"00" + signed[end:],
        signed[:start] + b" " + signed[start : end - 1] + signed[end:],
    ):
        assert outcome(changed) is Outcome.ALTERED


def test_update_appended_behind_the_signature_is_refused(signed: bytes) -> None:
    number = len(pikepdf.open(BytesIO(signed)).objects) + 1
    end = signed.rindex(b"startxref")
    before = signed[end:].split()[1].decode()
    added = f"\n{number} 0 obj\n(Asha Rao)\nendobj\n"
    table = f"xref\n{number} 1\n{len(signed) + 1:010d} 00000 n \n"
    trailer = f"trailer\n<</Size {number + 1} /Root 1 0 R /Prev {before}>>\n"
    tail = f"startxref\n{len(signed) + len(added)}\n%%EOF\n"
    assert outcome(signed + (added + table + trailer + tail).encode()) is Outcome.ALTERED
    saved = BytesIO()
    with pikepdf.open(BytesIO(signed)) as opened:
        opened.docinfo["/Title"] = "Another"
        opened.save(saved)
    assert not check_pdf(trust(KEY), saved.getvalue(), NOW).is_genuine


def test_signature_written_another_way_is_refused(signed: bytes) -> None:
    """What is not signed in a CMS message: attributes beside, certificates more, other lengths."""
    der, certificate = message_of(signed, KEY), fresh_key().trusted.certificate
    beside = message_of(
        signed, KEY, beside=element(0xA1, element(SEQUENCE, DATA, element(SET, VERSION_1)))
    )
    more = message_of(signed, KEY, more=certificate)
    assert der[:2] == b"\x30\x82"
    indefinite = b"\x30\x80" + der[4:] + b"\0\0"
    longer = b"\x30\x83\0" + der[2:]
    start, end = contents(signed)
    trailing = der.ljust((end - start) // 2 - 1, b"\0") + b"\1"
    for other in (beside, more, indefinite, longer, trailing):
        assert other != der
        assert outcome(with_cms(signed, other)) is Outcome.ALTERED
    assert outcome(with_cms(signed, der)) is Outcome.GENUINE


def test_the_other_right_value_of_a_signature_is_refused(signed: bytes) -> None:
    """With s, n - s is right as well: the file would be another one, and say the same."""
    r, s = decode_dss_signature(open_envelope(signed).signature)
    assert s <= ORDER // 2
    other = message_of(signed, KEY, signature=encode_dss_signature(r, ORDER - s))
    assert outcome(with_cms(signed, other)) is Outcome.ALTERED


def test_other_instance_is_not_believed(signed: bytes) -> None:
    foreign = fresh_key()
    theirs = signed_pdf(foreign)
    assert outcome(theirs) is Outcome.UNKNOWN_KEY
    assert outcome(signed, trust(foreign)) is Outcome.UNKNOWN_KEY
    assert outcome(theirs, trust(foreign)) is Outcome.GENUINE


def test_certificate_that_bears_our_name_is_not_believed() -> None:
    """Issuer and serial number can be copied, the key cannot."""
    ours, theirs = KEY.certificate, fresh_key()
    forged = (
        x509.CertificateBuilder(ours.issuer, ours.subject)
        .public_key(theirs.ecdsa.public_key())
        .serial_number(ours.serial_number)
        .not_valid_before(ours.not_valid_before_utc)
        .not_valid_after(ours.not_valid_after_utc)
    )
    for extension in ours.extensions:
        forged = forged.add_extension(extension.value, extension.critical)
    certificate = forged.sign(theirs.ecdsa, hashes.SHA256())
    forger = SigningKey(theirs.ed25519, theirs.ecdsa, certificate)
    assert outcome(signed_pdf(forger)) is Outcome.ALTERED
    assert outcome(signed_pdf(SigningKey(theirs.ed25519, theirs.ecdsa, ours))) is Outcome.ALTERED


def test_revoked_key_is_believed_for_what_it_signed_before(signed: bytes) -> None:
    for since, wanted in (
        (NOW - timedelta(days=1), Outcome.REVOKED_KEY),
        (NOW, Outcome.REVOKED_KEY),
        (NOW + timedelta(seconds=1), Outcome.GENUINE),
    ):
        revoked = replace(KEY.trusted, revoked_from=since)
        assert outcome(signed, TrustFile(PUBLIC_URL, {revoked.id: revoked})) is wanted


def test_pdf_of_another_document_is_told_apart(signed: bytes) -> None:
    found: Finding = check_pdf(trust(KEY), signed, NOW, CODE[::-1])
    assert found.outcome is Outcome.MISMATCH
    assert "another document" in Texts({"core": "core"})(found.message, Language.EN)
    assert outcome(signed_pdf(KEY, plain_pdf("no code"))) is Outcome.MISMATCH


def test_what_is_no_paper_of_ours_is_said_to_be_none(signed: bytes) -> None:
    for other in (b"", b"%PDF-1.7", plain_pdf(), b"\xff\xd8\xff\xe0" * 100, b"{}" * 5000):
        assert outcome(other) is Outcome.MALFORMED
    for other in (
        b"/ByteRange [0 1 2 3]",
        b"/ByteRange [0 999999999 999999999 0]",
        b"<>>>/ByteRange [0 1 3 23 ]",
        b"<" + b"3080" * 20_000 + b">/ByteRange [0 0 80002 28]",
    ):
        assert outcome(other) is Outcome.ALTERED


def test_paper_is_certified_against_any_change_as_pades_wants_it(signed: bytes) -> None:
    """By pyHanko alone, which knows nothing of our stricter rules."""
    reader = PdfFileReader(BytesIO(signed))
    [signature] = reader.embedded_signatures
    roots = [asn1_x509.Certificate.load(KEY.trusted.certificate)]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, moment=NOW))
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert signature.docmdp_level is MDPPerm.NO_CHANGES
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Reason"] == "ACKNOWLEDGEMENT"
    assert signature.field_name == "Signature"
    assert signature.self_reported_timestamp == NOW
    before, after = pikepdf.open(BytesIO(plain_pdf())), pikepdf.open(BytesIO(signed))
    assert dict(after.docinfo) == dict(before.docinfo)
    assert "/Metadata" not in after.Root


@pytest.mark.foreign
def test_poppler_finds_the_signature_valid(signed: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig is not installed (Debian: poppler-utils)")
    (tmp_path / "paper.pdf").write_bytes(signed)
    told = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "paper.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert f"Document key {KEY.trusted.id}" in told


def test_longest_name_of_a_state_leaves_room_and_an_old_key_still_counts() -> None:
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    key = new_key("मध्य प्रदेश पुलिस " * 10, long_ago)
    late = datetime(2080, 1, 1, tzinfo=UTC)
    assert outcome(signed_pdf(key, at=late), trust(key)) is Outcome.GENUINE
