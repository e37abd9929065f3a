"""Uploads are handed out after a scan for malicious software, where the state has set a scanner."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock, settings_for
from hostile_files import photo, screenshot
from starlette.applications import Starlette
from uploads import TusClient, on_disk

from core.app import create_app
from core.errors import StartupError
from core.runtime import Runtime
from core.settings import Settings

AsCitizen = Callable[..., Awaitable[GraphQLClient]]

CONFIGURATION = """
Foreground yes
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}
"""
SIGNATURES = "Thana.Test.EveryJpeg:0:0:ffd8ffe000104a464946\n"
START_SECONDS = 60


@pytest.fixture
def kind() -> str:
    """The outbox is tested on each database elsewhere."""
    return "sqlite"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    scanner = {"scanner": "clamd", "clamd": str(tmp_path / "clamd.ctl")}
    return settings_for(database_url, files={"folder": tmp_path / "files", **scanner})


@pytest.fixture
async def clamd(tmp_path: Path) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Starts a clamd that takes every JPEG for malicious."""
    started: list[asyncio.subprocess.Process] = []

    async def start() -> None:
        (tmp_path / "test.ndb").write_text(SIGNATURES)
        configuration = tmp_path / "clamd.conf"
        configuration.write_text(CONFIGURATION.format(folder=tmp_path))
        nowhere = asyncio.subprocess.DEVNULL
        started.append(
            await asyncio.create_subprocess_exec(
                "clamd", f"--config-file={configuration}", stdout=nowhere, stderr=nowhere
            )
        )
        async with asyncio.timeout(START_SECONDS):
            while not await _answers(tmp_path / "clamd.ctl"):
                pass

    yield start
    for process in started:
        process.kill()
        await process.wait()


async def _answers(socket: Path) -> bool:
    await asyncio.to_thread(os.sched_yield)
    with suppress(OSError):
        _, writer = await asyncio.open_unix_connection(socket)
        writer.close()
        await writer.wait_closed()
        return True
    return False


@pytest.mark.foreign
@pytest.mark.skipif(not shutil.which("clamd"), reason="clamd is not installed")
async def test_an_infected_file_is_deleted_and_a_clean_one_is_handed_out(
    app: Starlette,
    http: httpx.AsyncClient,
    as_citizen: AsCitizen,
    runtime: Runtime,
    clock: MovableClock,
    clamd: Callable[[], Awaitable[None]],
) -> None:
    tus = TusClient(await as_citizen())
    bad, good = await tus.upload(photo()), await tus.upload(screenshot(), name="x.png")
    await app.state.effects.scans.deliver_due()
    for file_id in (bad, good):  # nobody is there to ask
        file = await tus.file(file_id)
        assert (file["scanState"], file["downloadUrl"]) == ("PENDING", None)
    assert len(on_disk(runtime)) == 2

    await clamd()
    clock.move(minutes=5)
    await app.state.effects.scans.deliver_due()
    file = await tus.file(bad)
    assert (file["scanState"], file["downloadUrl"]) == ("INFECTED", None)
    file = await tus.file(good)
    assert file["scanState"] == "CLEAN"
    assert (await http.get(file["downloadUrl"])).status_code == 200
    assert list(on_disk(runtime).values()) == [file["byteSize"]]


def test_a_scanner_that_nobody_provides_stops_the_start(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite://{tmp_path}/x.sqlite3", files={"scanner": "acme"})
    with pytest.raises(StartupError) as stopped:
        create_app(settings)
    assert stopped.value.faults == (
        "setting files.scanner: no enabled plugin provides acme; the built-in is clamd",
    )
