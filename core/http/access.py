"""The access log, where a state must keep one (CERT-In: 180 days): a line for each request whose
sender need not stay unnamed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import HTTPConnection
from starlette.types import Message, Scope, Send

from core.http.client import client_address
from core.settings import Settings
from core.silence import silence

LONGEST_PATH = 500
NO_ANSWER = 0
OF_SOCKETS = {"websocket.accept": 101, "websocket.close": 403}
SOCKETS = "/graphql"
"""Where sockets are held; elsewhere none begins, and people who stay unnamed may have tried."""

logger = logging.getLogger("thana.access")


class Access:
    """Notes requests, if the setting `access_log` says so, and counts those that are silent."""

    def __init__(self, settings: Settings) -> None:
        self._is_kept = settings.access_log
        self._proxies = settings.trusted_proxies

    @asynccontextmanager
    async def noted(self, scope: Scope, send: Send) -> AsyncIterator[Send]:
        """Around a request: what sends its answer."""
        begun, status = time.monotonic(), NO_ANSWER

        async def noting(message: Message) -> None:
            nonlocal status
            status = status or message.get("status") or OF_SOCKETS.get(message["type"], NO_ANSWER)
            await send(message)

        # read before the routes may have changed the scope
        address = client_address(HTTPConnection(scope), self._proxies) if self._is_kept else ""
        try:
            yield noting
        finally:
            if counting := silence():
                counting.count("answered" if status else "not answered")
            elif self._is_kept and (scope["type"] == "http" or scope["path"] == SOCKETS):
                self._note(scope, status, time.monotonic() - begun, address)

    def _note(self, scope: Scope, status: int, seconds: float, address: str) -> None:
        path = scope.get("raw_path", b"").decode("ascii", "replace")[:LONGEST_PATH]
        logger.info(
            "%s %s %d %.0f ms %s",
            scope.get("method", "SOCKET"),
            path,
            status,
            seconds * 1000,
            address,
        )
