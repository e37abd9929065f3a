"""Encryption, by libsodium (PyNaCl): with a key that both sides hold, and to a public key.

Every sealed value is bound to what it is of: opened as anything else, or with one bit changed, it
is Broken, and nothing of it comes out (security.md, T-3).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import Aead
from nacl.utils import random

from plugins.tips.padding import pad, unpad

KEY_BYTES = 32
SALT_BYTES = argon2id.SALTBYTES


class Broken(Exception):
    """Sealed content that does not open: another key, another place, or altered."""


@dataclass(frozen=True)
class Cost:
    """What one derivation costs: passes, and bytes of memory."""

    passes: int
    memory: int


RECEIPT_COST = Cost(argon2id.OPSLIMIT_INTERACTIVE, argon2id.MEMLIMIT_INTERACTIVE)
"""2 passes over 64 MB: beside 60 random bits that is for whoever has the whole database."""

PASSPHRASE_COST = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
"""3 passes over 256 MB: people choose passphrases."""


def new_key() -> bytes:
    """A random key, or a random salt's worth of one."""
    return random(KEY_BYTES)


def new_salt() -> bytes:
    return random(SALT_BYTES)


def derived_key(secret: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a secret leads to, by Argon2id. Takes long: call it in a thread."""
    return argon2id.kdf(
        KEY_BYTES, secret.encode(), salt, opslimit=cost.passes, memlimit=cost.memory
    )


def seal(key: bytes, content: bytes, of: str) -> bytes:
    """The content under the key (XChaCha20-Poly1305), bound to what it is of."""
    return bytes(Aead(key).encrypt(content, of.encode()))


def unseal(key: bytes, sealed: bytes, of: str) -> bytes:
    """What `seal` was given. Raises Broken."""
    try:
        return bytes(Aead(key).decrypt(sealed, of.encode()))
    except (CryptoError, ValueError):  # ValueError: shorter than its own overhead
        raise Broken from None


def seal_record(key: bytes, record: dict[str, Any], of: str) -> bytes:
    """A record (JSON), padded and sealed. Raises TooLong."""
    return seal(key, pad(json.dumps(record, ensure_ascii=False).encode()), of)


def unseal_record(key: bytes, sealed: bytes, of: str) -> dict[str, Any]:
    """What `seal_record` was given. Raises Broken."""
    record: dict[str, Any] = json.loads(unpad(unseal(key, sealed, of)))
    return record


def seal_to(public_key: bytes, key: bytes, of: str) -> bytes:
    """A key of 32 bytes for whoever has the private key, bound to what it is of."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(key + of.encode()))


def unseal_with(private_key: bytes, sealed: bytes, of: str) -> bytes:
    """The key that `seal_to` was given. Raises Broken."""
    try:
        opened = bytes(SealedBox(PrivateKey(private_key)).decrypt(sealed))
    except (CryptoError, ValueError):  # ValueError: shorter than its own overhead
        raise Broken from None
    if opened[KEY_BYTES:] != of.encode():
        raise Broken
    return opened[:KEY_BYTES]


def vouch(private_key: bytes, statement: str) -> bytes:
    """What only a holder of the private key could say (BLAKE2b, keyed): 32 bytes."""
    return blake2b(statement.encode(), key=private_key, encoder=RawEncoder)


def public_of(private_key: bytes) -> bytes:
    """The public key that belongs to a private one."""
    return bytes(PrivateKey(private_key).public_key)


def new_pair() -> tuple[bytes, bytes]:
    """A private and its public key (X25519)."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)
