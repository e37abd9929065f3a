"""Serving: uvicorn with a strict head of requests, and a drain on SIGTERM."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import resource
import signal
import socket
from types import FrameType
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core import logs
from core.serving_sockets import StrictSocket

PR_SET_DUMPABLE = 4
GRACE_SECONDS = 25
KEEP_ALIVE_SECONDS = 75
"""Longer than clients and proxies keep an idle connection (5 to 60 seconds): the side that closes
it must be theirs, or a request sent in that moment is reset.
"""
MOST_HEAD_BYTES = 524_288
MOST_SOCKET_HEADERS = 100
LONGEST_SOCKET_HEADER = 8000
PING_SECONDS = 20.0

logger = logging.getLogger("thana.serve")


class StrictProtocol(HttpToolsProtocol):
    """Takes heads of bounded size, no headers after the body, and only targets in origin form: an
    absolute one could name another host than the Host header does.
    """

    _is_in_head = False
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._head_bytes += len(data)
        is_too_large = self._is_in_head and self._head_bytes > MOST_HEAD_BYTES
        if is_too_large and not self.transport.is_closing():
            self.send_400_response("The request's headers are too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_in_head, self._head_bytes = True, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._is_in_head:  # a trailer could forge what a proxy has set or removed
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        is_origin_form = self.url.startswith(b"/")
        if not is_origin_form:
            self.url = b"/"
        super().on_headers_complete()
        if not is_origin_form:
            self.scope["path"] = ""  # which the boundary refuses, as it refuses all else

    def handle_websocket_upgrade(self) -> None:
        """Uvicorn parses the head once more, and would leave open what that parser refuses."""
        lines = [len(name) + len(value) for name, value in self.scope["headers"]]
        is_fit = self.scope["method"] == "GET" and len(lines) <= MOST_SOCKET_HEADERS
        if is_fit and max(lines, default=0) <= LONGEST_SOCKET_HEADER:
            super().handle_websocket_upgrade()
        else:
            self.send_400_response("This is no request for a socket.")


class DrainingServer(uvicorn.Server):
    """On the first signal /readyz turns 503; after the drain time no more connections are taken,
    and what runs is finished.
    """

    def __init__(self, config: uvicorn.Config, app: Starlette, drain_seconds: float) -> None:
        super().__init__(config)
        self._app = app
        self._drain_seconds = drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        readiness = self._app.state.readiness
        if sig != signal.SIGTERM:
            super().handle_exit(sig, frame)
        elif readiness.is_draining or self._drain_seconds == 0:
            self._end()
        else:
            readiness.is_draining = True
            asyncio.get_running_loop().call_later(self._drain_seconds, self._end)

    def _end(self) -> None:
        """Finish and exit with 0; uvicorn's own handler would raise the signal again at the end."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _keep_what_is_loaded()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what runs. Uvicorn forgets a connection that came in at the last moment: kept
        alive after its answer, it would hold up the end for the whole grace time.
        """
        state = self.server_state
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        await super().shutdown(sockets)


def work(app: Starlette) -> None:
    """Do what is due after commits, without serving, until a signal ends it."""
    _set_up_process()
    uvloop.run(_work(app))


async def _work(app: Starlette) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, ended.set)
    async with app.router.lifespan_context(app):
        _keep_what_is_loaded()
        logger.info("worker: delivering")
        await ended.wait()


def serve(app: Starlette, host: str, port: int, drain_seconds: float) -> None:
    """Serve until a signal ends it."""
    _set_up_process()
    if not _has_sockets(app):  # of people who stay unnamed uvicorn shall not tell either
        logging.getLogger("uvicorn.error").addFilter(lambda line: line.levelno < logging.WARNING)
    DrainingServer(configuration(app, host, port), app, drain_seconds).run()


def configuration(app: Starlette, host: str, port: int, **others: Any) -> uvicorn.Config:
    """How uvicorn is to serve the application. `others` are options of its own."""
    limits = app.state.platform.runtime.settings.sockets
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=StrictProtocol,
        loop="uvloop",
        ws=StrictSocket.cut_after(limits.slow_seconds) if _has_sockets(app) else "none",
        ws_max_size=limits.message_bytes,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        **others,
    )


def _has_sockets(app: Starlette) -> bool:
    return any(isinstance(route, WebSocketRoute) for route in app.routes)


def _keep_what_is_loaded() -> None:
    """Half a million objects stay, which need not be searched for cycles again and again."""
    gc.collect()
    gc.freeze()


def _set_up_process() -> None:
    logs.set_up()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each socket takes one
    # no process of this user, such as a child that checks files, reads our memory or environment
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
