"""Serving: uvicorn with a strict first line, and a drain on SIGTERM."""

from __future__ import annotations

import asyncio
import signal
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core import logs

GRACE_SECONDS = 25


class OriginFormProtocol(HttpToolsProtocol):
    """Refuses a request line in absolute form, which could name another host than the Host header
    does.
    """

    def on_headers_complete(self) -> None:
        if not self.url.startswith(b"/"):
            self.send_400_response("Bad request target.")
            return
        super().on_headers_complete()


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
        if readiness.is_draining or self._drain_seconds == 0 or sig != signal.SIGTERM:
            super().handle_exit(sig, frame)
            return
        readiness.is_draining = True
        asyncio.get_event_loop().call_later(self._drain_seconds, super().handle_exit, sig, frame)


def serve(app: Starlette, host: str, port: int, drain_seconds: float) -> None:
    """Serve until a signal ends it."""
    logs.set_up()
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=OriginFormProtocol,
        loop="uvloop",
        ws="none",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    DrainingServer(config, app, drain_seconds).run()
