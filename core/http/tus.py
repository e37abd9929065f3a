"""Uploads over tus 1.0 (https://tus.io/protocols/resumable-upload) at /files/: what breaks off goes
on where it stopped.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from email.utils import formatdate

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive

from core.context import Context
from core.contract import Upload
from core.errors import BadRequest, RequestError, Unauthenticated, Unavailable
from core.files.faults import FileFault
from core.files.models import FileState, StoredFile
from core.files.refusals import RefusedFile
from core.files.uploads import Uploads
from core.http import tus_headers
from core.http.answers import error_response
from core.http.client import context_of, is_foreign_origin
from core.http.graphql import ForeignOrigin, UnsupportedType
from core.plugins import PluginRegistry
from core.relay import encode_id
from core.runtime import Runtime
from core.sandbox import Sandbox
from core.service_requests.attachments import file_key
from core.texts import text
from core.viewers import Viewer

PATH = "/files/"
VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
OFFSET_STREAM = "application/offset+octet-stream"
HEADERS_OF_REQUESTS = (
    "tus-resumable", "upload-checksum", "upload-length", "upload-metadata", "upload-offset"
)  # fmt: skip
HEADERS_OF_ANSWERS = (
    "Location", "Tus-Checksum-Algorithm", "Tus-Extension", "Tus-Max-Size", "Tus-Resumable",
    "Tus-Version", "Upload-Expires", "Upload-Length", "Upload-Metadata", "Upload-Offset",
)  # fmt: skip
"""What pages of other origins may send and see."""

COUNTED_HERE = 2**62
"""The Boundary's limit for bodies at /files/: each ends at what its own upload still lacks."""

IDLE_SECONDS = 1
STALLED_SECONDS = 60
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Handler = Callable[[Request, Viewer], Awaitable[Response]]


class UnsupportedVersion(BadRequest):
    status = 412


class Stalled(BadRequest):
    status = 408


def largest_upload(registry: PluginRegistry) -> int:
    uploads = [upload for service in registry.services for upload in service.uploads]
    return max((upload.max_bytes for upload in uploads), default=0)


