"""`thana verify`: a clerk's check without a network, and the police's own against the register."""

from __future__ import annotations

import asyncio
import hashlib
import json
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import Finished, thana
from conftest import MovableClock
from factories import make_citizen, make_request
from signed_papers import CODE, NUMBER, PUBLIC_URL, fresh_key, plain_pdf, signed_pdf, trust
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.documents import checking, payload
from core.documents.codes import shown
from core.documents.findings import NEWER_COPY, Outcome
from core.documents.keys import current_key, make_key, revoke
from core.documents.models import Document, DocumentCopy, DocumentKey
from core.documents.offline import read_trust, write_trust
from core.documents.payload import Payload
from core.documents.signing import LocalSigner
from core.errors import StartupError
from core.runtime import Runtime
from core.settings import Settings

KEY = fresh_key()
MADE = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)


async def check(folder: Path, *words: str) -> Finished:
    """Offline: the settings are broken, and there is no database."""
    return await thana(folder, "verify", *words, "--keys", "trust.json", mode="none")


def qr(**changes: object) -> str:
    said = Payload(CODE, "ACKNOWLEDGEMENT", NUMBER, KEY.trusted.id, MADE, None)
    said = replace(said, **changes)  # type: ignore[arg-type]
    return replace(said, signature=KEY.ed25519.sign(said.message)).address(PUBLIC_URL)


@pytest.fixture
def clerk(tmp_path: Path) -> Path:
    """A folder with the police's public keys and a paper."""
    (tmp_path / "trust.json").write_text(write_trust(trust(KEY)))
    return tmp_path


async def test_clerk_checks_papers_without_a_network(clerk: Path) -> None:
    pdf = await asyncio.to_thread(signed_pdf, KEY, None, MADE)
    (clerk / "paper.pdf").write_bytes(pdf)
    (clerk / "changed.pdf").write_bytes(pdf.replace(b"Lost", b"Last"))
    genuine, scanned, changed, host, over, other, typed = await asyncio.gather(
        check(clerk, "paper.pdf"),
        check(clerk, qr()),
        check(clerk, "changed.pdf", "--language", "en"),
        check(clerk, f"https://evil.example/verify/{CODE}"),
        check(clerk, qr(valid_until=MADE + timedelta(hours=1))),
        check(clerk, "paper.pdf", "--code", CODE[::-1]),
        check(clerk, "x" * 5000),
    )
    assert (genuine.code, genuine.err) == (0, "")
    lines = genuine.out.splitlines()
    assert lines[0] == "GENUINE: We have issued this, and nobody has changed it since."
    assert lines[1] == f"  Code: {shown(CODE)}"
    assert lines[3].startswith("The whole file was checked. A print is not:")
    assert lines[4].startswith("Checked without our register:")
    assert (scanned.code, f"  Number: {NUMBER}" in scanned.out.splitlines()) == (0, True)
    said = {
        changed: "ALTERED: This has been changed after we signed it. Do not accept it.",
        host: "WRONG_HOST: This QR code leads to another website, evil.example. It is not ours.",
        over: "EXPIRED: This document is genuine, but it was valid only until ",
        other: "MISMATCH: This PDF belongs to another document than the code.",
        typed: "MALFORMED: This is not the code, the QR code or the PDF file of a document",
    }
    for done, words in said.items():
        assert (done.code, done.err) == (1, "")
        assert done.out.startswith(words)
        assert "Checked without" not in done.out


async def test_clerk_is_told_of_a_wrong_call(clerk: Path) -> None:
    for content in ("[" * 200_000, '{"keys": [{"certificate": 5}]}'):
        with pytest.raises(StartupError, match="not one that `thana keys export` has"):
            read_trust(content)
    (clerk / "spoilt.json").write_text(json.dumps({"keys": "none"}))
    spoilt, code = await asyncio.gather(
        thana(clerk, "verify", CODE, "--keys", "spoilt.json"),
        check(clerk, qr(), "--code", "12345"),
    )
    assert spoilt.code == 1
    assert spoilt.faults[0].startswith("the file of keys is not one that `thana keys export` has")
    assert code.faults == ["--code 12345: this is no code; it has 20 letters and digits"]


@dataclass
class Issued:
    """A document in the register, whose copies are signed with the platform's own key."""

    app: Starlette
    runtime: Runtime
    document: Document

    async def copy(self, code: str | None = None) -> bytes:
        """A PDF that is made and entered now."""
        pdf = await self.signed(code)
        await DocumentCopy.create(
            id=uuid.uuid4(),
            document=self.document,
            position=await DocumentCopy.filter(document_id=self.document.id).count() + 1,
            sha256=hashlib.sha256(pdf).hexdigest(),
            byte_size=len(pdf),
            key_id=(await current_key(self.runtime)).trusted.id,
            made_at=self.runtime.now(),
        )
        return pdf

    async def signed(self, code: str | None = None) -> bytes:
        """A PDF that is signed, and not entered."""
        signer = LocalSigner(await current_key(self.runtime))
        pdf = plain_pdf(code or self.document.code)
        return await signer.sign_pdf(pdf, reason="ACKNOWLEDGEMENT", at=self.runtime.now())

    async def qr(self) -> str:
        await self.document.fetch_related("request")
        signer = LocalSigner(await current_key(self.runtime))
        return await payload.make(self.runtime, signer, self.document, self.document.request.number)

    async def check(self, what: str | bytes, code: str | None = None) -> checking.Finding:
        registry = self.app.state.platform.registry
        if isinstance(what, str):
            return await checking.check_text(self.runtime, registry, what)
        return await checking.check_pdf(self.runtime, registry, what, code)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Keys of the test's own, where the command looks for them."""
    documents = settings.documents.model_copy(update={"keys_folder": tmp_path / "var" / "keys"})
    return settings.model_copy(update={"documents": documents})


