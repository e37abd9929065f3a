"""GET /downloads/…: what a signed link leads to, as an attachment that no browser runs."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from core.errors import NotFound
from core.files import links
from core.files.links import Blob, Finder
from core.http.answers import accepted_language, error_response
from core.runtime import Runtime
from core.texts import text

MOST_DIGITS = 12


class SingleRangeResponse(FileResponse):
    """Answers one range; for several the whole file, as RFC 9110 allows."""

    max_ranges = 1


class DownloadEndpoint:
    """Hands out what the finders find, by the kind of link."""

    def __init__(self, runtime: Runtime, finders: Mapping[str, Finder]) -> None:
        self._runtime = runtime
        self._finders = finders

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route("/downloads/{kind}/{key}/{name}", self._answer, methods=["GET"])]

    async def _answer(self, request: Request) -> Response:
        blob = await self._find(request)
        return self._gone(request) if blob is None else _attachment(blob)

    async def _find(self, request: Request) -> Blob | None:
        kind = request.path_params["kind"]
        expires, signature = (
            request.query_params.get("expires", ""),
            request.query_params.get("signature", ""),
        )
        key = _key(request.path_params["key"])
        is_time = expires.isascii() and expires.isdigit() and len(expires) <= MOST_DIGITS
        if key is None or not is_time or kind not in self._finders:
            return None
        if not links.is_valid(self._runtime, kind, key, int(expires), signature):
            return None
        blob = await self._finders[kind](key)
        is_there = blob is not None and await asyncio.to_thread(os.path.isfile, blob.path)
        return blob if is_there else None

    def _gone(self, request: Request) -> Response:
        offered = self._runtime.settings.languages
        accepted = accepted_language(request.headers.get("accept-language", ""), offered)
        error = NotFound(text("This link does not work, or not any more. Ask for a new one."))
        return error_response(error, self._runtime.texts, accepted or offered[0])


def _key(written: str) -> uuid.UUID | None:
    try:
        key = uuid.UUID(written)
    except ValueError:
        return None
    return key if str(key) == written else None


def _attachment(blob: Blob) -> Response:
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": _disposition(blob.name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "ETag": f'"{blob.sha256}"',
    }
    return SingleRangeResponse(blob.path, headers=headers, media_type=blob.content_type)


def _disposition(name: str) -> str:
    """RFC 6266: the name for every client, and in ASCII for very old ones."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
