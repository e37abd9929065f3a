"""The context of a request at a route that recognises nobody."""

from __future__ import annotations

from starlette.requests import Request

from core import Context, Language


def unnamed_context(request: Request, language: Language | None = None) -> Context:
    """Without credentials and headers; `client` is the pseudonym that the route was given."""
    of = request.app.state.platform
    return Context(
        runtime=of.runtime,
        registry=of.registry,
        loaders={},
        client=request.state.source,
        accepted_language=language,
        is_unnamed=True,
    )
