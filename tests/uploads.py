"""Uploads as tus clients send them, one request at a time, and what lies on the disk afterwards."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from clients import GraphQLClient
from PIL import Image

from core.runtime import Runtime

OFFSET_STREAM = "application/offset+octet-stream"
FILE = """query FileById($id: ID!) { file(id: $id) {
  id name purpose contentType byteSize sha256 scanState downloadUrl } }"""


def large_photo(width: int, height: int) -> bytes:
    """A JPEG of noise, which no format makes small, with the place where it was taken."""
    exif, file = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 15.0, 35.64), 3: "E", 4: (77.0, 24.0, 1.0)})
    noise = Image.effect_noise((width, height), 80)
    Image.merge("RGB", [noise] * 3).save(file, "JPEG", quality=92, exif=exif)
    return file.getvalue()


def encoded(**pairs: str) -> str:
    """Pairs as Upload-Metadata holds them."""
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items()
    )


def checksum(content: bytes, algorithm: str = "sha1") -> str:
    """The value of Upload-Checksum."""
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


@dataclass
class TusClient:
    """Somebody who uploads; signed in as the GraphQL client is."""

    of: GraphQLClient

    async def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | None] | None = None,
        content: bytes | AsyncIterator[bytes] | None = None,
    ) -> httpx.Response:
        """One request. A header that is None is left out."""
        own: dict[str, str | None] = {"tus-resumable": "1.0.0", "accept-language": "en"}
        if self.of.token:
            own["authorization"] = f"Bearer {self.of.token}"
        given = {name: value for name, value in {**own, **(headers or {})}.items() if value}
        return await self.of.http.request(method, path, headers=given, content=content)

    async def create(
        self, length: int, content: bytes | None = None, *, name: str = "photo.jpg", **more: str
    ) -> httpx.Response:
        """Begin an upload of a photo of a lost thing; with its first bytes if there are any."""
        pairs = {"filename": name, "service": "lost_property", "purpose": "PHOTO"} | more
        headers = {"upload-length": str(length), "upload-metadata": encoded(**pairs)}
        if content is not None:
            headers["content-type"] = OFFSET_STREAM
        return await self.send("POST", "/files/", headers, content)

    async def begin(self, length: int, **more: str) -> str:
        """The address of a new upload."""
        answer = await self.create(length, **more)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    async def patch(
        self,
        path: str,
        offset: int,
        content: bytes | AsyncIterator[bytes],
        **headers: str | None,
    ) -> httpx.Response:
        own = {"upload-offset": str(offset), "content-type": OFFSET_STREAM}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.send("PATCH", path, own | given, content)

    async def offset(self, path: str) -> int:
        answer = await self.send("HEAD", path)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["upload-offset"])

    async def upload(self, content: bytes, **more: str) -> str:
        """The id of a file that was sent in one request."""
        answer = await self.create(len(content), content, **more)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"].rpartition("/")[2]

    async def file(self, file_id: str) -> Any:
        """What GraphQL says of a file."""
        return (await self.of.run(FILE, id=file_id))["file"]


def refusal(answer: httpx.Response) -> tuple[int, str | None]:
    """The status of a refused request, and what was wrong with the file."""
    (error,) = answer.json()["errors"]
    assert answer.headers["tus-resumable"] == "1.0.0"
    return answer.status_code, error["extensions"].get("fault")


def on_disk(runtime: Runtime) -> dict[str, int]:
    """The files below the folder of uploads, and their sizes."""
    return on_disk_below(runtime.settings.files.folder)


def on_disk_below(folder: Path) -> dict[str, int]:
    found = [path for path in folder.glob("**/*") if path.is_file()]
    return {str(path.relative_to(folder)): path.stat().st_size for path in found}


def parts(folder: Path) -> list[int]:
    """The sizes of unfinished uploads."""
    return sorted(path.stat().st_size for path in (folder / "uploads").glob("*.part"))
