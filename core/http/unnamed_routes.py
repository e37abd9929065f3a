"""Routes of plugins whose senders stay unnamed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from typing import Any

from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

READ = {
    b"accept",
    b"accept-language",
    b"content-length",
    b"content-type",
    b"host",
    b"origin",
    b"sec-fetch-site",
    b"transfer-encoding",
}
"""The headers that are read; nothing in them tells who is asking."""


class UnnamedRoute(Route):
    """A route that recognises nobody: its endpoint finds no cookie, Authorization, address or
    header that could tell, its requests leave no line in a log, and `request.state.source` is a
    pseudonym of where they come from, as `Context.client` of UNNAMED fields.

    A request with the header `unless` is left to another route of the same path. A body may have
    `body_bytes` (the setting `graphql.body_bytes` without).
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Collection[str] = ("GET",),
        unless: str = "",
        body_bytes: int | None = None,
    ) -> None:
        super().__init__(path, endpoint, methods=methods)
        self.unless = unless
        self.body_bytes = body_bytes

    @property
    def beginning(self) -> str:
        """What each of its paths begins with, in lower case."""
        return self.path.partition("{")[0].lower()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and self.unless in HTTPConnection(scope).headers:
            return Match.NONE, {}
        return super().matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        senders = scope["app"].state.senders
        source = senders.source(HTTPConnection(scope))
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name in READ]
        scope["client"] = None
        scope["state"] = {**scope.get("state", {}), "source": source}
        # what has a body may take as long as its sender likes, and must hold nobody up
        is_short = scope["method"] in ("GET", "HEAD")
        async with senders.turns.of(source) if is_short else nullcontext():
            await super().handle(scope, receive, send)


def unnamed_of(routes: Sequence[BaseRoute]) -> list[UnnamedRoute]:
    """Those of the routes that recognise nobody."""
    return [route for route in routes if isinstance(route, UnnamedRoute)]


def bodies_of(routes: Sequence[BaseRoute]) -> dict[str, int]:
    """Their own largest bodies by the beginning of the path, the longest beginning first."""
    found = sorted(unnamed_of(routes), key=lambda route: len(route.beginning), reverse=True)
    return {route.beginning: route.body_bytes for route in found if route.body_bytes}
