"""What is sent as it is to many: made once, plain and compressed, and not at all to those who have
it already (RFC 9110, sections 8.8.3 and 12.5.3).
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

LONGEST_HEADER = 1000
_GZIP = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)
_ETAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True)
class Representation:
    """Bytes of one content type; `digest` is the SHA-256 of the plain ones, in hexadecimal."""

    plain: bytes
    compressed: bytes
    digest: str
    content_type: str

    @classmethod
    def of(cls, body: bytes, content_type: str) -> Representation:
        compressed = gzip.compress(body, mtime=0)  # without the time: one content, one ETag
        return cls(body, compressed, hashlib.sha256(body).hexdigest(), content_type)

    def answer(self, request: Request, headers: Mapping[str, str], status: int = 200) -> Response:
        """The answer to a GET or HEAD: 304 without a body when the client's copy is this one."""
        is_compressed = takes_gzip(request)
        etag = f'"{self.digest[:32]}-gzip"' if is_compressed else f'"{self.digest[:32]}"'
        own = {"ETag": etag, "Vary": "Accept-Encoding", **headers}
        if status == 200 and _has(request, etag):
            return Response(status_code=304, headers=own)
        if is_compressed:
            own["Content-Encoding"] = "gzip"
        body = self.compressed if is_compressed else self.plain
        own["Content-Length"] = str(len(body))
        own["Content-Type"] = self.content_type
        return Response(b"" if request.method == "HEAD" else body, status, headers=own)


def takes_gzip(request: Request) -> bool:
    """Whether Accept-Encoding names gzip, and not with a quality of nothing."""
    found = _GZIP.search(request.headers.get("accept-encoding", "")[:LONGEST_HEADER])
    return found is not None and (found.group(1) or "1").strip("0.") != ""


def _has(request: Request, etag: str) -> bool:
    asked = request.headers.get("if-none-match", "")[:LONGEST_HEADER]
    return asked.strip() == "*" or etag in _ETAG.findall(asked)
