"""tus 1.0 at /files/: what a client may rely on."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
from clients import GraphQLClient
from conftest import MovableClock
from hostile_files import photo
from uploads import TusClient, checksum, encoded, on_disk, refusal

from core.files.models import FileState, StoredFile
from core.runtime import Runtime

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
PHOTO = photo(320, 240)


async def test_options_tells_what_is_possible(http: httpx.AsyncClient) -> None:
    for path in ("/files/", "/files/anything"):
        answer = await http.options(path)
        assert answer.status_code == 204
        told = {name: value for name, value in answer.headers.items() if name.startswith("tus-")}
        assert told == {
            "tus-resumable": "1.0.0",
            "tus-version": "1.0.0",
            "tus-extension": "creation,creation-with-upload,checksum,expiration,termination",
            "tus-max-size": "10000000",
            "tus-checksum-algorithm": "sha1,sha256",
        }


async def test_a_photo_sent_in_pieces_becomes_a_file(tus: TusClient, clock: MovableClock) -> None:
    answer = await tus.create(len(PHOTO))
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["upload-expires"] == "Tue, 24 Nov 2026 06:30:00 GMT"
    path = answer.headers["location"]
    assert path.startswith("/files/")

    first = await tus.patch(path, 0, PHOTO[:1000])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "1000")
    assert first.headers["upload-expires"] == "Tue, 24 Nov 2026 06:30:00 GMT"
    asked = await tus.send("HEAD", path)
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["upload-offset"] == "1000"
    assert asked.headers["upload-length"] == str(len(PHOTO))
    assert asked.headers["cache-control"] == "no-store"
    assert asked.headers["upload-metadata"] == encoded(
        filename="photo.jpg", service="lost_property", purpose="PHOTO"
    )

    last = await tus.patch(path, 1000, PHOTO[1000:])
    assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(PHOTO)))
    assert "upload-expires" not in last.headers
    assert await tus.offset(path) == len(PHOTO)
    again = await tus.patch(path, len(PHOTO), b"")
    assert (again.status_code, again.headers["upload-offset"]) == (204, str(len(PHOTO)))

    file = await tus.file(path.rpartition("/")[2])
    assert (file["name"], file["purpose"], file["contentType"], file["scanState"]) == (
        "photo.jpg",
        "PHOTO",
        "image/jpeg",
        "SKIPPED",
    )
    row = await StoredFile.get()
    assert row.state is FileState.STORED
    assert (row.expires_at - clock.now()).total_seconds() == 48 * 3600
    assert row.owner.startswith("citizen:")


async def test_the_first_bytes_may_come_along(tus: TusClient, runtime: Runtime) -> None:
    begun = await tus.create(len(PHOTO), PHOTO[:500])
    assert (begun.status_code, begun.headers["upload-offset"]) == (201, "500")
    path = begun.headers["location"]
    assert (await tus.patch(path, 500, PHOTO[500:])).status_code == 204

    whole = await tus.create(len(PHOTO), PHOTO)
    assert (whole.status_code, whole.headers["upload-offset"]) == (201, str(len(PHOTO)))
    assert [name[:5] for name in on_disk(runtime)] == ["blobs", "blobs"]
    rows = await StoredFile.all()
    assert on_disk(runtime) == {f"blobs/{r.id.hex[:2]}/{r.id}": r.byte_size for r in rows}
    for row in rows:
        kept = runtime.settings.files.folder / "blobs" / row.id.hex[:2] / str(row.id)
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == row.sha256


async def test_bytes_of_a_wrong_offset_change_nothing(tus: TusClient) -> None:
    path = await tus.begin(len(PHOTO))
    await tus.patch(path, 0, PHOTO[:100])
    for offset in (0, 99, 101, len(PHOTO)):
        answer = await tus.patch(path, offset, b"")
        assert refusal(answer) == (409, None), offset
    assert await tus.offset(path) == 100


async def test_bytes_of_another_type_are_refused(tus: TusClient) -> None:
    path = await tus.begin(len(PHOTO))
    for kind in ("application/octet-stream", "image/jpeg", None):
        answer = await tus.patch(path, 0, PHOTO, content_type=kind)
        assert refusal(answer) == (415, None), kind
    assert refusal(
        await tus.send(
            "POST",
            "/files/",
            {
                "upload-length": "5",
                "upload-metadata": encoded(service="lost_property", purpose="PHOTO"),
                "content-type": "text/plain",
            },
            b"12345",
        )
    ) == (415, None)
    assert await tus.offset(path) == 0
    assert await StoredFile.all().count() == 1


async def test_a_chunk_with_a_wrong_checksum_is_forgotten(tus: TusClient, runtime: Runtime) -> None:
    path = await tus.begin(len(PHOTO))
    right = await tus.patch(path, 0, PHOTO[:700], upload_checksum=checksum(PHOTO[:700]))
    assert right.status_code == 204
    chunk, wrong = PHOTO[700:900], checksum(b"something else")
    assert refusal(await tus.patch(path, 700, chunk, upload_checksum=wrong)) == (460, None)
    assert await tus.offset(path) == 700
    assert list(on_disk(runtime).values()) == [700]
    for given in (
        "md5 1B2M2Y8AsgTpgAmY7PhCfg==",
        "sha1 no base64",
        "sha1",
        "",
        checksum(chunk, "sha256").replace("sha256", "sha1"),
    ):
        answer = await tus.patch(path, 700, chunk, upload_checksum=given or " ")
        assert refusal(answer) == (400, None), given
    assert await tus.offset(path) == 700
    rest = PHOTO[700:]
    last = await tus.patch(path, 700, rest, upload_checksum=checksum(rest, "sha256"))
    assert last.status_code == 204
    assert (await StoredFile.get()).state is FileState.STORED


async def test_more_bytes_than_were_announced_are_refused_whole(
    tus: TusClient, runtime: Runtime
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(PHOTO), 1000):
            yield PHOTO[start : start + 1000]
        yield b"x"

    path = await tus.begin(len(PHOTO))
    await tus.patch(path, 0, PHOTO[:100])
    assert refusal(await tus.patch(path, 100, PHOTO)) == (413, "FILE_TOO_LARGE")
    assert refusal(await tus.patch(path, 100, pieces())) == (413, "FILE_TOO_LARGE")
    assert await tus.offset(path) == 100
    assert list(on_disk(runtime).values()) == [100]
    assert refusal(await tus.create(5, b"123456")) == (413, "FILE_TOO_LARGE")
    assert await StoredFile.all().count() == 1


async def test_another_version_of_tus_is_refused_with_ours(tus: TusClient) -> None:
    path = await tus.begin(10)
    for version in (None, "0.2.2", "1.0", "2.0.0"):
        for method, place in (("POST", "/files/"), ("HEAD", path), ("PATCH", path)):
            answer = await tus.send(method, place, {"tus-resumable": version})
            assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0"), version
    assert await StoredFile.all().count() == 1


NOT_WELL_FORMED = {
    "no length": {"upload-length": None},
    "a length that is no number": {"upload-length": "1e3"},
    "a negative length": {"upload-length": "-1"},
    "a length beyond all numbers": {"upload-length": "9" * 400},
    "a length that comes later": {"upload-length": None, "upload-defer-length": "1"},
    "metadata that is not base64": {"upload-metadata": "filename %%%,service x"},
    "base64 without padding": {"upload-metadata": "filename YQ"},
    "a key that stands twice": {"upload-metadata": "purpose UEhPVE8=,purpose UEhPVE8="},
    "an empty key": {"upload-metadata": " UEhPVE8="},
    "nothing between commas": {"upload-metadata": encoded(filename="x") + ","},
    "two values": {"upload-metadata": "filename YQ== YQ=="},
    "metadata that is not UTF-8": {"upload-metadata": "filename /////w=="},
}


async def test_creation_that_is_not_well_formed_is_400(tus: TusClient, runtime: Runtime) -> None:
    fit = {
        "upload-length": "10",
        "upload-metadata": encoded(service="lost_property", purpose="PHOTO"),
    }
    for name, headers in NOT_WELL_FORMED.items():
        answer = await tus.send("POST", "/files/", {**fit, **headers})
        assert refusal(answer) == (400, None), name
    assert await StoredFile.all().count() == 0
    assert on_disk(runtime) == {}


async def test_an_upload_ends_when_its_owner_says_so(tus: TusClient, runtime: Runtime) -> None:
    begun = await tus.begin(len(PHOTO))
    await tus.patch(begun, 0, PHOTO[:100])
    stored = f"/files/{await tus.upload(PHOTO)}"
    for path in (begun, stored):
        answer = await tus.send("DELETE", path)
        assert (answer.status_code, answer.headers["tus-resumable"]) == (204, "1.0.0")
        assert (await tus.send("HEAD", path)).status_code == 404
        assert (await tus.send("DELETE", path)).status_code == 404
    assert on_disk(runtime) == {}
    assert await StoredFile.all().count() == 0


async def test_an_upload_can_be_continued_for_a_day(
    tus: TusClient, clock: MovableClock, runtime: Runtime
) -> None:
    path = await tus.begin(len(PHOTO))
    clock.move(hours=24, seconds=-1)
    assert (await tus.patch(path, 0, PHOTO[:100])).status_code == 204
    clock.move(seconds=1)
    for answer in (await tus.patch(path, 100, PHOTO[100:]), await tus.send("HEAD", path)):
        assert answer.status_code == 410
        assert "upload-offset" not in answer.headers
    assert list(on_disk(runtime).values()) == [100]
