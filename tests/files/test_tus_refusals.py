"""Who may upload, what, and how much; what is refused leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import hostile_files
import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from hostile_files import photo
from uploads import FILE, TusClient, on_disk, refusal

from core.db import fetch
from core.files.models import FileState, StoredFile
from core.relay import encode_id
from core.runtime import Runtime

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
AsOfficer = Callable[..., Awaitable[GraphQLClient]]
PHOTO = photo(320, 240)


async def test_nobody_uploads_without_signing_in(
    as_nobody: GraphQLClient, tus: TusClient, runtime: Runtime
) -> None:
    path = await tus.begin(len(PHOTO))
    for token in (None, "not-a-token"):
        stranger = TusClient(GraphQLClient(as_nobody.http, token))
        for answer in (
            await stranger.create(10),
            await stranger.patch(path, 0, PHOTO),
            await stranger.send("HEAD", path),
            await stranger.send("DELETE", path),
        ):
            assert answer.status_code == 401
    assert await tus.offset(path) == 0
    assert list(on_disk(runtime).values()) == [0]


async def test_a_page_of_another_site_cannot_use_the_session_cookie(
    tus: TusClient, http: httpx.AsyncClient
) -> None:
    cookie = {"cookie": f"__Host-session={tus.of.token}", "authorization": None}
    path = await tus.begin(len(PHOTO))
    foreign = {**cookie, "origin": "https://evil.example"}
    assert (await tus.patch(path, 0, PHOTO, **foreign)).status_code == 403
    assert await tus.offset(path) == 0
    own = {**cookie, "origin": "http://127.0.0.1:8000"}
    assert (await tus.patch(path, 0, PHOTO, **own)).status_code == 204


async def test_another_persons_upload_is_not_there(
    tus: TusClient, as_citizen: AsCitizen, as_officer: AsOfficer
) -> None:
    begun, whole = await tus.begin(len(PHOTO)), f"/files/{await tus.upload(PHOTO)}"
    row = await StoredFile.filter(state=FileState.STORED).get()
    absent = f"/files/{encode_id('File', '00000000-0000-4000-8000-000000000000')}"
    malformed = [
        f"/files/{name}"
        for name in ("x", "%00", str(row.id), encode_id("Unit", row.id), encode_id("File", "1"))
    ]
    for other in (TusClient(await as_citizen()), TusClient(await as_officer())):
        for method in ("HEAD", "PATCH", "DELETE"):
            headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
            answers = [
                await other.send(method, path, headers)
                for path in (absent, begun, whole, *malformed)
            ]
            assert {answer.status_code for answer in answers} == {404}, method
            assert len({answer.content for answer in answers}) == 1, method
        error = await other.of.refused(FILE, id=whole.rpartition("/")[2])
        assert error["extensions"] == {"code": "NOT_FOUND"}
    assert await tus.offset(begun) == 0
    assert await tus.offset(whole) == len(PHOTO)


async def test_what_a_purpose_does_not_take_is_refused_at_once(
    tus: TusClient, runtime: Runtime
) -> None:
    refused = {
        (400, "FILE_EMPTY"): await tus.create(0),
        (413, "FILE_TOO_LARGE"): await tus.create(10_000_001),
        (400, "FILE_PURPOSE"): await tus.create(10, purpose="PORTRAIT"),
    }
    for expected, answer in refused.items():
        assert refusal(answer) == expected
    for more in ({"service": "unknown"}, {"purpose": ""}, {"purpose": "photo"}):
        assert refusal(await tus.create(10, **more)) == (400, "FILE_PURPOSE"), more
    assert await StoredFile.all().count() == 0
    assert on_disk(runtime) == {}
    assert await fetch("SELECT * FROM core_rate_limit WHERE \"key\" LIKE 'files:%'") == []


async def test_content_that_is_refused_is_deleted_and_its_upload_tells_why(
    tus: TusClient, runtime: Runtime, clock: MovableClock
) -> None:
    hostile = {
        "a page called photo.jpg": (b"<html><script>alert(1)</script></html>", 415, "FILE_TYPE"),
        "half a photo": (PHOTO[: len(PHOTO) // 2], 422, "FILE_DAMAGED"),
        "a bill": (hostile_files.document_pdf(), 415, "FILE_TYPE"),
    }
    for name, (content, *expected) in hostile.items():
        path = await tus.begin(len(content))
        last = await tus.patch(path, 0, content)
        assert refusal(last) == tuple(expected), name
        assert refusal(await tus.patch(path, len(content), b"")) == tuple(expected), name
        assert (await tus.send("HEAD", path)).status_code == expected[0], name
        assert refusal(await tus.create(len(content), content)) == tuple(expected), name
    assert await StoredFile.filter(state=FileState.REFUSED).count() == len(hostile)
    assert await StoredFile.all().count() == len(hostile)
    assert on_disk(runtime) == {}


async def test_refusals_come_in_the_callers_language(as_citizen: AsCitizen) -> None:
    citizen = TusClient(await as_citizen())
    error = (await citizen.create(0)).json()["errors"][0]
    assert error == {
        "message": "The file is empty. Choose another one.",
        "extensions": {"code": "BAD_REQUEST", "fault": "FILE_EMPTY"},
    }


async def test_who_has_too_many_files_waiting_must_use_some_first(
    tus: TusClient, as_citizen: AsCitizen, runtime: Runtime, clock: MovableClock
) -> None:
    await asyncio.gather(*(tus.upload(PHOTO) for _ in range(2)))
    answers = await asyncio.gather(*(tus.create(100) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [201] * 8 + [429] * 4
    before = await fetch("SELECT * FROM core_rate_limit WHERE \"key\" LIKE 'files:%'")
    assert refusal(await tus.create(100)) == (429, "FILE_QUOTA")
    assert await fetch("SELECT * FROM core_rate_limit WHERE \"key\" LIKE 'files:%'") == before
    assert await StoredFile.all().count() == len(on_disk(runtime)) == 10
    assert (await TusClient(await as_citizen()).create(100)).status_code == 201

    begun = next(answer for answer in answers if answer.status_code == 201)
    await tus.send("DELETE", begun.headers["location"])
    assert (await tus.create(100)).status_code == 201
    assert refusal(await tus.create(100)) == (429, "FILE_QUOTA")
    clock.move(hours=24)
    answers = [await tus.create(100) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [201] * 8 + [429]


async def test_a_person_begins_so_many_bytes_a_day(tus: TusClient, clock: MovableClock) -> None:
    for _ in range(10):
        path = await tus.begin(9_999_999)
        await tus.send("DELETE", path)
    assert refusal(await tus.create(1)) == (429, "FILE_QUOTA")
    assert await StoredFile.all().count() == 0
    clock.move(hours=26)
    assert (await tus.create(1)).status_code == 201


@pytest.mark.parametrize(
    "settings", [{"allowed_origins": ("https://citizen.example",)}], indirect=True
)
async def test_a_page_of_an_allowed_origin_can_upload(tus: TusClient) -> None:
    origin = {"origin": "https://citizen.example"}
    asked = await tus.send(
        "OPTIONS",
        "/files/",
        {
            **origin,
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "authorization,content-type,tus-resumable,"
            "upload-checksum,upload-length,upload-metadata,upload-offset",
        },
    )
    assert asked.status_code == 200
    allowed = asked.headers["access-control-allow-methods"].split(", ")
    assert {"DELETE", "HEAD", "PATCH", "POST"} <= set(allowed)
    path = await tus.begin(len(PHOTO))
    answer = await tus.patch(path, 0, PHOTO, **origin)
    assert answer.headers["access-control-allow-origin"] == "https://citizen.example"
    seen = answer.headers["access-control-expose-headers"].split(", ")
    assert {"Location", "Upload-Offset", "Upload-Length", "Tus-Resumable"} <= set(seen)
    other = await tus.send("OPTIONS", "/files/", {"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
