"""What every use case needs of the running platform, handed down by `app`: settings, clock, texts,
secrets.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cryptography.fernet import Fernet, MultiFernet

from core.clock import Clock
from core.errors import StartupError
from core.settings import Settings
from core.texts import Texts

SHORTEST_KEY = 32


class Secrets:
    """Seals what only the platform may read again, and hashes what it only has to recognise. The
    newest key comes first.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise StartupError(
                "setting secret_keys: none; set THANA_SECRET_KEY_FILE to a file with a key of 32 "
                "characters or more"
            )
        if weak := [
            number
            for number, key in enumerate(keys, 1)
            if len(key) < SHORTEST_KEY or len(set(key)) < 8
        ]:
            raise StartupError(
                f"setting secret_keys: key {weak[0]} is too short or too regular;"
                " make one with `openssl rand -hex 32`"
            )
        self._fernet = MultiFernet(
            [Fernet(urlsafe_b64encode(_derive(key, b"seal"))) for key in keys]
        )
        self._pepper = _derive(keys[-1], b"hash")
        self._peppers = {_derive(key, b"id").hex()[:8]: _derive(key, b"mark") for key in keys}

    def seal(self, value: Any) -> str:
        """An encrypted text of a JSON value."""
        return self._fernet.encrypt(json.dumps(value).encode()).decode("ascii")

    def unseal(self, sealed: str) -> Any:
        return json.loads(self._fernet.decrypt(sealed.encode("ascii")))

    def digest(self, purpose: str, value: str) -> str:
        """A keyed hash, 64 hexadecimal characters: equal for equal values of one purpose, useless
        without the key.
        """
        return _hash(self._pepper, purpose, value)

    def digests(self, purpose: str, value: str) -> Mapping[str, str]:
        """Keyed hashes that outlive a change of keys: one under each key in force, by the key's id
        (8 hexadecimal characters), the newest key's first. Store the first, look for all.
        """
        return {key_id: _hash(pepper, purpose, value) for key_id, pepper in self._peppers.items()}


def _hash(pepper: bytes, purpose: str, value: str) -> str:
    return hmac.new(pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _derive(key: str, purpose: bytes) -> bytes:
    return hmac.new(key.encode(), b"thana:" + purpose, hashlib.sha256).digest()


@dataclass(frozen=True)
class Runtime:
    """Settings, clock, texts and secrets of one running platform."""

    settings: Settings
    clock: Clock
    texts: Texts
    secrets: Secrets

    def now(self) -> datetime:
        return self.clock.now()


class Providers(Protocol):
    """Whoever knows what plugins provide."""

    def port(self, port: type[Any], runtime: Runtime, name: str | None = None) -> Any: ...
