"""What every HTTP request passes: host, headers, size counted as it arrives, and the headers of the
answer. Sockets pass host and headers as well.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import BadRequest, Internal, RequestError
from core.http.access import Access
from core.http.answers import accepted_language, error_response
from core.http.exchange import BodyTooLarge, Exchange, SocketAnswer
from core.runtime import Runtime
from core.silence import Silence, one_request, silence
from core.texts import text

MOST_HEADERS = 100
MOST_HEADER_BYTES = 32_768
TRY_AGAIN = 1013

logger = logging.getLogger("thana.http")
ROOT = Path(__file__).resolve().parents[2]
TO_THE_DATABASE = {"db.py", "postgres.py", "records.py", "rows.py", "sqlite.py"}
"""All statements go through these files: what a fault is told by is who sent it."""


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
        if scope["type"] == "http":
            most = self._most(scope["path"])
            exchange = Exchange(receive, send, most)
            with one_request():
                if scope["path"].lower().startswith(self._silent_paths):
                    self._counts.begin()
                noted = self._access.begin(scope)
                try:
                    await self._serve(scope, exchange, most)
                finally:
                    self._access.end(scope, noted, exchange.status)
        elif scope["type"] == "websocket":
            noted, answer = self._access.begin(scope), SocketAnswer(send)
            try:
                await self._hold(scope, receive, answer.send)
            finally:
                self._access.end(scope, noted, answer.status)
        else:
            await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, exchange: Exchange, most: int) -> None:
        try:
            if (refusal := self._refusal(scope, most)) is None:
                await self._app(scope, exchange.receive, exchange.send)
            else:
                await self._refuse(scope, exchange, *refusal)
        except BodyTooLarge:
            await self._refuse(scope, exchange, 413, _too_large(most))
        except ClientDisconnect:  # nobody is left to be answered
            pass
        except Exception as error:  # the last resort: nothing of ours leaves as a traceback
            await self._refuse(scope, exchange, 500, Internal(log_error(error)))

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._refusal(scope, 0) is not None:
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

    def _refusal(self, scope: Scope, most: int) -> tuple[int, RequestError] | None:
        size, hosts, lengths = 0, [], []
        for name, value in scope["headers"]:
            size += len(name) + len(value)
            if name == b"host":
                hosts.append(value.decode("latin-1"))
            elif name == b"content-length":
                lengths.append(value)
        if len(scope["headers"]) > MOST_HEADERS or size > MOST_HEADER_BYTES:
            return 431, BadRequest(text("The request's headers are too large."))
        if len(hosts) != 1 or host_name(hosts[0]) not in self._runtime.settings.hosts:
            return 421, BadRequest(text("This host is not served here."))
        if not scope["path"].startswith("/"):
            return 400, BadRequest()
        if lengths and not lengths[0].isdigit():
            return 400, BadRequest()
        return (413, _too_large(most)) if lengths and int(lengths[0][:20]) > most else None

    async def _refuse(
        self, scope: Scope, exchange: Exchange, status: int, error: RequestError
    ) -> None:
        if exchange.status:  # the answer has begun
            return
        settings, accepted = self._runtime.settings, Headers(scope=scope).get("accept-language", "")
        language = accepted_language(accepted, settings.languages) or settings.languages[0]
        response = error_response(
            error, self._runtime.texts, language, status, {"Connection": "close"}
        )
        await response(scope, exchange.receive, exchange.send)


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
    told = f"{type(error).__name__} at {_own_line(error)}"
    if counting := silence():
        counting.count(told)
    else:
        logger.error("error %s: %s", error_id, told)
    return error_id


def _own_line(error: BaseException) -> str:
    """Where in our code it came from: the last line, unless that only sends statements."""
    own = [
        f
        for f in traceback.extract_tb(error.__traceback__)
        if Path(f.filename).is_relative_to(ROOT / "core")
        or Path(f.filename).is_relative_to(ROOT / "plugins")
    ]
    senders = [f for f in own if Path(f.filename).name not in TO_THE_DATABASE]
    for f in reversed(senders or own):
        return f"{Path(f.filename).name}:{f.lineno} {f.name}"
    return "unknown"
