"""The access log, where a state must keep one (CERT-In: 180 days): a line for each request whose
sender need not stay unnamed.
"""

from __future__ import annotations

import logging
import time
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.types import Scope

from core.http.client import client_address
from core.settings import Settings
from core.silence import silence

LONGEST_PATH = 500
SOCKETS = "/graphql"
"""Where sockets are held; elsewhere none begins, and people who stay unnamed may have tried."""

logger = logging.getLogger("thana.access")


class Begun(NamedTuple):
    """When a request came, by the monotonic clock, and from where."""

    at: float
    address: str


class Access:
    """Notes requests, if the setting `access_log` says so, and counts those that are silent."""

    def __init__(self, settings: Settings) -> None:
        self._is_kept = settings.access_log
        self._proxies = settings.trusted_proxies

    def begin(self, scope: Scope) -> Begun:
        """What is to be known at the end: the routes may change the scope."""
        address = client_address(HTTPConnection(scope), self._proxies) if self._is_kept else ""
        return Begun(time.monotonic(), address)

    def end(self, scope: Scope, begun: Begun, status: int) -> None:
        """Note a request that was answered with this status, 0 for none."""
        if counting := silence():
            counting.count("answered" if status else "not answered")
        elif self._is_kept and (scope["type"] == "http" or scope["path"] == SOCKETS):
            self._note(scope, status, time.monotonic() - begun.at, begun.address)

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
