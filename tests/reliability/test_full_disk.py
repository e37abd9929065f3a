"""Uploads when the disk is full: refused for now, and nothing half-stored is taken for whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from clients import GraphQLClient
from servers import THANA, ServerProcess, start_server, variables
from uploads import TusClient, checksum, large_photo, refusal

from core.settings import Settings

UNSHARE = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--map-root-user", "--mount")
SERVE_ON_A_SMALL_DISK = 'mount -t tmpfs -o size=1m tmpfs "$1" && exec "$2" serve --port=0'
MEGABYTE = 2**20


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    command = [*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(not can_mount(), reason="unshare may not mount a small disk here"),
]


@pytest.fixture
def kind() -> str:
    """The database lies on another disk."""
    return "sqlite"


@pytest.fixture
async def server(settings: Settings, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server whose folder of files is a disk of one megabyte, which nobody else sees."""
    folder = settings.files.folder
    folder.mkdir(parents=True)
    command = (*UNSHARE, "sh", "-c", SERVE_ON_A_SMALL_DISK, "sh", folder, THANA)
    started = await start_server(tmp_path, variables(settings), *command)
    yield started
    await started.kill()


async def test_a_full_disk_is_told_and_what_has_come_is_kept(
    server: ServerProcess, tokens: list[str]
) -> None:
    tus = TusClient(GraphQLClient(server.http, tokens[0]))
    large, small = large_photo(1600, 1200), large_photo(780, 620)
    assert len(large) > 1.2 * MEGABYTE
    assert 0.38 * MEGABYTE < len(small) < 0.42 * MEGABYTE

    path = await tus.begin(len(large))
    answer = await tus.patch(path, 0, large, upload_checksum=checksum(large))
    assert (refusal(answer), answer.headers["retry-after"]) == ((503, None), "5")
    assert await tus.offset(path) == 0
    answer = await tus.patch(path, 0, large)
    assert (refusal(answer), answer.headers["retry-after"]) == ((503, None), "5")
    assert answer.json()["errors"][0]["message"] == (
        "There is no room for files now. Try again later."
    )
    arrived = await tus.offset(path)
    assert 0.5 * MEGABYTE < arrived <= MEGABYTE
    assert (await tus.send("DELETE", path)).status_code == 204

    first = await tus.upload(small)
    path = await tus.begin(len(small))
    assert (await tus.patch(path, 0, small)).status_code == 503  # no room for the clean copy
    assert (await tus.file(path.rpartition("/")[2]))["contentType"] is None
    assert (await tus.send("HEAD", path)).status_code == 503
    assert (await tus.send("DELETE", f"/files/{first}")).status_code == 204
    assert await tus.offset(path) == len(small)
    file = await tus.file(path.rpartition("/")[2])
    got = await server.http.get(httpx.URL(file["downloadUrl"]).raw_path.decode())
    assert hashlib.sha256(got.content).hexdigest() == file["sha256"]
    assert [line for line in server.log if '"ERROR"' in line] == []
