"""What tus 1.0 says in headers, read strictly."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode

from starlette.datastructures import Headers

from core.errors import BadRequest
from core.files.receiving import Checksum
from core.texts import text

ALGORITHMS = ("sha1", "sha256")
MOST_DIGITS = 15


def number(headers: Headers, name: str) -> int:
    """A header that must be there once and hold a number that is not negative."""
    values = headers.getlist(name)
    digits = values[0] if len(values) == 1 else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise BadRequest(text("The header {name} must be a number.", name=name))
    return int(digits)


def checksum(headers: Headers) -> Checksum | None:
    """What Upload-Checksum says, if it is there."""
    given = headers.get("upload-checksum")
    if given is None:
        return None
    algorithm, _, encoded = given.partition(" ")
    if algorithm not in ALGORITHMS:
        known = ", ".join(ALGORITHMS)
        raise BadRequest(text("Upload-Checksum knows the algorithms {known}.", known=known))
    digest = _decode(encoded)
    if digest is None or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise BadRequest(text("Upload-Checksum must hold a checksum in Base64."))
    return Checksum(algorithm, digest)


def metadata(headers: Headers) -> dict[str, str]:
    """The pairs of Upload-Metadata."""
    given = headers.get("upload-metadata", "")
    pairs = [pair.partition(" ") for pair in given.split(",")] if given else []
    decoded = {key: _text(encoded) for key, _, encoded in pairs}
    is_fit = all(key and value is not None for key, value in decoded.items())
    if not is_fit or len(decoded) != len(pairs):
        raise BadRequest(
            text("Upload-Metadata must hold pairs of a key, named once, and UTF-8 text in Base64.")
        )
    return {key: value for key, value in decoded.items() if value is not None}


def as_metadata(pairs: dict[str, str]) -> str:
    """Pairs as Upload-Metadata holds them."""
    encoded = {key: b64encode(value.encode()).decode("ascii") for key, value in pairs.items()}
    return ",".join(f"{key} {value}" for key, value in encoded.items())


def _text(encoded: str) -> str | None:
    decoded = _decode(encoded)
    try:
        return None if decoded is None else decoded.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode(encoded: str) -> bytes | None:
    try:
        return b64decode(encoded, validate=True)
    except ValueError:
        return None