@pytest.fixture
async def issued(app: Starlette, runtime: Runtime) -> Issued:
    citizen = await make_citizen(runtime, full_name="सुनीता विश्वकर्मा")
    request = await make_request(app.state.platform, citizen)
    return Issued(app, runtime, await Document.get(request_id=request.id))


async def test_register_is_asked_by_the_command(
    issued: Issued, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "paper.pdf").write_bytes(await issued.copy())
    code, number = shown(issued.document.code), (await issued.document.request).number
    words = ["paper.pdf", code.lower(), await issued.qr(), "00000-00000-00000-00000"]
    pdf, typed, scanned, unknown = await asyncio.gather(
        *(thana(tmp_path, "verify", what, database_url=database_url) for what in words)
    )
    for done in (pdf, typed, scanned):
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("GENUINE: This document is genuine, and it is valid.\n")
        assert f"  Code: {code}\n  Number: {number}\n  Issued: 23.11.2026, 12:00 IST\n" in done.out
        assert "  Holder's initials: सु. वि.\n" in done.out
        assert "सुनीता" not in done.out
    assert unknown.code == 1
    assert unknown.out.startswith("UNKNOWN: We have issued no document with this code.")
    assert (await Document.get(id=issued.document.id)).checks == 3


async def test_copies_and_codes_of_other_documents_are_told_apart(
    issued: Issued, clock: MovableClock
) -> None:
    older = await issued.copy()
    clock.move(hours=1)
    newer = await issued.copy()
    assert (
        await issued.check(newer)
    ).message.message == "This document is genuine, and it is valid."
    found = await issued.check(older, issued.document.code)
    assert (found.outcome, found.message) == (Outcome.GENUINE, NEWER_COPY)
    mismatches: list[tuple[str | bytes, str | None]] = [
        (await issued.signed(), None),  # with a stolen key
        (await issued.signed(CODE), None),  # of no document
        (newer, CODE),  # in a page of another document
        ((await issued.qr()).replace(issued.document.code, CODE), None),
    ]
    outcomes = [(await issued.check(what, code)).outcome for what, code in mismatches]
    assert outcomes[:3] == [Outcome.MISMATCH] * 3
    assert outcomes[3] is Outcome.ALTERED
    await Document.filter(id=issued.document.id).update(kind="CERTIFICATE")
    assert (await issued.check(await issued.qr())).outcome is Outcome.MISMATCH


async def test_revoked_and_expired_documents_are_said_to_be_so(
    issued: Issued, clock: MovableClock
) -> None:
    pdf = await issued.copy()
    ends = clock.now() + timedelta(days=180)
    await Document.filter(id=issued.document.id).update(valid_until=ends)
    issued.document.valid_until = ends
    scanned = await issued.qr()
    each: list[str | bytes] = [scanned, pdf, issued.document.code]
    assert [(await issued.check(what)).outcome for what in each] == [Outcome.GENUINE] * 3
    clock.move(days=180)
    assert [(await issued.check(what)).outcome for what in each] == [Outcome.EXPIRED] * 3
    change = {"revoked_at": clock.now(), "revocation_code": "NO_SUCH_REASON"}
    await Document.filter(id=issued.document.id).update(**change)
    for what in each:
        found = await issued.check(what)
        assert found.outcome is Outcome.REVOKED
        assert found.message.parameters["day"] == "22.05.2027, 12:00 IST"
        assert found.document is not None


async def test_rotation_and_revocation_of_keys(issued: Issued, clock: MovableClock) -> None:
    old, old_qr = await issued.copy(), await issued.qr()
    first = (await current_key(issued.runtime)).trusted.id
    clock.move(days=1)
    second = (await make_key(issued.runtime)).id
    assert (await current_key(issued.runtime)).trusted.id == second
    new = await issued.copy()
    for what in (old, old_qr, new):
        assert (await issued.check(what)).is_genuine
    since = clock.now()
    assert await revoke(issued.runtime, second, since=since, note="stolen")
    assert (await current_key(issued.runtime)).trusted.id == first
    assert (await issued.check(new)).outcome is Outcome.REVOKED_KEY
    assert (await issued.check(old)).is_genuine
    assert await revoke(issued.runtime, first, since=issued.document.issued_at, note="stolen too")
    assert (await issued.check(old)).outcome is Outcome.REVOKED_KEY
    assert (await issued.check(old_qr)).outcome is Outcome.REVOKED_KEY
    assert not await revoke(issued.runtime, "00000000", since=since, note="no such key")
    later = since + timedelta(days=1)
    assert await revoke(issued.runtime, second, since=later, note="an earlier moment stands")
    assert (await DocumentKey.get(id=second)).revoked_from == since
    with pytest.raises(StartupError, match="holds no key that signs documents"):
        await current_key(issued.runtime)
    actions = AuditEntry.filter(action__startswith="document_key.").order_by("sequence")
    assert await actions.values_list("action", "subject") == [
        ("document_key.make", f"document_key:{first}"),
        ("document_key.make", f"document_key:{second}"),
        ("document_key.revoke", f"document_key:{second}"),
        ("document_key.revoke", f"document_key:{first}"),
        ("document_key.revoke", f"document_key:{second}"),
    ]
