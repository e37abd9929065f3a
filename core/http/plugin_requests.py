"""What routes of plugins are given of the platform: who is asking, and images made anew."""

from __future__ import annotations

from starlette.requests import Request

from core.context import Context
from core.errors import NotFound
from core.files import remaking
from core.http.client import context_of, is_foreign_origin
from core.http.graphql import ForeignOrigin
from core.silence import silence
from core.texts import text


def context_of_request(request: Request) -> Context:
    """The context of a request at a plugin's route, with the session that came along; nobody is
    looked up yet. Raises Forbidden where another site's page sent the session cookie, and NotFound
    in a process that recognises nobody.
    """
    of = request.app.state.platform
    if not request.app.state.recognises:
        raise NotFound
    if counting := silence():  # the route shares its path with one that recognises nobody
        counting.end()
    if is_foreign_origin(request, of.runtime.settings.allowed_origins):
        raise ForeignOrigin(text("This page may not use the session of another site."))
    return context_of(request, of.runtime, of.registry, {})


async def remake_image(request: Request, content: bytes, max_bytes: int) -> remaking.RemadeImage:
    """A JPEG or PNG made anew, in a limited child process and without touching a disk: nothing is
    left of it but what is seen. Raises FileRefused with its fault (empty, another type, damaged,
    too large, too many pixels), and Unavailable when too many wait.
    """
    children = request.app.state.sandboxes
    return await remaking.remake_image(children.inspection, content, max_bytes)
