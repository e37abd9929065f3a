"""Keys that sign documents: an Ed25519 key for what a QR code carries and a certified ECDSA key for
the PDF, in one file. Their public halves stand in the database.

Rotation is making a new key: the newest one that is not revoked signs, the older ones go on being
believed. A key is revoked from a moment on: what it signed before stays good. Whoever has stolen a
key can write an older date, so a paper of a revoked key is sure only by the online check, which
knows every copy by its SHA-256.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from core.audit import service as audit
from core.db import transactional
from core.documents.issuing import renew
from core.documents.key_files import SigningKey, TrustedKey, new_key, read_keys, write_key
from core.documents.models import Document, DocumentKey
from core.errors import StartupError
from core.runtime import Runtime
from core.texts import Language


async def make_key(runtime: Runtime) -> TrustedKey:
    """A new key, in a file that the owner alone can read; it signs from now on."""
    folder = runtime.settings.documents.keys_folder
    names = runtime.settings.state.name
    issuer = names.get(Language.EN) or next(iter(names.values()))
    key = new_key(issuer, runtime.now())
    await asyncio.to_thread(write_key, folder, key)
    await publish(runtime, key.trusted)
    return key.trusted


async def current_key(runtime: Runtime) -> SigningKey:
    """The newest key of the folder that is not revoked. A StartupError says how to make one."""
    folder = runtime.settings.documents.keys_folder
    found = await asyncio.to_thread(read_keys, folder)
    revoked = {row.id for row in await DocumentKey.filter(revoked_from__not_isnull=True)}
    usable = [key for key in found if key.trusted.id not in revoked]
    if not usable:
        raise StartupError(
            f"setting documents.keys_folder: {folder} holds no key that signs documents;"
            " make one with `thana keys make`"
        )
    newest = max(usable, key=lambda key: (key.trusted.made_at, key.trusted.id))
    await publish(runtime, newest.trusted)
    return newest


async def signing_key_id(runtime: Runtime) -> str | None:
    """The id of the key that signs now; None when there is none."""
    try:
        return (await current_key(runtime)).trusted.id
    except StartupError:
        return None


@transactional
async def revoke(runtime: Runtime, of: str, *, since: datetime, note: str) -> bool:
    """Believe nothing that the key signed at this moment or later; what was issued since is made
    anew. False when there is no such key. An earlier moment may follow, never a later one.
    """
    row = await DocumentKey.get_or_none(id=of)
    if row is None:
        return False
    row.revoked_from = min(since, row.revoked_from or since)
    row.revocation_note = note
    await row.save(update_fields=["revoked_from", "revocation_note"])
    await _record(runtime, of, "document_key.revoke", since=row.revoked_from.isoformat())
    for document in await Document.filter(copies__key_id=of, issued_at__gte=since).distinct():
        await renew(runtime, document)
    return True


async def trusted_keys() -> dict[str, TrustedKey]:
    """Every key that has ever signed here, by its id, oldest first."""
    return {row.id: _trusted(row) for row in await DocumentKey.all().order_by("made_at", "id")}


def _trusted(row: DocumentKey) -> TrustedKey:
    certificate = x509.load_pem_x509_certificate(row.certificate.encode("ascii"))
    return TrustedKey(
        id=row.id,
        public_key=bytes.fromhex(row.public_key),
        certificate=certificate.public_bytes(Encoding.DER),
        made_at=row.made_at,
        revoked_from=row.revoked_from,
    )


@transactional
async def publish(runtime: Runtime, key: TrustedKey) -> None:
    """Let the checks believe the key. A key brought to a new database is known there as well."""
    certificate = x509.load_der_x509_certificate(key.certificate).public_bytes(Encoding.PEM)
    values = {
        "public_key": key.public_key.hex(),
        "certificate": certificate.decode("ascii"),
        "made_at": key.made_at,
    }
    _, is_new = await DocumentKey.get_or_create(values, id=key.id)
    if is_new:
        await _record(runtime, key.id, "document_key.make")


async def _record(runtime: Runtime, of: str, action: str, **details: str) -> None:
    await audit.record(
        audit.PLATFORM,
        at=runtime.now(),
        actor="system:documents",
        action=action,
        subject=f"document_key:{of}",
        details=details,
    )
