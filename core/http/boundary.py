"""What every HTTP request passes: host, headers, size counted as it arrives, and the headers of the
answer. Sockets pass host and headers as well.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import BadRequest, Internal, RequestError
from core.http.access import Access
from core.http.answers import accepted_language, error_response
from core.runtime import Runtime
from core.silence import Silence, one_request, silence
from core.texts import text

MOST_HEADERS = 100
MOST_HEADER_BYTES = 32_768
LINGER_BYTES = 1_000_000
LINGER_SECONDS = 1
TRY_AGAIN = 1013

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
}

logger = logging.getLogger("thana.http")
ROOT = Path(__file__).resolve().parents[2]


class BodyTooLarge(Exception):
    """The body has passed its limit."""


class Boundary:
    """ASGI middleware around the whole application. `other_bodies` are limits by the beginning of
    the path; where the path begins with one of `silent_paths`, the request is counted by `counts`
    and leaves no line in a log, unless its sender turns out to be named.
    """

    def __init__(
        self,
        app: ASGIApp,
        runtime: Runtime,
        body_bytes: int,
        other_bodies: Mapping[str, int],
        silent_paths: tuple[str, ...],
        counts: Silence,
    ) -> None:
        self._app = app
        self._runtime = runtime
        self._body_bytes = body_bytes
        self._other_bodies = other_bodies
        self._silent_paths = silent_paths
        self._counts = counts
        self._access = Access(runtime.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            async with self._access.noted(scope, send) as noting:
                return await self._hold(scope, receive, noting)
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        with one_request():
            if scope["path"].lower().startswith(self._silent_paths):
                self._counts.begin()
            async with self._access.noted(scope, send) as noting:
                await self._serve(scope, receive, noting)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = self._most(scope["path"])
        body = _Body(receive, most)
        answer, headers = _Answer(send, body), Headers(scope=scope)
        try:
            if (refusal := self._refusal(scope, headers, most)) is not None:
                await self._refuse(scope, headers, body, answer, *refusal)
            else:
                await self._app(scope, body, answer)
        except BodyTooLarge:
            await self._refuse(scope, headers, body, answer, 413, _too_large(most))
        except ClientDisconnect:  # nobody is left to be answered
            pass
        except Exception as error:  # the last resort: nothing of ours leaves as a traceback
            await self._refuse(scope, headers, body, answer, 500, Internal(log_error(error)))

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._refusal(scope, Headers(scope=scope), 0) is not None:
            return await send({"type": "websocket.close"})  # before it is accepted: HTTP 403
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            log_error(error)
            with suppress(Exception):  # it may be closed already
                await send({"type": "websocket.close", "code": TRY_AGAIN})

    def _most(self, path: str) -> int:
        other = self._other_bodies.items()
        return next((most for start, most in other if path.startswith(start)), self._body_bytes)

    def _refusal(
        self, scope: Scope, headers: Headers, most: int
    ) -> tuple[int, RequestError] | None:
        raw = scope["headers"]
        if (
            len(raw) > MOST_HEADERS
            or sum(len(name) + len(value) for name, value in raw) > MOST_HEADER_BYTES
        ):
            return 431, BadRequest(text("The request's headers are too large."))
        hosts = headers.getlist("host")
        if len(hosts) != 1 or host_name(hosts[0]) not in self._runtime.settings.hosts:
            return 421, BadRequest(text("This host is not served here."))
        if not scope["path"].startswith("/"):
            return 400, BadRequest()
        length = headers.get("content-length", "0")
        if not length.isdigit() or not length.isascii():
            return 400, BadRequest()
        return (413, _too_large(most)) if int(length[:20]) > most else None

    async def _refuse(
        self,
        scope: Scope,
        headers: Headers,
        body: _Body,
        answer: _Answer,
        status: int,
        error: RequestError,
    ) -> None:
        if answer.has_begun:
            return
        settings = self._runtime.settings
        language = (
            accepted_language(headers.get("accept-language", ""), settings.languages)
            or settings.languages[0]
        )
        response = error_response(
            error, self._runtime.texts, language, status, {"Connection": "close"}
        )
        await response(scope, body, answer)


class _Answer:
    """Sends the answer with the security headers that it does not set itself. One that refuses a
    body before its end has come closes the connection: nobody will read the rest.
    """

    def __init__(self, send: Send, body: _Body) -> None:
        self._send = send
        self._body = body
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            if message["status"] >= 400:
                await self._body.discard()
                if not self._body.is_read:
                    headers["Connection"] = "close"
        await self._send(message)


class _Body:
    """The body, counted as it arrives."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most
        self.is_read = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self.is_read = not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLarge
        return message

    async def discard(self) -> None:
        """Read a little on: a connection closed before that is reset, and our answer with it."""
        self._left = LINGER_BYTES
        with suppress(TimeoutError, BodyTooLarge):
            async with asyncio.timeout(LINGER_SECONDS):
                while not self.is_read:
                    await self()


def _too_large(most: int) -> BadRequest:
    return BadRequest(text("The request is larger than {most} bytes.", most=most))


def host_name(host: str) -> str:
    """A Host header without its port, in lower case."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower()


def log_error(error: BaseException) -> str:
    """Log the class of an error and our own line alone, never its text; the id that the caller is
    given. For a sender who stays unnamed it is only counted, and the id stands nowhere.
    """
    error_id = secrets.token_hex(8)
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        f"{Path(f.filename).name}:{f.lineno} {f.name}"
        for f in frames
        if Path(f.filename).is_relative_to(ROOT / "core")
        or Path(f.filename).is_relative_to(ROOT / "plugins")
    ]
    told = f"{type(error).__name__} at {own[-1] if own else 'unknown'}"
    if counting := silence():
        counting.count(told)
    else:
        logger.error("error %s: %s", error_id, told)
    return error_id
