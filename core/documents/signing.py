"""Signs what is issued: the PDF (PAdES) and the text that its QR code carries (Ed25519)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from importlib import import_module
from typing import Protocol

from core.documents.key_files import SigningKey
from core.documents.keys import current_key, make_key
from core.errors import StartupError
from core.runtime import Providers, Runtime


class DocumentSigner(Protocol):
    """What signs documents: PDFs by ECDSA P-256 with SHA-256 and one certificate of its own, which
    its issuer and serial number name, texts by Ed25519. `keys.publish` makes its key believed.
    """

    key_id: str

    async def sign_pdf(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        """The PDF with a certifying signature that allows no change."""

    async def sign_text(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""


class LocalSigner:
    """Signs with a key of the keys folder."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self.key_id = key.trusted.id

    async def sign_pdf(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        return await asyncio.to_thread(_sign_pdf, self._key, pdf, reason, at)

    async def sign_text(self, message: bytes) -> bytes:
        return self._key.ed25519.sign(message)


async def document_signer(runtime: Runtime, providers: Providers) -> DocumentSigner:
    """The signer that the settings name, with the key that signs now. Ask anew for each document: a
    key may have been made or revoked in between.
    """
    name = runtime.settings.documents.signer
    if name == "local":
        return LocalSigner(await current_key(runtime))
    signer: DocumentSigner | None = providers.port(DocumentSigner, runtime, name)
    if signer is None:
        raise StartupError(
            f"setting documents.signer: no enabled plugin provides {name}; the built-in is local"
        )
    return signer


async def prepare(runtime: Runtime, providers: Providers) -> None:
    """See at the start that documents can be signed. The demo makes its own key; production is told
    how to.
    """
    settings = runtime.settings
    if settings.is_demo and settings.documents.signer == "local":
        if not any(settings.documents.keys_folder.glob("*.pem")):
            await make_key(runtime)
    await document_signer(runtime, providers)
    await asyncio.to_thread(import_module, "core.documents.pades")  # now, not while it serves


def _sign_pdf(key: SigningKey, pdf: bytes, reason: str, at: datetime) -> bytes:
    from core.documents import pades  # slow to import: half a second

    return pades.sign(key, pdf, reason, at)
