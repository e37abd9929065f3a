"""A request of every URL, by the route that answers it: those of files and documents name what the
owner has.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from acknowledgements import acknowledgement
from authorisation_scene import Scene
from authorisation_tips import with_picture
from good_files import photo
from starlette.routing import BaseRoute
from uploads import OFFSET_STREAM, TusClient

ATTACHMENTS = """query($number: String!) { serviceRequest(number: $number) {
  attachments { id downloadUrl } } }"""
DOWNLOADS, UPLOAD = "GET /downloads/{kind}/{key}/{name}", "/files/{id}"
PUBLIC = {
    "POST /graphql": (
        "/graphql",
        {"content-type": "application/json"},
        b'{"query": "{__typename}"}',
    ),
    "GET /graphql": ("/graphql", {"accept": "text/html"}, b""),
    "OPTIONS /files/": ("/files/", {}, b""),
    "OPTIONS /files/{id}": ("/files/x", {}, b""),
    "GET /directory/assets/{name:path}": ("/directory/assets/map.js", {}, b""),
    "POST /tips/attachments": ("/tips/attachments", {}, photo(64, 48)),
    "POST /tip": (
        "/tip",
        {"content-type": "multipart/form-data; boundary=b"},
        b'--b\r\nContent-Disposition: form-data; name="do"\r\n\r\nwrite\r\n--b--\r\n',
    ),
    "GET /assets": ("/assets/icon.svg", {}, b""),
}
"""What a call needs beside its path; all others are asked as the route has it."""


@dataclass(frozen=True)
class Call:
    """One request. The viewer's session comes on top."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


MakeCall = Callable[[Scene], Awaitable[Call]]


async def _new_upload(scene: Scene) -> Call:
    headers = {
        "upload-length": "1000",
        "upload-metadata": "service bG9zdF9wcm9wZXJ0eQ==,purpose UEhPVE8=",
    }
    return Call("POST", "/files/", headers)


async def _unfinished(scene: Scene) -> str:
    return await TusClient(scene.viewers["owner"]).begin(1000)


async def _tell(scene: Scene) -> Call:
    return Call("HEAD", await _unfinished(scene))


async def _append(scene: Scene) -> Call:
    headers = {"upload-offset": "0", "content-type": OFFSET_STREAM}
    return Call("PATCH", await _unfinished(scene), headers, b"\xff")


async def _delete(scene: Scene) -> Call:
    return Call("DELETE", await _unfinished(scene))


async def _link(scene: Scene, kind: str) -> str:
    report = await scene.report(attachments=[await scene.upload()])
    if kind == "file":
        seen = await scene.viewers["owner"].run(ATTACHMENTS, number=report["number"])
        return str(seen["serviceRequest"]["attachments"][0]["downloadUrl"])
    await scene.settle()
    return str((await acknowledgement(scene.viewers["owner"], report["number"]))["downloadUrl"])


def _download(kind: str, *, is_signed: bool) -> MakeCall:
    async def make(scene: Scene) -> Call:
        parts = urlsplit(await _link(scene, kind))
        unsigned = f"expires=9999999999&signature={'0' * 64}"
        return Call("GET", f"{parts.path}?{parts.query if is_signed else unsigned}")

    return make


async def _verify(scene: Scene) -> Call:
    return Call("GET", f"/verify/{await scene.paper(await scene.report())}")


async def _watch(scene: Scene) -> Call:
    code = await scene.paper(await scene.report())
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return Call("POST", f"/verify/{code}/watch", headers, b"email=clerk@bank.example.in")


async def _picture_by_receipt(scene: Scene) -> Call:
    receipt, _, picture = await with_picture(scene)
    content = json.dumps({"receipt": receipt}).encode()
    return Call("POST", f"/tips/attachments/{picture}", content=content)


async def _picture_by_key(scene: Scene) -> Call:
    """All send the key of the station's officer for tips, which is that officer's alone."""
    _, tip_id, picture = await with_picture(scene)
    headers = {"thana-tips-key": scene.viewers["station"].key or ""}
    content = json.dumps({"tipId": tip_id}).encode()
    return Call("POST", f"/tips/attachments/{picture}", headers, content)


OF_RECORDS: dict[str, MakeCall] = {
    f"{DOWNLOADS} file": _download("file", is_signed=True),
    f"{DOWNLOADS} file, unsigned": _download("file", is_signed=False),
    f"{DOWNLOADS} document": _download("document", is_signed=True),
    f"{DOWNLOADS} document, unsigned": _download("document", is_signed=False),
    "POST /files/": _new_upload,
    f"HEAD {UPLOAD}": _tell,
    f"PATCH {UPLOAD}": _append,
    f"DELETE {UPLOAD}": _delete,
    "GET /verify/{code}": _verify,
    "POST /verify/{code}/watch": _watch,
    "POST /tips/attachments/{id} by receipt": _picture_by_receipt,
    "POST /tips/attachments/{id} by key": _picture_by_key,
}


def _plain(name: str) -> MakeCall:
    method, path = name.split(" ", 1)
    to, headers, content = PUBLIC.get(name, (path, {}, b""))

    async def make(_: Scene) -> Call:
        return Call(method, to, headers, content)

    return make


def calls(routes: list[BaseRoute]) -> dict[str, MakeCall]:
    """A call for each method of each route: those of records, then all others."""
    known = {" ".join(name.split()[:2]) for name in OF_RECORDS}
    return OF_RECORDS | {name: _plain(name) for name in names(routes) if name not in known}


def names(routes: list[BaseRoute]) -> Iterator[str]:
    """`METHOD /path` of all routes. HEAD is told only where it does not come with GET."""
    for route in routes:
        methods = set(getattr(route, "methods", None) or {"GET"})
        for method in sorted(methods - ({"HEAD"} if "GET" in methods else set())):
            yield f"{method} {getattr(route, 'path', '')}"
