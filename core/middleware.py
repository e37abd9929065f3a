"""What stands around all routes: the boundary, other sites' pages, and faults in our shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import BadRequest, NotFound, RequestError
from core.http import tus
from core.http.answers import accepted_language, error_response
from core.http.boundary import Boundary
from core.http.graphql import PATH, GraphQLEndpoint
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.silence import Silence


class Shortcut:
    """Takes what is asked most to its endpoint without the routes and what stands around them."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        (self._endpoint,) = (
            route.endpoint
            for route in routes
            if isinstance(route, Route) and isinstance(route.endpoint, GraphQLEndpoint)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == PATH
        await (self._endpoint if is_asked else self._app)(scope, receive, send)


def middleware(
    runtime: Runtime,
    registry: PluginRegistry,
    routes: Sequence[BaseRoute],
    *,
    bodies: Mapping[str, int],
    silent_paths: tuple[str, ...],
    counts: Silence,
) -> list[Middleware]:
    """From the outside in. `bodies` are largest bodies by the beginning of the path."""
    settings = runtime.settings
    boundary = Middleware(
        Boundary,
        runtime=runtime,
        body_bytes=settings.graphql.body_bytes,
        other_bodies=bodies,
        silent_paths=silent_paths,
        counts=counts,
    )
    shortcut = Middleware(Shortcut, routes=routes)
    if not settings.allowed_origins:
        return [boundary, shortcut]
    others = Middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["DELETE", "GET", "HEAD", "PATCH", "POST"],
        allow_headers=[
            *("authorization", "content-type"),
            *tus.HEADERS_OF_REQUESTS,
            *registry.headers,
        ],
        expose_headers=tus.HEADERS_OF_ANSWERS,
        allow_credentials=True,
    )
    return [boundary, others, shortcut]


def exception_handlers(runtime: Runtime) -> Mapping[Any, Any]:
    """How what routes raise is answered: in the shape of GraphQL's errors."""
    offered = runtime.settings.languages

    def answered(
        request: Request,
        error: RequestError,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        accepted = accepted_language(request.headers.get("accept-language", ""), offered)
        return error_response(error, runtime.texts, accepted or offered[0], status, headers)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        kind: RequestError = NotFound() if error.status_code == 404 else BadRequest()
        return answered(request, kind, error.status_code, error.headers)

    async def request_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestError)  # noqa: S101
        return answered(request, error)

    return {HTTPException: http_error, RequestError: request_error}
