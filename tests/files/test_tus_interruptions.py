"""Uploads whose requests overlap, whose process died, or for which there is no room."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from clients import GraphQLClient
from hostile_files import photo
from uploads import TusClient, checksum, on_disk, refusal

from core.db import fetch
from core.files import parts
from core.files.models import FileState, StoredFile
from core.runtime import Runtime

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
PHOTO = photo(320, 240)


@pytest.fixture
def kind() -> str:
    """What is shown here happens on the disk, whatever the database."""
    return "sqlite"


@pytest.fixture
def folder(runtime: Runtime) -> Path:
    return runtime.settings.files.folder / "uploads"


def unfinished(folder: Path) -> list[Path]:
    """What lies in the folder."""
    return list(folder.iterdir())


async def test_an_upload_that_is_being_written_to_is_locked(
    tus: TusClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PATIENCE_SECONDS", 0.2)
    path = await tus.begin(len(PHOTO))
    (part,) = unfinished(folder)
    with part.open("r+b") as other:
        fcntl.flock(other.fileno(), fcntl.LOCK_EX)
        assert refusal(await tus.patch(path, 0, PHOTO)) == (423, None)
        assert (await tus.send("HEAD", path)).status_code == 423
        assert (await tus.send("DELETE", path)).status_code == 423
        assert unfinished(folder) == [part]
    assert (await tus.patch(path, 0, PHOTO)).status_code == 204


async def test_a_silent_line_lets_go_when_its_client_comes_back(tus: TusClient) -> None:
    has_begun = asyncio.Event()

    async def silent() -> AsyncIterator[bytes]:
        yield PHOTO[:1000]
        has_begun.set()
        await asyncio.Event().wait()

    path = await tus.begin(len(PHOTO))
    waiting = asyncio.create_task(tus.patch(path, 0, silent()))
    await has_begun.wait()
    assert await tus.offset(path) == 1000
    assert refusal(await waiting) == (423, None)
    assert (await tus.patch(path, 1000, PHOTO[1000:])).status_code == 204


async def test_of_two_who_write_at_once_one_is_told_to_ask_for_the_offset(tus: TusClient) -> None:
    path = await tus.begin(len(PHOTO))
    answers = await asyncio.gather(*(tus.patch(path, 0, PHOTO) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
    assert (await StoredFile.get()).state is FileState.STORED


async def test_what_died_before_its_end_is_finished_when_the_client_asks(
    tus: TusClient, runtime: Runtime
) -> None:
    """The database refuses once to record the file, as if the process had ended in that moment."""
    for asks_with in ("HEAD", "PATCH"):
        path = await tus.begin(len(PHOTO))
        await fetch(
            "CREATE TRIGGER broken BEFORE UPDATE ON core_stored_file"
            " BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        assert (await tus.patch(path, 0, PHOTO)).status_code == 500
        await fetch("DROP TRIGGER broken")
        assert await StoredFile.filter(state=FileState.UPLOADING).count() == 1
        if asks_with == "PATCH":
            assert (await tus.patch(path, len(PHOTO), b"")).status_code == 204
        assert await tus.offset(path) == len(PHOTO)
        assert await StoredFile.filter(state=FileState.UPLOADING).count() == 0
    rows = await StoredFile.all()
    assert on_disk(runtime) == {f"blobs/{r.id.hex[:2]}/{r.id}": r.byte_size for r in rows}


async def test_bytes_whose_checksum_was_never_proven_do_not_survive_the_process(
    tus: TusClient, folder: Path
) -> None:
    path = await tus.begin(len(PHOTO))
    await tus.patch(path, 0, PHOTO[:100], upload_checksum=checksum(PHOTO[:100]))
    (part,) = unfinished(folder)
    part.with_suffix(".unproven").write_text("100")  # as a killed process leaves it
    with part.open("ab") as file:
        file.write(b"altered on the way")
    assert await tus.offset(path) == 100
    assert unfinished(folder) == [part]


async def test_an_upload_whose_bytes_are_lost_is_begun_anew(tus: TusClient, folder: Path) -> None:
    path = await tus.begin(len(PHOTO))
    for file in unfinished(folder):
        file.unlink()
    assert (await tus.send("HEAD", path)).status_code == 410
    assert refusal(await tus.patch(path, 0, PHOTO)) == (410, None)
