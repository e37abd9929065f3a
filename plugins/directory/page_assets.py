"""GET /directory/assets/…: the page's own scripts and styles, which a browser fetches once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plugins.directory.representations import Representation

FOLDER = files("plugins.directory") / "assets"
PATH = "/directory/assets"
NAMES = {
    "style": "stations.css",
    "script": "stations.js",
    "map": "map.js",
    "map_style": "map.css",
    "leaflet": "leaflet/leaflet.js",
    "leaflet_style": "leaflet/leaflet.css",
    "clusters": "leaflet/leaflet.markercluster.js",
}
CONTENT_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
ASK_AGAIN = {"Cache-Control": "no-cache"}


class Assets:
    """The files, read and compressed once for a process. `addresses` carry a digest of the content,
    so that a new version has a new address.
    """

    def __init__(self) -> None:
        self._files = {name: _read(name) for name in NAMES.values()}
        self.addresses = {
            key: f"{PATH}/{name}?v={_version(self._files[name])}" for key, name in NAMES.items()
        }

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route(f"{PATH}/{{name:path}}", self._send, methods=["GET"])]

    async def _send(self, request: Request) -> Response:
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        is_this = request.query_params.get("v") == _version(file)
        return file.answer(request, FOREVER if is_this else ASK_AGAIN)


@cache
def _read(name: str) -> Representation:
    content = (FOLDER / name).read_bytes()
    return Representation.of(content, CONTENT_TYPES[name.rpartition(".")[2]])


def _version(file: Representation) -> str:
    return file.digest[:16]
