"""What the QR code of a document carries, checked without a network."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from signed_papers import CODE, NOW, NUMBER, PUBLIC_URL, fresh_key, trust

from core.documents import payload
from core.documents.findings import Outcome
from core.documents.key_files import SigningKey
from core.documents.offline import TrustFile, check_text, read_trust, write_trust
from core.documents.payload import Payload
from core.errors import StartupError
from core.texts import Language, Texts

KEY = fresh_key()
YEAR = timedelta(days=365)
ALPHABET = "-.0123456789:?=/ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz%é\u0966 "


def qr(key: SigningKey = KEY, **changes: object) -> str:
    """The text of a QR code, signed."""
    unsigned = Payload(CODE, "ACKNOWLEDGEMENT", NUMBER, key.trusted.id, NOW, None)
    unsigned = replace(unsigned, **changes)  # type: ignore[arg-type]
    signed = replace(unsigned, signature=key.ed25519.sign(unsigned.message))
    return signed.address(PUBLIC_URL)


def outcome(text: str, of: TrustFile | None = None, now: datetime = NOW) -> Outcome:
    return check_text(of or trust(KEY), text, now).outcome


def test_genuine_qr_code_says_what_stands_on_the_paper() -> None:
    text = qr(valid_until=NOW + YEAR)
    assert text.startswith(f"{PUBLIC_URL}/verify/{CODE}?s=ACKNOWLEDGEMENT.{NUMBER}.")
    assert len(text) < 213  # a QR code of version 10, level M
    found = check_text(trust(KEY), f" {text}\n", NOW)
    assert (found.outcome, found.is_genuine) == (Outcome.GENUINE, True)
    said = found.scanned
    assert said is not None
    assert (said.code, said.kind, said.number) == (CODE, "ACKNOWLEDGEMENT", NUMBER)
    assert (said.issued_at, said.valid_until) == (NOW, NOW + YEAR)
    assert said.key_id == KEY.trusted.id


def test_each_altered_byte_is_refused() -> None:
    text = qr(valid_until=NOW + YEAR)
    known = trust(KEY)
    for at, old in enumerate(text):
        for new in {chr(ord(old) ^ 1), chr(ord(old) ^ 32), ALPHABET[at % len(ALPHABET)]} - {old}:
            altered = text[:at] + new + text[at + 1 :]
            if altered.strip() != text:
                assert outcome(altered, known) is not Outcome.GENUINE, (at, old, new)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"number": NUMBER.replace("42", "43")}, Outcome.ALTERED),
        ({"kind": "CERTIFICATE"}, Outcome.ALTERED),
        ({"code": CODE[::-1]}, Outcome.ALTERED),
        ({"issued_at": NOW - YEAR}, Outcome.ALTERED),
        ({"valid_until": None}, Outcome.ALTERED),
        ({"key_id": "00000000"}, Outcome.UNKNOWN_KEY),
    ],
)
def test_signed_words_cannot_be_exchanged(change: dict[str, object], found: Outcome) -> None:
    genuine = payload.parse(qr(valid_until=NOW + YEAR), PUBLIC_URL)
    assert isinstance(genuine, Payload)
    exchanged = replace(genuine, **change)  # type: ignore[arg-type]
    assert outcome(exchanged.address(PUBLIC_URL)) is found


def test_every_other_spelling_is_malformed() -> None:
    text = qr()
    for other in (
        text + "=",
        text + "&lang=hi",
        text + "#",
        text.replace("?s=", "/?s="),
        text.replace("?s=", "?S="),
        text.replace(CODE, CODE.lower()),
        text.replace("/verify", "//verify"),
        text.replace("/verify", "/VERIFY"),
        text.replace("seva", "SEVA"),
        text.replace("https", "http"),
        text.split("?s=")[1],
        text[:-1],
        "",
        "{}",
        '{"s": "' + text + '"}',
        json.dumps([[]] * 3000),
        "x" * 10_000,
        text + "x" * 10_000,
        "\0" * 300,
        "https://[::1",
        "https://",
        "ftp://example.com/verify",
        "javascript:alert(1)",
    ):
        assert outcome(other) is Outcome.MALFORMED, other[:80]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (f"https://evil.example/verify/{CODE}", "evil.example"),
        (f"HTTPS://EVIL.example:8443/verify/{CODE}", "evil.example"),
        (f"{PUBLIC_URL}@evil.example/verify/{CODE}", "evil.example"),
        (f"https://evil.example\\@seva.example.in/verify/{CODE}", "evil.example"),
        (f"{PUBLIC_URL}.evil.example/verify/{CODE}", "seva.example.in.evil.example"),
        (f"https://ѕeva.example.in/verify/{CODE}", "xn--eva-ehd.example.in"),
    ],
)
def test_other_website_is_named_so_that_nobody_takes_it_for_ours(address: str, host: str) -> None:
    found = check_text(trust(KEY), address, NOW)
    assert found.outcome is Outcome.WRONG_HOST
    shown = Texts({"core": "core"})(found.message, Language.EN)
    assert shown.startswith(f"This QR code leads to another website, {host}. It is not ours.")


def test_host_with_braces_or_markup_is_not_shown() -> None:
    for address in ("https://{host}/verify", "https://<b>evil</b>/verify", "https://a b/verify"):
        assert outcome(address) is Outcome.MALFORMED


def test_other_keys_are_not_believed() -> None:
    foreign = fresh_key()
    assert outcome(qr(foreign)) is Outcome.UNKNOWN_KEY
    assert outcome(qr(foreign, key_id=KEY.trusted.id)) is Outcome.ALTERED
    assert outcome(qr(foreign), trust(KEY, foreign)) is Outcome.GENUINE


def test_revoked_key_is_believed_for_what_is_older() -> None:
    known = trust(KEY)
    late = replace(KEY.trusted, revoked_from=NOW)
    known = replace(known, keys={late.id: late})
    assert outcome(qr(issued_at=NOW), known) is Outcome.REVOKED_KEY
    assert outcome(qr(issued_at=NOW + YEAR), known) is Outcome.REVOKED_KEY
    assert outcome(qr(issued_at=NOW - timedelta(seconds=1)), known) is Outcome.GENUINE


def test_validity_ends_to_the_second() -> None:
    text = qr(valid_until=NOW + YEAR)
    assert outcome(text, now=NOW + YEAR - timedelta(seconds=1)) is Outcome.GENUINE
    assert outcome(text, now=NOW + YEAR) is Outcome.EXPIRED


def test_code_alone_needs_the_register() -> None:
    for text in (CODE, CODE.lower(), f"{PUBLIC_URL}/verify/{CODE}"):
        assert payload.parse(text, PUBLIC_URL) == CODE
        assert "on our website only" in check_text(trust(KEY), text, NOW).message.message


def test_exported_keys_are_read_back_and_a_spoilt_file_is_named() -> None:
    other = replace(fresh_key(NOW - YEAR).trusted, revoked_from=datetime(2026, 11, 1, tzinfo=UTC))
    both = TrustFile(PUBLIC_URL, {key.id: key for key in (KEY.trusted, other)})
    written = write_trust(both)
    assert read_trust(written) == both
    assert "PRIVATE" not in written
    exchanged = written.replace(other.public_key.hex(), KEY.trusted.public_key.hex())
    for spoilt in ("", "[]", "{}", '{"keys": [{}]}', written[:-9], exchanged):
        with pytest.raises(StartupError, match="thana keys export"):
            read_trust(spoilt)
