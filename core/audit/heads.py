"""The heads of all chains at a moment, as a signed file: kept off the host, it shows a chain that
was cut or rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

NAME = "heads-*.json"
SIGNED_AS = b"thana audit heads 1\n"
"""Stands before what is signed, so that no signature of anything else fits a file of heads."""


class Signer(Protocol):
    """What signs documents signs heads as well."""

    key_id: str

    async def sign_text(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""


@dataclass(frozen=True)
class Signed:
    """Something that says it was signed by a key at a moment."""

    key_id: str
    time: datetime
    message: bytes
    signature: bytes


IsSigned = Callable[[Signed], bool]
"""Whether a key of this platform that was good at that moment has signed it."""


@dataclass(frozen=True)
class Heads:
    """Length and head of every chain by its name, and SHA-256 of the file before."""

    time: datetime
    chains: Mapping[str, tuple[int, str]]
    previous: str | None
    key_id: str
    signature: bytes = b""

    @property
    def name(self) -> str:
        return f"heads-{self.time:%Y%m%dT%H%M%S.%fZ}.json"

    @property
    def signed(self) -> Signed:
        message = SIGNED_AS + _json(self._content)
        return Signed(self.key_id, self.time, message, self.signature)

    @property
    def _content(self) -> dict[str, Any]:
        return {
            "time": self.time.isoformat(timespec="microseconds"),
            "previous": self.previous,
            "key_id": self.key_id,
            "chains": {name: list(end) for name, end in sorted(self.chains.items())},
        }

    def rendered(self) -> bytes:
        """The file."""
        return _json({**self._content, "signature": self.signature.hex()}) + b"\n"


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode("ascii")


async def sign(heads: Heads, signer: Signer) -> Heads:
    """The heads with their signature."""
    return replace(heads, signature=await signer.sign_text(heads.signed.message))


def parse(content: bytes) -> Heads | None:
    """The heads of a file; None for whatever we have not written like this."""
    try:
        read = json.loads(content)
        heads = Heads(
            time=datetime.fromisoformat(read["time"]).astimezone(UTC),
            chains={name: (int(end[0]), str(end[1])) for name, end in read["chains"].items()},
            previous=read["previous"],
            key_id=str(read["key_id"]),
            signature=bytes.fromhex(read["signature"]),
        )
        return heads if heads.rendered() == content else None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def files_in(folder: Path) -> list[Path]:
    """The files of heads in a folder, oldest first."""
    return sorted(folder.glob(NAME))


def digest_of(content: bytes) -> str:
    """What the next file says of this one."""
    return sha256(content).hexdigest()
