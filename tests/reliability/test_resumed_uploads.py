"""A photo over a bad line: broken off, the server killed, and resumed by clients of others."""

from __future__ import annotations

import asyncio
import hashlib
import io
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path

import httpx
import pytest
import tus_clients
from bad_lines import BadLine
from clients import GraphQLClient
from PIL import Image, ImageChops, ImageStat
from servers import StartServers
from uploads import TusClient, large_photo, parts

from core.settings import Settings

PATIENCE_SECONDS = 30

Upload = Callable[[str, str, Path], Coroutine[None, None, str]]

needs_node = pytest.mark.skipif(not shutil.which("npm"), reason="npm is not installed")


@pytest.fixture
def kind() -> str:
    """What is shown here happens on the wire and on the disk."""
    return "sqlite"


@pytest.mark.parametrize(
    "upload",
    [
        tus_clients.upload_with_tuspy,
        pytest.param(tus_clients.upload_with_tus_js, marks=[pytest.mark.foreign, needs_node]),
    ],
)
async def test_a_photo_broken_off_at_40_percent_arrives_whole_and_without_its_place(
    upload: Upload,
    start_servers: StartServers,
    tokens: list[str],
    settings: Settings,
    tmp_path: Path,
) -> None:
    photo = large_photo(2400, 1800)
    (tmp_path / "photo.jpg").write_bytes(photo)
    assert Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825)
    (first,) = await start_servers()
    line = BadLine()
    line.lead_to(first.http.base_url.port, break_after=len(photo) * 4 // 10)
    async with line.open() as address:
        uploading = asyncio.create_task(
            upload(f"{address}/files/", tokens[0], tmp_path / "photo.jpg")
        )
        await line.is_broken.wait()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while sum(parts(settings.files.folder)) < len(photo) // 3:
                await first.http.get("/livez")
        await first.kill()
        (second,) = await start_servers()
        line.lead_to(second.http.base_url.port)
        url = await uploading
    assert len(photo) < line.sent < len(photo) * 1.15

    client = TusClient(GraphQLClient(second.http, tokens[0]))
    assert await client.offset(f"/files/{url.rpartition('/')[2]}") == len(photo)
    file = await client.file(url.rpartition("/")[2])
    path = httpx.URL(file["downloadUrl"]).raw_path.decode()
    got = (await second.http.get(path)).content
    assert hashlib.sha256(got).hexdigest() == file["sha256"]
    assert_same_picture_without_metadata(photo, got)


def assert_same_picture_without_metadata(sent: bytes, got: bytes) -> None:
    clean = Image.open(io.BytesIO(got))
    assert dict(clean.getexif()) == {}
    assert b"Exif" not in got
    difference = ImageChops.difference(Image.open(io.BytesIO(sent)), clean.convert("RGB"))
    assert max(ImageStat.Stat(difference).mean) < 8