class TusEndpoint:
    """Answers at /files/ and at the address of each upload."""

    def __init__(self, runtime: Runtime, registry: PluginRegistry, inspection: Sandbox) -> None:
        self._runtime = runtime
        self._registry = registry
        self._uploads = Uploads(runtime, self._rule, inspection)

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(PATH, self._collection, methods=["OPTIONS", "POST"]),
            Route(f"{PATH}{{id}}", self._upload, methods=["OPTIONS", "HEAD", "PATCH", "DELETE"]),
        ]

    async def _collection(self, request: Request) -> Response:
        return await self._answer(request, self._create)

    async def _upload(self, request: Request) -> Response:
        handlers = {"HEAD": self._tell, "PATCH": self._append, "DELETE": self._delete}
        return await self._answer(request, handlers.get(request.method, self._tell))

    async def _answer(self, request: Request, handler: Handler) -> Response:
        if request.method == "OPTIONS":
            return self._options()
        context = context_of(request, self._runtime, self._registry, {})
        try:
            response = await handler(request, await self._viewer(request, context))
        except RequestError as error:
            response = self._refused(error, context)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            full = Unavailable(text("There is no room for files now. Try again later."))
            response = self._refused(full, context)
        response.headers["Tus-Resumable"] = VERSION
        return response

    def _options(self) -> Response:
        return _empty(
            {
                "Tus-Resumable": VERSION,
                "Tus-Version": VERSION,
                "Tus-Extension": EXTENSIONS,
                "Tus-Max-Size": str(largest_upload(self._registry)),
                "Tus-Checksum-Algorithm": ",".join(tus_headers.ALGORITHMS),
            }
        )

    async def _viewer(self, request: Request, context: Context) -> Viewer:
        if request.headers.get("tus-resumable") != VERSION:
            raise UnsupportedVersion(text("Send the header Tus-Resumable: 1.0.0."))
        if is_foreign_origin(request, self._runtime.settings.allowed_origins):
            raise ForeignOrigin(text("This page may not use the session of another site."))
        viewer = await context.viewer()
        if not viewer.is_signed_in:
            raise Unauthenticated
        return viewer

    def _refused(self, error: RequestError, context: Context) -> Response:
        status = error.http_status if isinstance(error, RefusedFile) else error.status
        headers = {"Tus-Version": VERSION} if isinstance(error, UnsupportedVersion) else {}
        return error_response(error, self._runtime.texts, context.known_language, status, headers)

    async def _create(self, request: Request, viewer: Viewer) -> Response:
        headers = request.headers
        if "upload-defer-length" in headers:
            raise BadRequest(text("Upload-Length must be known from the start."))
        length, pairs = tus_headers.number(headers, "upload-length"), tus_headers.metadata(headers)
        has_body = _has_body(request)
        if has_body:
            _check_type(request)
        row = await self._uploads.create(
            viewer,
            pairs.get("service", ""),
            pairs.get("purpose", ""),
            pairs.get("filename", ""),
            length,
        )
        offset = await self._first_bytes(request, row) if has_body else 0
        location = f"{PATH}{encode_id('File', row.id)}"
        return _empty({"Location": location, **_progress(row, offset)}, 201)

    async def _first_bytes(self, request: Request, row: StoredFile) -> int:
        """Without an answer the client does not know where to go on: nothing is kept then."""
        try:
            return await self._receive(request, row, 0)
        except BaseException:
            await self._uploads.delete(row)
            raise

    async def _tell(self, request: Request, viewer: Viewer) -> Response:
        row = await self._own(request, viewer)
        offset = await self._uploads.offset(row)
        pairs = {"filename": row.name, "service": row.service, "purpose": row.purpose}
        headers = {
            "Upload-Length": str(row.declared_bytes),
            "Upload-Metadata": tus_headers.as_metadata(pairs),
            "Cache-Control": "no-store",
        }
        return _empty({**headers, **_progress(row, offset)}, 200)

    async def _append(self, request: Request, viewer: Viewer) -> Response:
        _check_type(request)
        offset = tus_headers.number(request.headers, "upload-offset")
        row = await self._own(request, viewer)
        return _empty(_progress(row, await self._receive(request, row, offset)))

    async def _receive(self, request: Request, row: StoredFile, offset: int) -> int:
        checksum = tus_headers.checksum(request.headers)
        if offset + int(request.headers.get("content-length", "0")) > row.declared_bytes:
            raise RefusedFile(FileFault.FILE_TOO_LARGE)
        async with aclosing(_pieces(request.receive)) as pieces:
            return await self._uploads.append(row, offset, pieces, checksum)

    async def _delete(self, request: Request, viewer: Viewer) -> Response:
        await self._uploads.delete(await self._own(request, viewer))
        return _empty({})

    async def _own(self, request: Request, viewer: Viewer) -> StoredFile:
        return await self._uploads.own(viewer, file_key(request.path_params["id"]))

    def _rule(self, service: str, purpose: str) -> Upload | None:
        offered = (
            upload
            for each in self._registry.services
            if each.code == service
            for upload in each.uploads
        )
        return next((upload for upload in offered if upload.purpose == purpose), None)


def _empty(headers: dict[str, str], status: int = 204) -> Response:
    return Response(status_code=status, headers=headers)


def _progress(row: StoredFile, offset: int) -> dict[str, str]:
    headers = {"Upload-Offset": str(offset)}
    if row.state is FileState.UPLOADING and row.expires_at is not None:
        headers["Upload-Expires"] = formatdate(row.expires_at.timestamp(), usegmt=True)
    return headers


def _has_body(request: Request) -> bool:
    headers = request.headers
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _check_type(request: Request) -> None:
    if request.headers.get("content-type") != OFFSET_STREAM:
        raise UnsupportedType(text("Send {type}.", type=OFFSET_STREAM))


async def _pieces(receive: Receive) -> AsyncGenerator[bytes, None]:
    """The body as it arrives; an empty piece for every second without any."""
    more = True
    while more:
        waiting, idle = asyncio.ensure_future(receive()), 0
        try:
            while not (await asyncio.wait({waiting}, timeout=IDLE_SECONDS))[0]:
                idle += IDLE_SECONDS
                if idle >= STALLED_SECONDS:
                    raise Stalled(text("No bytes came for a minute. Continue the upload."))
                yield b""
            message = waiting.result()
        finally:
            waiting.cancel()
            await asyncio.wait({waiting})
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        if message["body"]:
            yield message["body"]
        more = message.get("more_body", False)
