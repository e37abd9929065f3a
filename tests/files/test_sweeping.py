"""What nobody waits for is deleted: rows and bytes, and never what is still needed."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from conftest import MovableClock
from factories import make_citizen, make_request
from hostile_files import photo
from starlette.applications import Starlette
from uploads import TusClient, on_disk

from core import housekeeping
from core.files.models import StoredFile
from core.runtime import Runtime

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
PHOTO = photo(320, 240)


async def test_what_has_expired_goes_and_what_is_attached_stays(
    tus: TusClient, app: Starlette, runtime: Runtime, clock: MovableClock
) -> None:
    await tus.begin(len(PHOTO))
    refused = await tus.begin(4)
    await tus.patch(refused, 0, b"evil")
    for _ in range(2):
        await tus.upload(PHOTO)
    request = await make_request(app.state.platform, await make_citizen(runtime))
    row = await StoredFile.filter(byte_size__gt=0).order_by("-created_at").first()
    assert row is not None
    row.request, row.expires_at = request, None
    await row.save()
    assert (await StoredFile.all().count(), len(on_disk(runtime))) == (4, 3)

    clock.move(hours=24, seconds=-1)
    await housekeeping.clean_up(runtime)
    assert (await StoredFile.all().count(), len(on_disk(runtime))) == (4, 3)
    clock.move(seconds=1)
    await housekeeping.clean_up(runtime)
    assert (await StoredFile.all().count(), len(on_disk(runtime))) == (2, 2)
    clock.move(hours=24)
    await housekeeping.clean_up(runtime)
    assert [left.id for left in await StoredFile.all()] == [row.id]
    assert list(on_disk(runtime)) == [f"blobs/{row.id.hex[:2]}/{row.id}"]


async def test_bytes_without_a_row_go_when_no_process_can_still_be_writing_them(
    tus: TusClient, runtime: Runtime
) -> None:
    await tus.upload(PHOTO)
    await tus.begin(len(PHOTO))
    kept = on_disk(runtime)
    folder, key = runtime.settings.files.folder, uuid.uuid4()
    for name in (
        f"uploads/{key}.part",
        f"uploads/{key}.clean",
        f"uploads/{key}.unproven",
        f"blobs/{key}.new",
        f"blobs/{key.hex[:2]}/{key}",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"left behind")
    everything = on_disk(runtime)
    await housekeeping.clean_up(runtime)
    assert on_disk(runtime) == everything
    for name in everything:
        os.utime(folder / name, (time.time() - 3601,) * 2)
    await housekeeping.clean_up(runtime)
    assert on_disk(runtime) == kept
