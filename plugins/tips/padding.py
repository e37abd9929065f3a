"""Content in few sizes, so that a stored length says next to nothing about what it holds."""

from __future__ import annotations

BUCKETS = (1_024, 4_096, 16_384, 65_536)
"""Bytes of a padded text (security.md, rule 7)."""

SMALLEST_FILE = 65_536
_LENGTH = 4


class TooLong(Exception):
    """The content fits into no bucket."""


def pad(content: bytes) -> bytes:
    """The content, filled up to one of the four bucket sizes. Raises TooLong."""
    size = next((each for each in BUCKETS if len(content) + _LENGTH <= each), None)
    if size is None:
        raise TooLong
    return _filled(content, size)


def pad_file(content: bytes) -> bytes:
    """The content, filled up to 64 kB, or to the next doubling of that."""
    size = SMALLEST_FILE
    while size < len(content) + _LENGTH:
        size *= 2
    return _filled(content, size)


def unpad(padded: bytes) -> bytes:
    """The content of what was filled up."""
    length = int.from_bytes(padded[:_LENGTH], "big")
    return padded[_LENGTH : _LENGTH + length]


def _filled(content: bytes, size: int) -> bytes:
    return (len(content).to_bytes(_LENGTH, "big") + content).ljust(size, b"\0")
