"""What an upload really is, and a clean copy of it. Runs in the sandbox."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import puremagic

from core.files.faults import FileFault, Refused, damaged_if_unreadable
from core.files.images import clean_jpeg, clean_png
from core.files.pdfs import clean_pdf

HEADER_BYTES = 1024

FIRST_BYTES = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}
CLEAN: dict[str, Callable[[BytesIO], BytesIO]] = {
    "image/jpeg": clean_jpeg,
    "image/png": clean_png,
    "application/pdf": clean_pdf,
}


def inspect(job: dict[str, Any]) -> dict[str, Any]:
    """Write a clean copy of `source` to `target` if it is one of the `allowed` types, and at most
    `max_bytes` long: its type, size and digest. Else the fault; then nothing is written.

    With `content` in the place of both, in base64, the clean copy is in the answer and nothing
    touches a disk.
    """
    try:
        with _opened(job) as source:
            content_type, clean = _cleaned(source, job)
    except Refused as refused:
        return {"fault": refused.fault.value}
    if "content" in job:
        return {"content_type": content_type, "content": b64encode(clean).decode("ascii")}
    Path(job["target"]).write_bytes(clean)
    return {
        "content_type": content_type,
        "byte_size": len(clean),
        "sha256": hashlib.sha256(clean).hexdigest(),
    }


def _opened(job: dict[str, Any]) -> BinaryIO:
    return BytesIO(b64decode(job["content"])) if "content" in job else open(job["source"], "rb")


def _cleaned(source: BinaryIO, job: dict[str, Any]) -> tuple[str, memoryview]:
    content_type = type_of(source, job["allowed"])
    with damaged_if_unreadable():
        clean = CLEAN[content_type](BytesIO(source.read())).getbuffer()
    if len(clean) > job["max_bytes"]:
        raise Refused(FileFault.FILE_TOO_LARGE)
    return content_type, clean


def type_of(source: BinaryIO, allowed: list[str]) -> str:
    """The one of the allowed types that the content is, by its first bytes and by puremagic."""
    header = source.read(HEADER_BYTES)
    source.seek(0)
    if not header:
        raise Refused(FileFault.FILE_EMPTY)
    guessed = _guesses(header)
    for content_type in allowed:
        if content_type in guessed and header.startswith(FIRST_BYTES[content_type]):
            return content_type
    raise Refused(FileFault.FILE_TYPE)


def _guesses(header: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(header)}
    except puremagic.PureError:
        return set()
